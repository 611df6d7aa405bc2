"""One finding, everywhere the same: all formats of one scan agree on every identity, place, severity and sentence.

usage: formats_test.py LOCKSTEP REPORT_SAMPLE FIXTURES
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from collections import namedtuple

LOCKSTEP, REPORT_SAMPLE, FIXTURES = sys.argv[1:4]
FORMATS = ["text", "compact", "json", "sarif", "github", "gitlab", "junit", "markdown"]

# What a format does not tell is None, and so is compared with nothing.
Told = namedtuple("Told", "identity rule path line column severity sentence")


def of_json(text):
    return [Told(finding["id"], f"{finding['rule']}/{finding['kind']}", finding["place"]["path"],
                 finding["place"]["start"]["line"], finding["place"]["start"]["column"], finding["severity"],
                 finding["message"]) for finding in json.loads(text)["findings"]]


def of_compact(text):
    lines = re.finditer(r"^(.+?):(\d+):(\d+): (error|warning|note) (\S+): (.*) \[([0-9a-f]{12})\]$", text, re.MULTILINE)
    return [Told(id_, rule, path, int(line), int(column), severity, sentence)
            for path, line, column, severity, rule, sentence, id_ in (found.groups() for found in lines)]


def of_text(text):
    told, path = [], None
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"\S", line):
            path = line
        head = re.match(r"  (\d+):(\d+)  (error|warning|note)  (\S+)  ([0-9a-f]{12})$", line)
        if head:
            told.append(Told(head[5], head[4], path, int(head[1]), int(head[2]), head[3], lines[number + 1][2:]))
    return told


def of_sarif(text):
    """Findings of one rule on one line are one result, so of the others it tells only their identity."""
    told = []
    for result in json.loads(text)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        path = re.sub("%([0-9A-F]{2})", lambda byte: chr(int(byte[1], 16)), place["artifactLocation"]["uri"])
        sentence = re.sub(r"\\([][\\])", r"\1", result["message"]["text"])
        told.append(Told(result["partialFingerprints"]["lockstep/v1"], f"{result['ruleId']}/{result['properties']['kind']}", path,
                         place["region"]["startLine"], place["region"]["startColumn"], result["level"], sentence))
        for identity in result["properties"].get("identities", [])[1:]:
            told.append(Told(identity, None, path, place["region"]["startLine"], None, None, None))
    return told


def of_github(text):
    def unescape(value):
        return re.sub("%(25|0D|0A|3A|2C)", lambda byte: chr(int(byte[1], 16)), value)

    told = []
    for line in text.splitlines():
        command = re.match(r"::(error|warning|notice) (.*?)::(.*)$", line)
        if not command or "title=lockstep" in line:
            continue
        properties = {key: unescape(value) for key, value in (pair.split("=", 1) for pair in command[2].split(","))}
        body = unescape(command[3]).split("\n")
        told.append(Told(body[-1].split()[-1], properties["title"], properties["file"], int(properties["line"]),
                         int(properties["col"]), command[1].replace("notice", "note"), body[0]))
    return told


def of_gitlab(text):
    severities = {"major": "error", "minor": "warning", "info": "note"}
    return [Told(issue["fingerprint"], issue["check_name"], issue["location"]["path"],
                 issue["location"]["lines"]["begin"], None, severities[issue["severity"]], issue["description"])
            for issue in json.loads(text)]


def of_junit(text):
    told = []
    for case in xml.etree.ElementTree.fromstring(text.encode()).iter("testcase"):
        rule, _, identity = case.get("name").rpartition(" ")
        failure, skipped = case.find("failure"), case.find("skipped")
        if failure is None and skipped is None:
            continue
        body = failure.text if failure is not None else skipped.text.removeprefix("note: ")
        severity = failure.get("type") if failure is not None else "note"
        place = re.match(r"(.*?):(\d+):(\d+): (.*)\n", body)
        if failure is not None and failure.get("message") != place[4]:
            raise AssertionError(f"two sentences: {failure.get('message')} and {place[4]}")
        if case.get("classname") != place[1]:
            raise AssertionError(f"two paths: {case.get('classname')} and {place[1]}")
        told.append(Told(identity, rule, place[1], int(place[2]), int(place[3]), severity, place[4]))
    return told


def of_markdown(text):
    """Words that would become mentions or links stand as code there, so backticks are not compared."""
    told = []
    pattern = r"^### (error|warning|note): (.*)\n\n`(.+?):(\d+):(\d+)` `(\S+)` `([0-9a-f]{12})`$"
    for severity, sentence, path, line, column, rule, identity in re.findall(pattern, text, re.MULTILINE):
        plain = re.sub(r"`[^`]*`|\\(.)", lambda found: found[1] or found[0], sentence)
        told.append(Told(identity, rule, path, int(line), int(column), severity, plain))
    return told


READERS = {"text": of_text, "compact": of_compact, "json": of_json, "sarif": of_sarif, "github": of_github,
           "gitlab": of_gitlab, "junit": of_junit, "markdown": of_markdown}


def worst_ten(findings):
    """The annotations that GitHub shows: ten of each severity."""
    return [finding for severity in ("error", "warning", "note")
            for finding in [one for one in findings if one.severity == severity][:10]]


class Agree(unittest.TestCase):
    maxDiff = None

    def expect_agreement(self, texts, reference):
        for name, text in texts.items():
            told = READERS[name](text)
            expected = worst_ten(reference) if name == "github" else reference
            self.assertEqual([one.identity for one in sorted(told)], [one.identity for one in sorted(expected)], name)
            by_identity = {one.identity: one for one in expected}
            for one in told:
                for field, value, wanted in zip(Told._fields, one, by_identity[one.identity]):
                    if value is None:
                        continue
                    if name in ("sarif", "markdown") and field == "sentence":
                        value, wanted = value.replace("`", ""), wanted.replace("`", "")
                        self.assertTrue(value.startswith(wanted), f"{name} says: {value}\nnot: {wanted}")
                    else:
                        self.assertEqual(value, wanted, f"{name}, {field} of {one.identity}")

    def scan(self, folder):
        out = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-formats-"))
        self.addCleanup(shutil.rmtree, out, ignore_errors=True)
        outputs = [part for name in FORMATS for part in ("-o", f"{name}={out}/{name}")]
        subprocess.run([LOCKSTEP, "scan", folder, "--root", folder, "--fail-on", "never", "--quiet", *outputs], check=True,
                       env={**os.environ, "GITHUB_STEP_SUMMARY": ""})
        return {name: (out / name).read_text() for name in FORMATS}

    def test_about_the_demo(self):
        for state, fewest in (("before", 9), ("regressed", 4)):
            texts = self.scan(os.path.join(FIXTURES, "demo_monorepo", state))
            reference = of_json(texts["json"])
            self.assertGreaterEqual(len(reference), fewest)
            self.expect_agreement(texts, reference)

    def test_about_a_clean_program(self):
        texts = self.scan(os.path.join(FIXTURES, "demo_monorepo", "after"))
        for name, text in texts.items():
            self.assertEqual(READERS[name](text), [], name)

    def test_about_hostile_names(self):
        """JSON holds the bytes of a message, the others what is safe to show; so here `compact` is the reference."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([REPORT_SAMPLE, folder], check=True)
            texts = {name: pathlib.Path(folder, f"sample.{name}").read_text() for name in FORMATS}
        raw = of_json(texts.pop("json"))
        reference = of_compact(texts["compact"])
        self.assertEqual([one[:-1] for one in raw], [one[:-1] for one in reference])
        self.expect_agreement(texts, reference)

    def test_every_format_is_compared(self):
        said = subprocess.run([LOCKSTEP, "--format", "none"], capture_output=True, text=True).stderr
        known = said.split("it is one of:")[1].split()
        self.assertEqual(sorted(known), sorted(FORMATS))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
