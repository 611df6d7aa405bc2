#!/usr/bin/env python3
"""Asks the built-in validator about samples of rule packs, and keeps what it says about the bad ones.

Usage: packs_test.py CONFIG_CHECK RULES SAMPLES      (LOCKSTEP_UPDATE=1 rewrites messages.txt)

Samples lie in accepted/, rejected/ (the JSON schema rejects them, too: packs_schema_test.py) and unsound/ (only lockstep
can know). The packs that are shipped are accepted.
"""

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

PLACE = re.compile(r"[^:\n]+:\d+:\d+: .+\n\d+ \| ")


def main():
    tool, rules, samples = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    faults, messages = [], []

    def ask(path):
        answer = subprocess.run([tool, "--pack", str(path)], capture_output=True, text=True)
        if answer.returncode not in (0, 2):
            faults.append(f"{path.name}: the validator died with {answer.returncode}")
        return answer.returncode == 0, answer.stdout

    for path in [*sorted(rules.glob("*.jsonc")), *sorted((samples / "accepted").glob("*.jsonc"))]:
        is_sound, message = ask(path)
        if not is_sound:
            faults.append(f"{path.name} should be accepted: {message}")
    for folder in ("rejected", "unsound"):
        for path in sorted((samples / folder).glob("*.jsonc")):
            is_sound, message = ask(path)
            if is_sound:
                faults.append(f"{folder}/{path.name} should be rejected")
                continue
            message = message.replace(str(path), path.name)
            if not PLACE.match(message):
                faults.append(f"{path.name}: the error shows no place: {message}")
            messages.append(message.rstrip() + "\n")

    actual, file = "\n".join(messages), samples / "messages.txt"
    if os.environ.get("LOCKSTEP_UPDATE"):
        file.write_text(actual)
    elif not file.exists() or file.read_text() != actual:
        expected = file.read_text().splitlines() if file.exists() else []
        faults.append("messages.txt differs (./dev update rewrites it; then read the diff)")
        faults += list(difflib.unified_diff(expected, actual.splitlines(), "expected", "actual", n=2, lineterm=""))[:60]
    print("\n".join(faults) or f"{len(messages)} bad packs, each with a message that shows its place")
    return 1 if faults else 0


sys.exit(main())
