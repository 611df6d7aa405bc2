#!/usr/bin/env python3
"""Nothing is fitted to the demo monorepo: with everything renamed that is its own, the findings are the same.

usage: rename_test.py LOCKSTEP [STATE…]

Compared are rule, kind, severity, every place by its file and line, and every text, after putting the old names back.
Columns and identities depend on the names, so they are left out.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import rename

FIXTURE = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo"
SEEDS = ("", "another")


def scan(lockstep, folder):
    done = subprocess.run([lockstep, "scan", folder, "--root", folder, "--format", "json", "--fail-on", "never", "--no-cache"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lockstep ends with {done.returncode} on {folder}\n{done.stderr}")
    return json.loads(done.stdout)


def place(value, name):
    return f"{name(value['path'])}:{value['start']['line']}"


def text(value, name):
    """Texts may list names in alphabetical order, which renaming changes: compared is which words they have."""
    return " ".join(sorted(re.findall(r"[\w$.'/@-]*[\w$]", name(value))))


def described(finding, name):
    """A finding as lines of text, so that two of them can be compared and read."""
    lines = [f"{finding['rule']}/{finding['kind']} {finding['severity']} {place(finding['place'], name)}"]
    lines += [f"  {key}: {text(finding[key], name)}" for key in ("message", "advice", "subject")]
    lines += sorted(f"  related {place(related['place'], name)}: {text(related['text'], name)}" for related in finding["related"])
    lines += [f"  step {place(step['place'], name)} {step['depth']}: {text(step['text'], name)}" for step in finding["steps"]]
    if finding["matrix"]:
        columns = [name(column) for column in finding["matrix"]["columns"]]
        for row in finding["matrix"]["rows"]:
            held = sorted(column for column, cell in zip(columns, row["cells"]) if cell)
            lines.append(f"  row {place(row['place'], name)} {text(row['label'], name)}: {', '.join(held)}")
        lines[-len(finding["matrix"]["rows"]):] = sorted(lines[-len(finding["matrix"]["rows"]):])
    lines += sorted(f"  edit {place(edit['place'], name)}: {text(edit['replacement'], name)}" for edit in finding["edits"])
    return "\n".join(lines)


def notice(notification, name):
    where = place(notification["place"], name) if notification["place"] else "-"
    return f"{notification['level']} {notification['id']} {where}: {text(notification['message'], name)}"


def compare(state, lockstep, work, seed):
    """The differences between the findings in a state and in its renamed copy."""
    copy = work / f"{state}{seed and '-'}{seed}"
    original = scan(lockstep, FIXTURE / state)
    renaming = rename.rename_folder(FIXTURE / state, copy, seed, seen=[json.dumps(original)])
    renamed = scan(lockstep, copy)

    same = lambda words: words
    before = sorted([described(finding, same) for finding in original["findings"]] + [notice(n, same) for n in original["notifications"]])
    after = sorted(
        [described(finding, renaming.undo) for finding in renamed["findings"]] + [notice(n, renaming.undo) for n in renamed["notifications"]]
    )
    print(f"{state}: {len(renaming.new_of)} words renamed, {len(before)} findings, {len(after)} in the renamed copy")
    problems = [f"{state}: lost by renaming\n{one}" for one in before if one not in after]
    problems += [f"{state}: only when renamed (old names put back)\n{one}" for one in after if one not in before]
    if len(before) != len(after) and not problems:
        problems.append(f"{state}: the same findings, but not as many of each")
    if original["summary"]["files"] != renamed["summary"]["files"]:
        problems.append(f"{state}: not as many files were read: {original['summary']} {renamed['summary']}")
    if len(renaming.new_of) < 200:
        problems.append(f"{state}: only {len(renaming.new_of)} words were renamed; what is kept has grown too much")
    return problems


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    lockstep = str(pathlib.Path(sys.argv[1]).resolve())
    work = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-rename-"))
    problems = []
    for state in sys.argv[2:] or ("before", "after", "regressed"):
        for seed in SEEDS:
            problems += compare(state, lockstep, work, seed)
    for problem in problems:
        print(problem)
    if problems:
        print(f"The renamed copies are kept in {work}")
        return 1
    shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
