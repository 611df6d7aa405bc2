#!/usr/bin/env python3
"""Compares the shipped JSON schema of rule packs with the samples that the built-in validator is tested with.

Usage: packs_schema_test.py CONFIG_CHECK RULES SAMPLES CONSUMERS. python3-jsonschema judges each sample, and ajv does
where npm has put it into CONSUMERS. Beside the samples, whatever the accepted ones hold is taken out and replaced by
each kind of value in turn: what lockstep then says of the pack the schema must say too.
"""

import copy
import json
import os
import re
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


# What stands in the place of a value, one after the other.
OTHERS = ["", "x", 1, 1.5, -1, True, None, {}, [], [""], ["x"], ["x", 1], "${unbound}"]

# What only lockstep can know: it reads queries, globs, rules and options, and bounds that cross.
ONLY_LOCKSTEP = re.compile(
    r": (there is no (option|rule|kind of node|node)|this query|an? (empty )?glob|this glob|the option .* is not bound|the id .* is taken"
    r"|this is no query|nothing is captured|\"max-seconds\" must not be less)"
)


def places(value, path=()):
    """All places in a pack, with the path that leads to each."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def changed(pack, path, other):
    """The pack with something else in one place; without it where `other` is a function."""
    pack = copy.deepcopy(pack)
    at = pack
    for key in path[:-1]:
        at = at[key]
    if callable(other):
        del at[path[-1]]
    else:
        at[path[-1]] = other
    return pack


def disagreements(tool, validator, paths):
    count, faults, seen = 0, [], set()
    with tempfile.TemporaryDirectory() as folder:
        changes = []
        for path in paths:
            pack = json.loads(plain_json(path.read_text()))
            for place in places(pack):
                if place[0] == "options" and "default" in place:
                    continue  # what it stands for is known where it is used
                for other in (*OTHERS, dict.clear):
                    text = json.dumps(changed(pack, place, other))
                    if text not in seen:
                        seen.add(text)
                        changes.append((f"{path.name}: {place} = {'nothing' if callable(other) else json.dumps(other)}", text))
        for index, (_, text) in enumerate(changes):
            (Path(folder) / f"{index}.jsonc").write_text(text)
        answers = []
        for begin in range(0, len(changes), 500):
            names = [f"{index}.jsonc" for index in range(begin, min(begin + 500, len(changes)))]
            answers += subprocess.check_output([tool, "--packs", *names], text=True, cwd=folder).split("\0")[:-1]
        if len(answers) != len(changes):
            return 0, [f"lockstep judged {len(answers)} of {len(changes)} changes"]
        for (what, text), answer in zip(changes, answers):
            count += 1
            by_schema, by_lockstep = not list(validator.iter_errors(json.loads(text))), answer == "sound\n"
            if by_schema == by_lockstep or (by_schema and ONLY_LOCKSTEP.search(answer.split("\n")[0])):
                continue
            faults.append(f"{what}: the schema {'accepts' if by_schema else 'rejects'} it, lockstep says {answer.splitlines()[0]}")
    return count, faults


def main():
    tool = Path(sys.argv[1]).resolve()
    rules, samples, consumers = (Path(word) for word in sys.argv[2:5])
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
    count, more = disagreements(tool, validator, sorted((samples / "accepted").glob("*.jsonc")))
    faults += more
    print("\n".join(faults) or f"{len(paths)} packs, {count} changes: {' and '.join(judges)} agree with lockstep")
    return 1 if faults else 0


sys.exit(main())
