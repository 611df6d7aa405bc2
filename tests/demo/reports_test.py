#!/usr/bin/env python3
"""Compares the reports on the demo monorepo's state `before` with those in reports/, one a format, byte for byte.

usage: reports_test.py LOCKSTEP REPORTS_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the files)
"""

import difflib
import os
import pathlib
import subprocess
import sys

DEMO = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo"
STATE = DEMO / "before"
SCAN = ["scan", "--fail-on", "never"]
# With the remediation pack, so that there is a checklist. History differs from clone to clone.
AUDIT = ["audit", "--config", DEMO / "remediation.jsonc", "--no-history", "-o", "-"]
REPORTS = {
    "demo.txt": [*SCAN, "--format", "text"],
    "demo.compact.txt": [*SCAN, "--format", "compact"],
    "demo.json": [*SCAN, "--format", "json"],
    "demo.sarif": [*SCAN, "--format", "sarif"],
    "demo.github.txt": [*SCAN, "--format", "github"],
    "demo.gitlab.json": [*SCAN, "--format", "gitlab"],
    "demo.junit.xml": [*SCAN, "--format", "junit"],
    "demo.md": [*SCAN, "--format", "markdown"],
    "audit.html": [*AUDIT, "--format", "html"],
    "audit.md": [*AUDIT, "--format", "markdown"],
    "audit.json": [*AUDIT, "--format", "json"],
}


def report(lockstep, arguments):
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY")}
    command = [lockstep, *arguments, STATE, "--root", STATE, "--no-cache"]
    done = subprocess.run(command, capture_output=True, env=environment)
    if done.returncode != 0:
        sys.exit(f"lockstep ends with {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def main():
    lockstep, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = 0
    for name, arguments in REPORTS.items():
        actual, file = report(lockstep, arguments), folder / name
        if os.environ.get("LOCKSTEP_UPDATE"):
            folder.mkdir(exist_ok=True)
            file.write_bytes(actual)
        elif not file.exists():
            print(f"{file} is missing; ./dev update writes it")
            failed = 1
        elif file.read_bytes() != actual:
            print(f"{file} differs (./dev update rewrites it; then read the diff)")
            lines = [text.decode().splitlines() for text in (file.read_bytes(), actual)]
            for line in list(difflib.unified_diff(*lines, "expected", "actual", n=1, lineterm=""))[:40]:
                print(line[:400])
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
