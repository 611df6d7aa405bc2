#!/usr/bin/env python3
"""Checks that the states of the demo monorepo differ where states.txt says, and nowhere else.

    tests/demo/check_states.py            compare, say what is wrong, exit 1 if anything is
    tests/demo/check_states.py --update   write states.txt anew (then read the diff)

A line of states.txt is `STATE CHANGE PATH`, all relative to `before`; CHANGE is one of added,
changed and removed. Whatever is not listed must be the same, byte for byte.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIXTURE = HERE.parent.parent / "fixtures" / "demo_monorepo"
LIST = HERE / "states.txt"
ORIGINAL = "before"
STATES = ("after", "regressed")
NEVER_THERE = ("node_modules", "dist", "package-lock.json")
MARK = re.compile(r"(?://|/\*)\s*(?:expect|also|known-miss|known-noise):")

HEADER = """\
# Where the other states of fixtures/demo_monorepo differ from `before`.
# Written by check_states.py --update, checked by check_states.py.
"""


def tree(state):
    root = FIXTURE / state
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def differences(original, other):
    for path in sorted(original.keys() | other.keys()):
        if path not in original:
            yield "added", path
        elif path not in other:
            yield "removed", path
        elif original[path] != other[path]:
            yield "changed", path


def main():
    trees = {state: tree(state) for state in (ORIGINAL, *STATES)}
    actual = [
        f"{state} {change} {path}"
        for state in STATES
        for change, path in differences(trees[ORIGINAL], trees[state])
    ]
    if sys.argv[1:] == ["--update"]:
        LIST.write_text(HEADER + "".join(f"{line}\n" for line in actual))
        return 0

    problems = []
    listed = [
        line
        for line in LIST.read_text().splitlines()
        if line and not line.startswith("#")
    ]
    problems += [f"not listed: {line}" for line in actual if line not in listed]
    problems += [f"listed, but not so: {line}" for line in listed if line not in actual]

    for state, files in trees.items():
        for path, content in files.items():
            if any(part in NEVER_THERE for part in path.split("/")):
                problems.append(f"does not belong into the fixture: {state}/{path}")
            if state == "after" and MARK.search(content.decode("utf-8")):
                problems.append(f"has a mark, though nothing is to be found there: {state}/{path}")

    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        counts = ", ".join(f"{state} {len(files)} files" for state, files in trees.items())
        print(f"{counts}; {len(actual)} differences, all of them listed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
