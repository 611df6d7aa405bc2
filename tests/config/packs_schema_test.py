#!/usr/bin/env python3
"""Compares the shipped JSON schema of rule packs with the samples that the built-in validator is tested with.

Usage: packs_schema_test.py RULES SAMPLES CONSUMERS. python3-jsonschema judges each sample, and ajv does where npm has
put it into CONSUMERS.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from plain_json import plain_json  # noqa: E402

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else 77)

AJV = """
const Ajv = require(process.argv[2] + "/node_modules/ajv").default ?? require(process.argv[2] + "/node_modules/ajv");
const { readFileSync } = require("fs");
const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(process.argv[3], "utf8")));
for (const sample of JSON.parse(readFileSync(process.argv[4], "utf8"))) console.log(validate(sample) ? "yes" : "no");
"""


def main():
    rules, samples, consumers = (Path(word) for word in sys.argv[1:4])
    schema = json.loads((rules / "pack.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    # What is unsound is well-formed: only lockstep knows which options, rules and kinds of nodes there are.
    paths = [*sorted(rules.glob("*.jsonc"))]
    for folder in ("accepted", "rejected", "unsound"):
        paths += sorted((samples / folder).glob("*.jsonc"))
    packs = [json.loads(plain_json(path.read_text())) for path in paths]
    wanted = [path.parent.name != "rejected" for path in paths]
    judges = {"jsonschema": [not list(validator.iter_errors(pack)) for pack in packs]}
    if (consumers / "node_modules" / "ajv").exists():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "ajv.cjs").write_text(AJV)
            (Path(folder) / "packs.json").write_text(json.dumps(packs))
            command = ["node", f"{folder}/ajv.cjs", str(consumers), str(rules / "pack.schema.json"), f"{folder}/packs.json"]
            judges["ajv"] = [line == "yes" for line in subprocess.check_output(command, text=True).split()]
    elif os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1":
        print("ajv is missing")
        return 1
    faults = []
    for judge, verdicts in judges.items():
        if len(verdicts) != len(paths):
            faults.append(f"{judge} judged {len(verdicts)} of {len(paths)} packs")
        for path, should, does in zip(paths, wanted, verdicts):
            if should != does:
                faults.append(f"{judge} {'accepts' if does else 'rejects'} {path.parent.name}/{path.name}")
    print("\n".join(faults) or f"{len(paths)} packs: {' and '.join(judges)} agree with lockstep")
    return 1 if faults else 0


sys.exit(main())
