"""How a hostile repository is scanned and what any answer must look like; the repositories themselves are in the tests."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

CLEAN, FINDINGS, COULD_NOT_RUN, INCOMPLETE = 0, 1, 2, 3

# Set by the tests from their command line.
LOCKSTEP = ""

# A guard against hanging, not a budget: on an idle machine everything here takes seconds. Sanitizers take their time.
SECONDS = 120 * int(os.environ.get("LOCKSTEP_PATIENCE", "1"))

# What a terminal could obey: C0 and C1 without the line feed, and what reorders text.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# A list and a copy of it that lacks a value: shows that a file was read and understood.
LIST = 'export const DEPOTS = ["harbour_north", "harbour_south", "airfield_east", "railhead_west", "quarry_gate"];\n'
COPY = 'export const DEPOTS = ["harbour_north", "harbour_south", "airfield_east", "railhead_west"];\n'

NOBODY = 65534


def quick_folder():
    """Where tens of thousands of files come and go in no time: memory, if there is plenty. Some disks take a minute."""
    try:
        memory = os.statvfs("/dev/shm")
    except OSError:
        return None
    is_roomy = memory.f_bavail * memory.f_frsize > 2 << 30
    return "/dev/shm" if is_roomy and not memory.f_flag & os.ST_NOEXEC and os.access("/dev/shm", os.W_OK) else None


class Answer:
    def __init__(self, done, seconds, sarif, report):
        self.code, self.text, self.errors, self.seconds = done.returncode, done.stdout.decode(), done.stderr.decode(), seconds
        self.sarif, self.report = sarif, report
        self.findings = report["findings"] if report else []
        self.notifications = report["notifications"] if report else []

    def everything(self):
        return "\n".join([self.text, self.errors, json.dumps(self.sarif, ensure_ascii=False), json.dumps(self.report, ensure_ascii=False)])


class Hostile(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.outside = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-hostile-", dir=quick_folder())).resolve()
        self.addCleanup(shutil.rmtree, self.outside, ignore_errors=True)
        os.environ["LOCKSTEP_CACHE_DIR"] = str(self.outside / "cache")
        self.folder = self.outside / "repository"
        self.folder.mkdir()
        # No repository of an outer folder is the root.
        self.write("lockstep.jsonc", "{}")

    def write(self, path, content=""):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode("utf-8", "surrogateescape")
        file.write_bytes(content)
        return file

    def scan(self, *arguments, codes=(CLEAN, FINDINGS), user=None, cwd=None):
        """Scans the folder and checks what must hold for every answer: it comes in time, with a documented exit code, the
        error stream says nothing of crashes, the reports are sound, and nothing in them can steer a terminal."""
        results = self.outside / "results"
        results.mkdir(exist_ok=True)
        sarif, report = results / "report.sarif", results / "report.json"
        binary = LOCKSTEP
        options = {}
        if user is not None:
            binary = shutil.copy(LOCKSTEP, self.outside / "lockstep")
            for path in (self.outside, results):
                path.chmod(0o777)
            options = {"user": user, "group": user, "extra_groups": []}
        command = [binary, "scan", *arguments, "-o", f"sarif={sarif}", "-o", f"json={report}", "--format", "text"]
        start = time.monotonic()
        try:
            done = subprocess.run(command, cwd=cwd or self.folder, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL, **options)
        except subprocess.TimeoutExpired:
            self.fail(f"no answer after {SECONDS} seconds")
        seconds = time.monotonic() - start

        errors = done.stderr.decode("utf-8", "replace")
        self.assertGreaterEqual(done.returncode, 0, f"killed by signal {-done.returncode}\n{errors[-2000:]}")
        self.assertIn(done.returncode, codes, f"exit code {done.returncode}\n{errors[-2000:]}\n{done.stdout.decode('utf-8', 'replace')[-500:]}")
        for word in ("ERROR: AddressSanitizer", "runtime error:", "WARNING: ThreadSanitizer", "Assertion", "terminate called"):
            self.assertNotIn(word, errors)
        for name, shown in (("text", done.stdout), ("error", done.stderr)):
            control = CONTROL.search(shown.decode("utf-8"))
            self.assertIsNone(control, f"{control and control[0]!r} in the {name} output")

        if done.returncode == COULD_NOT_RUN:
            self.assertNotEqual(errors.strip(), "", "an error without a message")
            return Answer(done, seconds, None, None)
        answer = Answer(done, seconds, json.loads(sarif.read_text()), json.loads(report.read_text()))
        self.check_reports(answer)
        self.assertEqual(answer.code == INCOMPLETE, answer.report["summary"]["incomplete"])
        return answer

    def check_reports(self, answer):
        self.assertEqual(answer.sarif["version"], "2.1.0")
        (run,) = answer.sarif["runs"]
        self.assertEqual(run["invocations"][0]["executionSuccessful"], answer.code != INCOMPLETE)
        self.assertEqual(len(run["results"]), min(len(answer.findings), 25_000))
        for result in run["results"]:
            region = result["locations"][0]["physicalLocation"]["region"]
            self.assertEqual(region["startLine"], region["endLine"])
            self.assertLess(region["startColumn"], region["endColumn"])
            self.assertNotRegex(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], r"^/|\.\.|[\x00-\x20]")
        for finding in answer.findings:
            self.assertRegex(finding["id"], r"^[0-9a-f]{12}$")

    def noted(self, answer):
        return sorted((note["id"], note["place"]["path"] if note["place"] else "") for note in answer.notifications)


def main(arguments):
    global LOCKSTEP
    LOCKSTEP = str(pathlib.Path(arguments[1]).resolve())
    unittest.main(module="__main__", argv=[arguments[0], *arguments[2:]])
