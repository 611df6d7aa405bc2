"""Alerts must not move: the same findings keep their fingerprints when lines move, when prettier reformats everything, and when
files are renamed.

usage: stability_test.py LOCKSTEP CONSUMERS DEMO
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
lockstep, consumers, demo = sys.argv[1:4]
prettier = pathlib.Path(consumers, "node_modules/prettier/bin/prettier.cjs").resolve()
if not prettier.exists():
    print(f"{prettier} is missing; ./dev test installs it")
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else SKIP)

failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what)


def fingerprints(program):
    """Of each result its rule, its identities, its line hash and its file."""
    with tempfile.TemporaryDirectory() as folder:
        sarif = pathlib.Path(folder, "out.sarif")
        subprocess.run([lockstep, "scan", program, "--root", program, "--fail-on", "never", "--quiet", "-o", sarif], check=True)
        results = json.loads(sarif.read_text())["runs"][0]["results"]
    found = []
    for result in results:
        prints = result["partialFingerprints"]
        identities = result["properties"].get("identities", [prints["lockstep/v1"]])
        path = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found.append((result["ruleId"], tuple(sorted(identities)), prints["primaryLocationLineHash"], path))
    return sorted(found)


def identities(results):
    return sorted(identity for result in results for identity in result[1])


def sources(program):
    return sorted(path for path in program.rglob("*") if path.suffix in (".ts", ".tsx") and path.is_file())


def move_lines(program):
    for path in sources(program):
        text = path.read_text()
        head = "" if not text.startswith("#!") else text[:text.index("\n") + 1]
        path.write_text(head + "// one\n// two\n\n" + text[len(head):] + "\n// the end\n")


def reformat(program):
    style = ["--tab-width", "8", "--no-semi", "--print-width", "50", "--trailing-comma", "none", "--arrow-parens", "avoid",
             "--no-bracket-spacing", "--ignore-path", os.devnull, "--no-editorconfig", "--log-level", "error"]
    subprocess.run(["node", prettier, "--write", *style, *map(str, sources(program))], check=True)


def rename_files(program):
    """Every file that no manifest names gets another name, and every relative import follows it."""
    manifests = "".join(path.read_text() for path in program.rglob("package.json"))
    renamed = {}
    for path in sources(program):
        relative = path.relative_to(program)
        if path.name not in manifests and not path.name.startswith("index."):
            renamed[relative] = relative.with_name("renamed-" + relative.name)

    def follow(importer):
        def new_specifier(found):
            quote, specifier = found[1], found[2]
            target = os.path.normpath(importer.parent / specifier)
            for suffix in (".ts", ".tsx"):
                if pathlib.Path(target + suffix) in renamed:
                    head, _, tail = specifier.rpartition("/")
                    return f"{quote}{head}/renamed-{tail}{quote}"
            return found[0]
        return new_specifier

    for path in sources(program):
        relative = path.relative_to(program)
        text = re.sub(r"""(['"])(\.\.?/[^'"\n]*)\1""", follow(relative), path.read_text())
        path.unlink()
        (program / renamed.get(relative, relative)).write_text(text)
    check(len(renamed) > 50, f"{len(renamed)} files were renamed")


with tempfile.TemporaryDirectory() as temporary:
    def changed(change):
        program = pathlib.Path(temporary, change.__name__)
        shutil.copytree(demo, program)
        change(program)
        return fingerprints(program)

    before = fingerprints(demo)
    check(len(before) > 8, f"{len(before)} findings")
    check(len({result[:1] + result[2:] for result in before}) == len(before), "GitHub can tell all results apart")

    moved = changed(move_lines)
    check(moved == before, f"moved lines: {sorted(set(before) ^ set(moved))}")

    formatted = changed(reformat)
    check(identities(formatted) == identities(before),
          f"reformatted: {sorted(set(identities(before)) ^ set(identities(formatted)))}")

    renamed = changed(rename_files)
    check(identities(renamed) == identities(before),
          f"renamed: {sorted(set(identities(before)) ^ set(identities(renamed)))}")
    check(sum(result[3] not in {path for *_, path in before} for result in renamed) > len(before) // 2,
          "most findings are in files with new names")

    print(f"{len(before)} findings: lines moved, reformatted and renamed, they keep their fingerprints; "
          f"{len(set(r[2] for r in before) & set(r[2] for r in formatted))} of their line hashes survive reformatting")

sys.exit(1 if failures else 0)
