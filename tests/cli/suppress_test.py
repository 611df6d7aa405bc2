"""Suppressions as their users meet them: a comment, one command and what comes of it. What is accepted and what is not is
the business of unit tests (src/analyzer/adoption) and of fixtures/suppression.

usage: suppress_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import json
import os
import subprocess
import sys
import unittest

from cli import CLEAN, COULD_NOT_RUN, DRIFTED, FINDINGS, Cli

FILTER = "packages/web/src/filter.ts"
REASON = "the old app must not learn the new state"


def with_comment(text, file=FILTER, files=DRIFTED):
    return {**files, file: text + "\n" + files[file]}


SUPPRESSED = with_comment(f"// lockstep-ignore-next-line duplicate-list/redeclared until 2030-01-31: {REASON}")
UNUSED = with_comment("// lockstep-ignore-next-line stale-save: nobody else writes here")


class Scan(Cli):
    def json(self, *arguments, code=CLEAN):
        return json.loads(self.run_lockstep("--format", "json", *arguments, code=code).stdout)

    def kinds(self, *arguments):
        done = self.run_lockstep("--format", "json", "--fail-on", "never", *arguments, code=CLEAN)
        return [f'{finding["rule"]}/{finding["kind"]}' for finding in json.loads(done.stdout)["findings"]]

    def test_a_suppressed_finding_is_counted_and_fails_nothing(self):
        self.write(SUPPRESSED)
        done = self.run_lockstep(code=CLEAN)
        self.assertEqual(done.stdout, "No findings: 2 files in 3 packages were read (1 suppressed)\n")
        self.assertEqual(done.stderr, "")

    def test_it_can_be_shown(self):
        self.write(SUPPRESSED)
        shown = self.run_lockstep("--show-accepted", code=CLEAN).stdout
        self.assertIn("duplicate-list/redeclared", shown)
        self.assertIn(f"suppressed until 2030-01-31: {REASON}", shown)

    def test_json_has_it_with_the_comment(self):
        self.write(SUPPRESSED)
        report = self.json()
        self.assertEqual(report["findings"], [])
        self.assertEqual(report["summary"]["suppressed"], 1)
        accepted, = report["accepted"]
        self.assertEqual(accepted["kind"], "redeclared")
        self.assertEqual(accepted["acceptance"]["reason"], REASON)
        self.assertEqual(accepted["acceptance"]["until"], "2030-01-31")
        self.assertEqual(accepted["acceptance"]["place"]["path"], FILTER)
        self.assertEqual(accepted["acceptance"]["place"]["start"], {"line": 1, "column": 1})

    def test_sarif_leaves_it_out_unless_asked(self):
        self.write(SUPPRESSED)
        sarif = lambda *more: json.loads(self.run_lockstep("--format", "sarif", *more, code=CLEAN).stdout)["runs"][0]["results"]
        self.assertEqual(sarif(), [])
        result, = sarif("--show-accepted")
        suppression, = result["suppressions"]
        self.assertEqual(suppression["kind"], "inSource")
        self.assertEqual(suppression["status"], "accepted")
        self.assertEqual(suppression["justification"], REASON)
        self.assertEqual(suppression["location"]["physicalLocation"]["region"]["startLine"], 1)

    def test_explain_knows_it(self):
        self.write(SUPPRESSED)
        identity = self.json()["accepted"][0]["id"]
        shown = self.run_lockstep("explain", identity, code=CLEAN).stdout
        self.assertIn(f"It is suppressed until 2030-01-31: {REASON}  {FILTER}:1:1", shown)
        self.run_lockstep("-o", "report.json", "--quiet", code=CLEAN)
        self.assertIn(REASON, self.run_lockstep("explain", identity, "--from", "report.json", code=CLEAN).stdout)

    def test_its_identity_does_not_change(self):
        self.write(DRIFTED)
        before = self.json("--fail-on", "never")["findings"][0]["id"]
        self.write(SUPPRESSED)
        self.assertEqual(self.json()["accepted"][0]["id"], before)

    def test_today_decides(self):
        self.write(SUPPRESSED)
        self.run_lockstep("--today", "2030-01-31", code=CLEAN)
        shown = self.run_lockstep("--today", "2030-02-01", code=FINDINGS).stdout
        self.assertIn("suppression/expired", shown)
        self.assertIn("duplicate-list/redeclared", shown)
        self.assertIn("2027-01-31", self.run_lockstep("--today", "tomorrow", code=COULD_NOT_RUN).stderr)

    def test_unused_is_a_finding_with_its_repair(self):
        self.write(with_comment("// lockstep-ignore-next-line stale-save: nobody else writes here", files={
            FILTER: "export const first = 1;\n"}))
        finding, = self.json(code=FINDINGS)["findings"]
        self.assertEqual((finding["rule"], finding["kind"], finding["severity"]), ("suppression", "unused", "warning"))
        edit, = finding["edits"]
        text = (self.folder / FILTER).read_bytes()
        begin, end = edit["place"]["bytes"]
        self.assertEqual(text[:begin] + edit["replacement"].encode() + text[end:], b"export const first = 1;\n")

    def test_unused_is_told_only_when_everything_was_looked_for(self):
        self.write(UNUSED)
        unused = "suppression/unused"
        self.assertIn(unused, self.kinds())
        self.assertIn(unused, self.kinds("packages/web"))
        self.assertNotIn(unused, self.kinds("packages/api"))
        self.assertNotIn(unused, self.kinds("--rule", "duplicate-list"))
        self.assertNotIn(unused, self.kinds("--rule", "duplicate-list", "--rule", "suppression"))
        self.assertIn(unused, self.kinds("--rule", "stale-save", "--rule", "suppression"))
        self.assertNotIn(unused, self.kinds("--skip-rule", "stale-save"))
        self.assertNotIn(unused, self.kinds("--skip-rule", "suppression"))
        self.assertNotIn(unused, self.kinds("--exclude", "packages/api"))
        self.write({"lockstep.jsonc": '{"rules": {"stale-save": "off"}}'})
        self.assertNotIn(unused, self.kinds())
        self.assertNotIn(unused, self.kinds("--no-config"))

    def test_a_rule_that_is_off_for_the_file_was_not_asked(self):
        self.write({**UNUSED, "lockstep.jsonc":
                    '{"overrides": [{"files": ["packages/web/**"], "rules": {"stale-save": "off"}}]}'})
        self.assertNotIn("suppression/unused", self.kinds())

    def test_the_rule_is_configured_as_any_other(self):
        self.write({**UNUSED, "lockstep.jsonc": '{"rules": {"suppression/unused": "note", "duplicate-list": "off"}}'})
        self.run_lockstep(code=CLEAN)
        self.assertEqual(self.kinds(), ["suppression/unused"])
        self.write({"lockstep.jsonc": '{"rules": {"suppression": "off", "duplicate-list": "off"}}'})
        self.assertEqual(self.kinds(), [])

    def test_the_other_end_counts_when_only_one_was_asked_about(self):
        self.write(with_comment(f"// lockstep-ignore-next-line duplicate-list: {REASON}", "packages/api/src/states.ts"))
        self.assertEqual(self.kinds("packages/web"), [])
        self.assertEqual(self.kinds("packages/api"), [])

    def test_a_later_copy_needs_a_reason_of_its_own(self):
        copy = DRIFTED[FILTER]
        self.write(with_comment("// lockstep-ignore-next-line duplicate-list: it is frozen"))
        self.assertEqual(self.kinds(), [])
        for name in ("aa", "zz"):
            self.write({f"packages/{name}/package.json": f'{{"name": "@shop/{name}"}}', f"packages/{name}/src/filter.ts": copy})
            report = self.json(code=FINDINGS)
            self.assertEqual([(finding["kind"], finding["place"]["path"]) for finding in report["findings"]],
                             [("redeclared", f"packages/{name}/src/filter.ts")], "where no comment is, whatever its place in the alphabet")
            self.assertIn("(1 suppressed)", self.run_lockstep(code=FINDINGS).stdout)
            (self.folder / f"packages/{name}/src/filter.ts").unlink()

    def test_control_characters_of_reasons_stay_out(self):
        self.write(with_comment("// lockstep-ignore-next-line duplicate-list: \x1b[31mred\x07"))
        for verb in (["--show-accepted"], ["suppressions"], ["--format", "json"], ["--format", "sarif", "--show-accepted"]):
            self.assertFalse(set(self.run_lockstep(*verb, code=CLEAN).stdout) & set("\x1b\x07"))


class List(Cli):
    FILES = {
        **with_comment(f"// lockstep-ignore-next-line duplicate-list/redeclared until 2030-01-31: {REASON}"),
        "packages/web/src/draft.ts":
            "/* lockstep-ignore-file stale-save, unguarded-write: drafts belong to one user */\n"
            "export const draft = { title: '' };\n"
            "export const first = 1; // lockstep-ignore-line magic-actor until 2026-01-01: until the new import is there\n"
            "// lockstep-ignore-next-line magic-actors: a slip\n"
            "export const second = 2;\n",
    }

    def git(self, *arguments, date="2026-05-01T12:00:00+0000"):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments], cwd=self.folder, check=True,
                       capture_output=True, env={**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})

    def list(self, *arguments):
        return self.run_lockstep("suppressions", "--today", "2026-11-26", *arguments, code=CLEAN).stdout

    def test_text_and_json(self):
        self.write(self.FILES)
        self.expect_golden("suppressions.txt", self.list("--root", "."))
        report = json.loads(self.list("--format", "json"))
        self.assertEqual([each["state"] for each in report["suppressions"]], ["unused", "expired", "broken", "used"])
        self.assertEqual([each["form"] for each in report["suppressions"]], ["file", "line", "next-line", "next-line"])
        self.assertEqual(report["suppressions"][0]["rules"], ["stale-save", "unguarded-write"])
        self.assertEqual(report["suppressions"][3]["findings"], 1)
        self.assertEqual({each["since"] for each in report["suppressions"]}, {None})

    def test_age_is_that_of_the_comment(self):
        self.git("init", "-q")
        self.write(self.FILES)
        self.git("add", ".")
        self.git("commit", "-qm", "First")
        text = (self.folder / FILTER).read_text()
        (self.folder / FILTER).write_text("import 'node:fs';\n\n  " + text)
        self.git("commit", "-qam", "Move it down and indent it", date="2026-09-01T12:00:00+0000")
        for each in json.loads(self.list("--format", "json"))["suppressions"]:
            self.assertEqual(each["since"]["date"], "2026-05-01")
            self.assertRegex(each["since"]["commit"], "^[0-9a-f]{7,}$")
        self.assertIn("since 2026-05-01 (209 days", self.list())

    def test_nothing_that_git_reads_besides_makes_it_wait(self):
        """Pipes in place of the files that git would look into for names of people, or for the order of files."""
        self.write(with_comment("// lockstep-ignore-next-line duplicate-list: it is frozen"))
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "one")
        pipe = self.folder / ".mailmap"
        os.mkfifo(pipe)
        self.git("config", "diff.orderFile", str(pipe))
        self.git("config", "mailmap.file", str(pipe))
        self.git("config", "i18n.logOutputEncoding", "UTF-16")
        self.assertIn("since 2026-05-01", self.list())

    def test_what_is_not_committed_has_no_age(self):
        self.git("init", "-q")
        self.git("commit", "-qm", "Nothing", "--allow-empty")
        self.write(self.FILES)
        self.assertNotIn("since", self.list())

    def test_shallow_clones_are_silent(self):
        self.write({f"origin/{path}": text for path, text in self.FILES.items()})
        self.git("-C", "origin", "init", "-q")
        self.git("-C", "origin", "add", ".")
        self.git("-C", "origin", "commit", "-qm", "First")
        self.git("-C", "origin", "commit", "-qm", "Second", "--allow-empty")
        self.git("clone", "-q", "--depth", "1", f"file://{self.folder}/origin", "clone")
        self.assertIn("since", self.list("origin"))
        done = self.run_lockstep("suppressions", "clone", code=CLEAN)
        self.assertNotIn("since", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_none(self):
        self.write(DRIFTED)
        self.assertIn("There is no suppression in shop", self.list())
        self.assertEqual(json.loads(self.list("--format", "json"))["suppressions"], [])

    def test_paths_choose(self):
        self.write(self.FILES)
        self.assertIn("no suppression", self.list("packages/api"))

    def test_what_it_cannot_do(self):
        self.write(self.FILES)
        self.assertIn("cannot be written as sarif", self.run_lockstep("suppressions", "--format", "sarif", code=COULD_NOT_RUN).stderr)
        self.run_lockstep("suppressions", "--fail-on", "error", code=COULD_NOT_RUN)

    def test_help(self):
        page = self.run_lockstep("suppressions", "--help", code=CLEAN).stdout
        self.expect_golden("help-suppressions.txt", page)
        self.assertLessEqual(max(map(len, page.splitlines())), 120)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
