#!/usr/bin/env python3
"""How many planted faults does lockstep report?

    tests/trials/inject.py LOCKSTEP REPOSITORY [--each N] [--seed S] [--expect KIND=N …]

Copies the repository's sources, plants one fault at a time (faults.py), scans, and asks whether a finding that was not
there before names the value. Prints the share per kind and every miss with its place, so that somebody can go and see
why. --expect makes it a test: at least N faults of a kind are reported, or the exit code is 1.
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from faults import KINDS

SOURCE = {".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}
ALSO_COPIED = {".json", ".jsonc", ".prisma", ".yaml", ".yml", ".gitignore"}
LEFT_OUT = {"node_modules", "dist", "build", ".git"}
NOT_PRODUCT = re.compile(r"(^|/)(__tests__|__mocks__|tests?|e2e|stories|migrations?|examples?|scripts?|generated)/|[.-]\w*(test|spec|stories|d)\.\w+$")


def copy(root, target):
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if LEFT_OUT & set(relative.parts) or path.is_symlink() or not path.is_file():
            continue
        if path.suffix in SOURCE | ALSO_COPIED or path.name == ".gitignore":
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / relative)


def product_sources(root):
    """Paths and texts of what is neither test nor generated; text that is no UTF-8 is left alone."""
    found = {}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.suffix not in SOURCE or NOT_PRODUCT.search(relative) or not path.is_file():
            continue
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(text) < 400_000:
            found[relative] = text
    return found


def scan(lockstep, root, rules):
    command = [lockstep, "scan", str(root), "--root", str(root), "--format", "json", "--quiet", "--fail-on", "never", "--no-cache"]
    for rule in rules:
        command += ["--rule", rule]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"lockstep failed ({done.returncode}): {done.stderr.decode(errors='replace')}")
    return {finding["id"]: finding for finding in json.loads(done.stdout)["findings"]}


def words_of(finding):
    """Everything that a finding says, its matrix and its places' texts among it."""
    parts = [finding["message"], finding["advice"], json.dumps(finding["subject"]), json.dumps(finding["matrix"])]
    parts += [place["text"] for place in finding["related"]]
    return "\n".join(parts)


def is_reported(fault, before, after):
    name = re.compile(r"(?<!\w)" + re.escape(fault.about))
    for identity, finding in after.items():
        old = before.get(identity)
        if old is not None and old["message"] == finding["message"] and old["matrix"] == finding["matrix"]:
            continue
        if name.search(words_of(finding)):
            return True
    return False


def plant(root, sources, fault):
    for path, text in fault.edits.items():
        (root / path).write_bytes(text.encode("utf-8"))


def heal(root, sources, fault):
    for path in fault.edits:
        (root / path).write_bytes(sources[path].encode("utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lockstep")
    parser.add_argument("repository", type=pathlib.Path)
    parser.add_argument("--each", type=int, default=20, help="faults of each kind (default 20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--expect", action="append", default=[], metavar="KIND=N")
    options = parser.parse_args()
    expected = dict(item.split("=") for item in options.expect)

    failed = False
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        copy(options.repository, root)
        sources = product_sources(root)
        for kind, candidates in KINDS.items():
            faults = list(candidates(sources))
            chosen = random.Random(options.seed).sample(faults, min(options.each, len(faults)))
            missed = []
            before = scan(options.lockstep, root, chosen[0].rules) if chosen else {}
            for fault in chosen:
                plant(root, sources, fault)
                after = scan(options.lockstep, root, fault.rules)
                heal(root, sources, fault)
                if not is_reported(fault, before, after):
                    missed.append(fault)
            reported = len(chosen) - len(missed)
            print(f"{kind}: {reported} of {len(chosen)} reported ({len(faults)} places to choose from)")
            for fault in missed:
                print(f"  missed: {fault.path}:{fault.line} '{fault.about}'")
            if reported < int(expected.get(kind, 0)):
                print(f"  at least {expected[kind]} were expected")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
