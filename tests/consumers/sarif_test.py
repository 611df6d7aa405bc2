"""Outside programs judge our SARIF and JSON: the official schemas, and Microsoft's multitool with GitHub's ingestion rules.

usage: sarif_test.py REPORT_SAMPLE LOCKSTEP CONSUMERS SOURCE_ROOT [more.sarif…]
REPORT_SAMPLE is the program that writes the sample reports, LOCKSTEP scans the demo monorepo; CONSUMERS the folder with node_modules.
"""

import gzip
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

SKIP = 77
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print("FAILED:", what)


def skip(why):
    print(why)
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else SKIP)


try:
    import jsonschema
except ImportError:
    skip("python3-jsonschema is not installed")

report_sample, lockstep, consumers, source_root = sys.argv[1:5]
multitool_folder = pathlib.Path(consumers, "node_modules/@microsoft/sarif-multitool-linux")
multitool = multitool_folder / "Sarif.Multitool"
if not multitool.exists():
    skip(f"{multitool} is missing; ./dev test installs it")
# With --ignore-scripts npm leaves the executable bit away.
multitool.chmod(multitool.stat().st_mode | stat.S_IXUSR)


def schema_errors(document, schema):
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [f"{list(error.absolute_path)}: {error.message[:300]}" for error in validator.iter_errors(document)]


def run_multitool(*arguments):
    done = subprocess.run([str(multitool), *map(str, arguments)], capture_output=True, text=True)
    return done.stdout + done.stderr


def validate(sarif, work):
    """Errors and warnings of the multitool. Its exit code says nothing, and a file that it cannot read has no results
    at all, so a note that every file of ours gets (it names no version control) proves that the rules ran."""
    report = work / (sarif.stem + ".validation.sarif")
    output = run_multitool("validate", sarif, "-o", report, "--log", "ForceOverwrite", "--rule-kind", "Sarif;Ghas",
                           "--level", "Error;Warning;Note")
    check(report.exists(), f"the multitool wrote no report on {sarif.name}: {output[-500:]}")
    results = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    check(any(result["ruleId"].startswith("SARIF2003") for result in results), f"no canary for {sarif.name}")
    for result in results:
        level = result.get("level", "warning")
        if level in ("error", "warning"):
            where = result["locations"][0].get("logicalLocations", [{}])[0].get("fullyQualifiedName", "")
            check(False, f"{sarif.name}: {level} {result['ruleId']} at {where} {result['message'].get('arguments')}")


def line_hashes(sarif):
    return [result.get("partialFingerprints", {}).get("primaryLocationLineHash") for result in sarif["runs"][0]["results"]]


def without_hashes(sarif, root):
    """The same report as a tool without fingerprints would write it, for the multitool to fill in."""
    sarif = json.loads(json.dumps(sarif))
    run = sarif["runs"][0]
    run["originalUriBaseIds"]["SRCROOT"] = {"uri": root.resolve().as_uri() + "/"}
    for result in run["results"]:
        result.get("partialFingerprints", {}).pop("primaryLocationLineHash", None)
    return sarif


def compare_hashes(sarif, root, work, name):
    stripped = work / f"{name}.stripped.sarif"
    filled = work / f"{name}.filled.sarif"
    stripped.write_text(json.dumps(without_hashes(sarif, root)))
    output = run_multitool("rewrite", stripped, "-o", filled, "--log", "ForceOverwrite", "--insert",
                           "RollingHashPartialFingerprints")
    check(filled.exists(), f"the multitool did not rewrite {name}: {output[-500:]}")
    theirs = line_hashes(json.loads(filled.read_text(encoding="utf-8-sig")))
    ours = line_hashes(sarif)
    check(len(ours) > 0 and None not in ours, f"{name}: every result has a line hash")
    check(ours == theirs, f"{name}: line hashes differ\n  ours:   {ours}\n  theirs: {theirs}")


sarif_schema = json.loads((multitool_folder / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
report_schema = json.loads(pathlib.Path(source_root, "docs/lockstep-report.schema.json").read_text())

with tempfile.TemporaryDirectory() as temporary:
    work = pathlib.Path(temporary)
    sample = work / "sample"
    sample.mkdir()
    subprocess.run([report_sample, str(sample)], check=True)

    for name in ("sample", "accepted", "none"):
        document = json.loads((sample / f"{name}.sarif").read_text(encoding="ascii"))
        for error in schema_errors(document, sarif_schema):
            check(False, f"{name}.sarif: {error}")
        validate(sample / f"{name}.sarif", work)
    for more in map(pathlib.Path, sys.argv[5:]):
        for error in schema_errors(json.loads(more.read_text()), sarif_schema):
            check(False, f"{more}: {error}")
        validate(more, work)

    many = json.loads((sample / "many.sarif").read_text(encoding="ascii"))["runs"][0]
    check(len(many["results"]) == 25_000, "at most 25,000 results")
    lines = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in many["results"]]
    check(lines == sorted(lines), "results keep the order of the report")
    levels = [result["level"] for result in many["results"]]
    check(levels.count("error") == 8333 and levels.count("warning") == 8334, "the least severe are cut")
    check(len(gzip.compress((sample / "many.sarif").read_bytes())) < 10_000_000, "GitHub takes 10 MB, compressed")
    notes = many["invocations"][0]["toolExecutionNotifications"]
    check([note["descriptor"]["id"] for note in notes] == ["results-cut", "results-beyond-display"],
          "notifications say what was cut, and what GitHub does not show of the rest")

    compare_hashes(json.loads((sample / "sample.sarif").read_text()), sample, work, "sample")

    demo = pathlib.Path(source_root, "fixtures/demo_monorepo/before")
    subprocess.run([lockstep, "scan", str(demo), "--quiet", "--no-cache", "--fail-on", "never", "-o", str(work / "demo.sarif"),
                    "-o", str(work / "demo.json")], check=True)
    document = json.loads((work / "demo.sarif").read_text())
    for error in schema_errors(document, sarif_schema):
        check(False, f"demo.sarif: {error}")
    validate(work / "demo.sarif", work)
    compare_hashes(document, demo, work, "demo")
    for error in schema_errors(json.loads((work / "demo.json").read_text()), report_schema):
        check(False, f"demo.json: {error}")
    subprocess.run([lockstep, "audit", str(demo), "--quiet", "-o", str(work / "audit.json")], check=True)
    for error in schema_errors(json.loads((work / "audit.json").read_text()), report_schema):
        check(False, f"audit.json: {error}")

    document = json.loads((sample / "sample.json").read_text(encoding="ascii"))
    for error in schema_errors(document, report_schema):
        check(False, f"sample.json: {error}")
    for error in schema_errors(json.loads((sample / "accepted.json").read_text(encoding="ascii")), report_schema):
        check(False, f"accepted.json: {error}")
    document["findings"][0]["severity"] = "fatal"
    check(schema_errors(document, report_schema), "the schema refuses an unknown severity")

print("failures:", len(failures))
sys.exit(1 if failures else 0)
