"""Compares the shipped JSON schema with the built-in validator.

Usage: schema_test.py CONFIG_CHECK SCHEMA SAMPLES. Samples lie in accepted/, rejected/ (both must say so) and broken/ (which
only the built-in reader can judge, since they are no JSON or lose their fault when read as such).
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from plain_json import plain_json  # noqa: E402

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(1 if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else 77)

def main():
    tool, schema_path, samples = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    schema = json.loads(schema_path.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    faults = []

    def built_in_accepts(path):
        answer = subprocess.run([tool, str(path)], capture_output=True, text=True)
        if answer.returncode not in (0, 2):
            faults.append(f"{path.name}: the validator died with {answer.returncode}")
        if answer.returncode == 2 and not re.match(r".+:\d+:\d+: .+\n\d+ \| ", answer.stdout):
            faults.append(f"{path.name}: the error shows no place: {answer.stdout}")
        return answer.returncode == 0

    count = 0
    for folder in ("accepted", "rejected", "broken"):
        for path in sorted((samples / folder).glob("*.jsonc")):
            count += 1
            if built_in_accepts(path) != (folder == "accepted"):
                faults.append(f"{folder}/{path.name}: the built-in validator disagrees")
            if folder == "broken":
                continue
            errors = list(validator.iter_errors(json.loads(plain_json(path.read_text()))))
            if (not errors) != (folder == "accepted"):
                faults.append(f"{folder}/{path.name}: the schema disagrees: {[error.message for error in errors]}")

    names = subprocess.run([tool], capture_output=True, text=True, check=True).stdout.splitlines()
    rules = schema["properties"]["rules"]["properties"]
    # TODO: demand the reverse too, that the schema names nothing else, when all rules of version 0.1 are registered.
    for name in names:
        rule, _, setting = name.partition(" ")
        choice = rules.get(rule, {})
        settings = [key for part in choice.get("anyOf", []) for key in part.get("properties", {})]
        if rule not in rules or (setting and setting not in settings):
            faults.append(f'the schema lacks "{name}"')
    if sorted(rules) != sorted(schema["definitions"]["builtIn"]["enum"]):
        faults.append("the schema's two lists of rules differ")

    print("\n".join(faults) or f"{count} samples, {len(names)} names: the schema and the validator agree")
    return 1 if faults or count < 10 else 0


sys.exit(main())
