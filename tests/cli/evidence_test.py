"""What lockstep says about itself: what it understood (`dump program`), what it did not (`doctor`), and why it believes a
finding (`explain ID`, `--why`).

usage: evidence_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import json
import os
import subprocess
import sys
import unittest

from cli import CLEAN, CLEAN_REPOSITORY, COULD_NOT_RUN, DRIFTED, FINDINGS, GOLDEN, Cli

SHOP = GOLDEN.parent / "program/shop"


class Program(Cli):
    def test_dump_of_the_shop(self):
        self.expect_golden("../program/dump.txt", self.run_lockstep("dump", "program", SHOP, "--root", SHOP, code=CLEAN).stdout)

    def test_control_characters_of_sources_stay_out(self):
        self.write({"a.ts": "export const a = ['x\x1b[31m', '\x9b31m'];\n", "b.ts": "export * from './\x1b]0;owned\x07';\n"})
        for what in (["program"], ["facts", "a.ts"], ["facts", "b.ts"]):
            shown = self.run_lockstep("dump", *what, code=CLEAN).stdout
            self.assertFalse(set(shown) & set("\x1b\x07\x9b"), shown)


class Doctor(Cli):
    def test_the_shop(self):
        self.expect_golden("../program/doctor.txt", self.run_lockstep("doctor", SHOP, "--root", SHOP, code=CLEAN).stdout)
        self.expect_golden("../program/doctor.json",
                           self.run_lockstep("doctor", SHOP, "--root", SHOP, "--format", "json", code=CLEAN).stdout)

    def test_numbers_add_up(self):
        sections = json.loads(self.run_lockstep("doctor", SHOP, "--root", SHOP, "--format", "json", code=CLEAN).stdout)["sections"]
        for section in sections:
            self.assertLessEqual(section["understood"], section["total"])
            for tally in section["tallies"]:
                self.assertGreater(tally["count"], 0)
                self.assertLessEqual(len(tally["examples"]), min(3, tally["count"]))
        calls = next(section for section in sections if section["id"] == "calls")
        gaps = sum(tally["count"] for tally in calls["tallies"] if tally["gap"])
        self.assertEqual(calls["understood"] + gaps, calls["total"])

    def test_a_healthy_repository(self):
        self.write(CLEAN_REPOSITORY)
        shown = self.run_lockstep("doctor", code=CLEAN).stdout
        self.assertIn("Everything in tidy was understood.", shown)
        self.assertNotIn("!", shown)

    def test_paths_choose_what_is_counted(self):
        self.write({**DRIFTED, "packages/api/src/gap.ts": "import './gone';\n"})
        self.assertIn("'./gone'", self.run_lockstep("doctor", "packages/api", code=CLEAN).stdout)
        self.assertNotIn("'./gone'", self.run_lockstep("doctor", "packages/web", code=CLEAN).stdout)

    def test_what_it_cannot_do(self):
        self.write(CLEAN_REPOSITORY)
        self.assertIn("cannot be written as sarif", self.run_lockstep("doctor", "--format", "sarif", code=COULD_NOT_RUN).stderr)
        self.run_lockstep("doctor", "nowhere", code=COULD_NOT_RUN)
        self.run_lockstep("doctor", "--fail-on", "error", code=COULD_NOT_RUN)

    def test_same_bytes_for_any_number_of_threads(self):
        for form in ("text", "json"):
            shown = {self.run_lockstep("doctor", SHOP, "--root", SHOP, "--format", form, "--threads", n, code=CLEAN).stdout for n in (1, 8)}
            self.assertEqual(len(shown), 1)


class Why(Cli):
    def finding(self):
        self.write(DRIFTED)
        self.run_lockstep("-o", "report.json", "--quiet", code=FINDINGS)
        return json.loads((self.folder / "report.json").read_text())["findings"][0]

    def test_only_who_asks_is_told(self):
        finding = self.finding()
        self.assertNotIn("Why:", self.run_lockstep(code=FINDINGS).stdout)
        told = self.run_lockstep("--why", code=FINDINGS).stdout
        explained = self.run_lockstep("explain", finding["id"], code=CLEAN).stdout
        for reason in finding["reasons"]:
            self.assertIn(reason["text"], told)
            self.assertIn(reason["text"], explained)
        self.assertIn("awaiting_pickup 1.00", told)

    def test_a_report_knows_the_reasons(self):
        finding = self.finding()
        self.write({"packages/api/src/states.ts": "export {};\n"})
        explained = self.run_lockstep("explain", finding["id"], "--from", "report.json", code=CLEAN).stdout
        for reason in finding["reasons"]:
            self.assertIn(reason["text"], explained)

    def test_every_rule_gives_reasons(self):
        demo = GOLDEN.parents[2] / "fixtures/demo_monorepo"
        for state in ("before", "regressed"):
            report = json.loads(self.run_lockstep(demo / state, "--format", "json", "--fail-on", "never", code=CLEAN).stdout)
            for finding in report["findings"]:
                self.assertGreaterEqual(len(finding["reasons"]), 2, finding["message"])


class History(Cli):
    """Two lists agreed; then a commit added a value to one of them."""

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false", *arguments],
                       cwd=self.folder, check=True, capture_output=True)

    def setUp(self):
        super().setUp()
        api = DRIFTED["packages/api/src/states.ts"]
        self.git("init", "-q")
        self.write({**DRIFTED, "packages/api/src/states.ts": api.replace(', "sent_back"', "")})
        self.git("add", ".")
        self.git("commit", "-qm", "Agree")
        self.write({"packages/api/src/states.ts": api})
        self.git("commit", "-qam", "Let orders\x1b[31m come back")
        self.write({"packages/api/src/states.ts": "// moved down\n" + api.replace("export type", "export  type")})
        self.git("commit", "-qam", "Reformat")

    def identity(self):
        return json.loads(self.run_lockstep("--format", "json", code=FINDINGS).stdout)["findings"][0]["id"]

    def test_the_commit_that_made_them_drift(self):
        told = r"`sent_back` came into .* with commit [0-9a-f]{7,} of \d{4}-\d\d-\d\d \(Let orders\\x1b\[31m come back\), and not into"
        self.assertRegex(self.run_lockstep("explain", self.identity(), code=CLEAN).stdout, told)
        self.assertRegex(self.run_lockstep("--why", code=FINDINGS).stdout, told)

    def test_history_reaches_no_report(self):
        identity = self.identity()
        for arguments in (["--why", "--format", "json"], ["--why", "--format", "sarif"], []):
            self.assertNotIn("commit", self.run_lockstep(*arguments, code=FINDINGS).stdout)
        self.assertNotIn("commit", self.run_lockstep("explain", identity, "--format", "json", code=CLEAN).stdout)

    def test_what_is_not_committed_is_not_told(self):
        self.write({"packages/api/src/states.ts": DRIFTED["packages/api/src/states.ts"].replace("sent_back", "lost_at_sea")})
        self.assertNotIn("commit", self.run_lockstep("--why", code=FINDINGS).stdout)

    def test_a_shallow_clone_is_silent(self):
        origin = self.folder
        self.folder = origin / "clone"
        subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{origin}", self.folder], check=True, capture_output=True)
        done = self.run_lockstep("--why", code=FINDINGS)
        self.assertNotIn("commit", done.stdout)
        self.assertEqual(done.stderr, "")

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a repository to somebody else")
    def test_somebody_elses_repository_is_left_alone(self):
        for path in [self.folder, *self.folder.rglob("*")]:
            os.lchown(path, 65534, 65534)
        done = self.run_lockstep("--why", code=FINDINGS, env={"HOME": str(self.folder)})
        self.assertNotIn("commit", done.stdout)
        self.assertIn("safe.directory", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
