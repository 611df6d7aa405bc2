#!/usr/bin/env python3
"""Compares the reports on the demo monorepo's state `before` with those in reports/, one a format, byte for byte.

usage: reports_test.py LOCKSTEP REPORTS_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the files)
"""

import difflib
import os
import pathlib
import subprocess
import sys

STATE = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo" / "before"
FORMATS = {"text": "demo.txt", "compact": "demo.compact.txt", "json": "demo.json", "sarif": "demo.sarif",
           "github": "demo.github.txt", "gitlab": "demo.gitlab.json", "junit": "demo.junit.xml", "markdown": "demo.md"}


def report(lockstep, form):
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY")}
    command = [lockstep, "scan", STATE, "--root", STATE, "--format", form, "--fail-on", "never"]
    done = subprocess.run(command, capture_output=True, env=environment)
    if done.returncode != 0:
        sys.exit(f"lockstep ends with {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def main():
    lockstep, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = 0
    for form, name in FORMATS.items():
        actual, file = report(lockstep, form), folder / name
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
