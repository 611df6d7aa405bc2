#!/usr/bin/env python3
"""The README shows what a scan of the demo says; what it shows may be shortened and wrapped, and must not be made up.

usage: readme_test.py LOCKSTEP README
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

STATE = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo" / "regressed"
MARK = re.compile(r"[ \t]*(//|\{/\*) (expect|also): [^\n]*")


def example(readme):
    """The words of the first block under the heading."""
    block = re.search(r"^## What a finding looks like\n+```\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    if block is None:
        sys.exit("README.md has no example under 'What a finding looks like'")
    return block[1].split()


def scan(lockstep):
    """What a scan says of the demo without the marks of our tests in its lines, word by word."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "demo"
        shutil.copytree(STATE, copy)
        for source in copy.rglob("*.ts*"):
            source.write_text(MARK.sub("", source.read_text()))
        command = [lockstep, "scan", copy, "--root", copy, "--no-config", "--no-cache", "--quiet", "--color", "never"]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 1:
        sys.exit(f"lockstep ends with {done.returncode}\n{done.stderr}")
    return done.stdout.split()


def main():
    shown = example(pathlib.Path(sys.argv[2]).read_text())
    told = iter(scan(sys.argv[1]))
    for index, word in enumerate(shown):
        # The search goes on behind the last word that was found, so the order counts. A path may be cut at its front.
        if not any(said == word or said.endswith("/" + word) for said in told):
            sys.exit(f"README.md shows what a scan does not say, or not there: … {' '.join(shown[max(0, index - 8):index + 1])}")
    if len(shown) < 100:
        sys.exit(f"README.md shows only {len(shown)} words of a scan")


main()
