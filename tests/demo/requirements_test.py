#!/usr/bin/env python3
"""Writes how the demo monorepo's states stand under the remediation pack, as a table in README.md, and keeps it true.

usage: requirements_test.py LOCKSTEP README      (LOCKSTEP_UPDATE=1 rewrites the table)

Beside the table it checks what the table must say: `before` violates most of the must-haves, `after` satisfies
everything, and `regressed` breaks what those busy weeks broke and nothing else.
"""

import json
import os
import pathlib
import subprocess
import sys

FIXTURE = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo"
STATES = ("before", "after", "regressed")
SIGNS = {"holds": "✔", "violated": "✘", "not-applicable": "–", "cannot-tell": "?"}
BEGIN, END = "<!-- requirements: written by tests/demo/requirements_test.py -->\n", "<!-- /requirements -->\n"
# What somebody did in those weeks, see the README beside the states.
REGRESSED = {
    "messages-answered-under-lock",
    "visitor-lock-sound",
    "tool-names-spelled-once",
    "no-made-up-actors",
}


def verdicts(lockstep, state):
    folder = FIXTURE / state
    command = [lockstep, "scan", folder, "--root", folder, "--config", FIXTURE / "remediation.jsonc"]
    done = subprocess.run([*command, "--format", "json", "--fail-on", "never", "--quiet"], capture_output=True)
    if done.returncode != 0:
        sys.exit(f"lockstep ends with {done.returncode}\n{done.stderr.decode()}")
    return json.loads(done.stdout)["verdicts"]


def table(by_state):
    lines = ["| requirement | before | after | regressed |", "| --- | --- | --- | --- |"]
    area = None
    for row in zip(*by_state.values()):
        first = row[0]
        if first["area"] != area:
            area = first["area"]
            lines.append(f"| **{area}** | | | |")
        priority = {"must-have": "", "nice-to-have": " (nice to have)", "constraint": " (constraint)"}[first["priority"]]
        cells = " | ".join(SIGNS[verdict["standing"]] for verdict in row)
        lines.append(f"| {first['title']}{priority} | {cells} |")
    return "\n".join(lines) + "\n"


def main():
    lockstep, readme = sys.argv[1], pathlib.Path(sys.argv[2])
    by_state = {state: verdicts(lockstep, state) for state in STATES}
    faults = []

    def violated(state):
        return {verdict["id"] for verdict in by_state[state] if verdict["standing"] == "violated"}

    for verdict in by_state["after"]:
        if verdict["standing"] != "holds":
            faults.append(f"after: {verdict['id']} is {verdict['standing']}: {verdict['summary']}")
        elif not (verdict["evidence"] or "nothing" in verdict["summary"]):
            faults.append(f"after: nothing shows that {verdict['id']} holds")
    if violated("regressed") != REGRESSED:
        faults.append(f"regressed violates {sorted(violated('regressed'))} and not {sorted(REGRESSED)}")
    musts = {verdict["id"] for verdict in by_state["before"] if verdict["priority"] == "must-have"}
    if not musts - {"visitor-lock-sound"} <= violated("before"):
        faults.append(f"before does not violate {sorted(musts - violated('before'))}")

    text = readme.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    actual = table(by_state)
    if os.environ.get("LOCKSTEP_UPDATE"):
        readme.write_text(text[:begin] + actual + text[end:])
    elif text[begin:end] != actual:
        faults.append("the table in README.md differs (./dev update rewrites it; then read the diff)")
    print("\n".join(faults) or f"{len(by_state['after'])} requirements, as README.md says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
