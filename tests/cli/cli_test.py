"""What users and scripts rely on: verbs, options, exit codes, streams and files. Each test is a small repository, one
command and what comes of it.

usage: cli_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import unittest

from cli import CLEAN, CLEAN_REPOSITORY, COULD_NOT_RUN, DRIFTED, FINDINGS, INCOMPLETE, LOCKSTEP, Cli


class HelpAndVersion(Cli):
    def test_help_pages(self):
        for arguments, name in ((["--help"], "help.txt"), (["explain", "--help"], "help-explain.txt"),
                                (["rules", "--help"], "help-rules.txt"), (["dump", "--help"], "help-dump.txt"),
                                (["doctor", "--help"], "help-doctor.txt"),
                                (["completions", "--help"], "help-completions.txt"), (["init", "--help"], "help-init.txt"),
                                (["test", "--help"], "help-test.txt")):
            page = self.run_lockstep(*arguments, code=CLEAN).stdout
            self.expect_golden(name, page)
            self.assertLessEqual(max(map(len, page.splitlines())), 120)
        self.assertEqual(self.run_lockstep("help", code=CLEAN).stdout, self.run_lockstep("-h", code=CLEAN).stdout)

    def test_help_names_every_option(self):
        page = self.run_lockstep("--help", code=CLEAN).stdout
        for option in ("--format", "--output", "--rule", "--skip-rule", "--root", "--fail-on", "--threads", "--config",
                       "--no-config", "--include", "--exclude", "--no-ignore", "--stats", "--color", "--quiet", "--version",
                       "--why", "--category", "--relative-to", "--show-accepted", "--today", "--baseline", "--no-baseline",
                       "--pack"):
            self.assertIn(option, page)

    def test_version(self):
        self.assertRegex(self.run_lockstep("--version", code=CLEAN).stdout, r"^lockstep \d+\.\d+\.\d+\n$")


class ExitCodes(Cli):
    def test_clean(self):
        self.write(CLEAN_REPOSITORY)
        done = self.run_lockstep(code=CLEAN)
        self.assertRegex(done.stdout, r"^No findings: 1 file in 1 package was read\n$")
        self.assertEqual(done.stderr, "")

    def test_findings(self):
        self.write(DRIFTED)
        self.assertIn("duplicate-list/redeclared", self.run_lockstep(code=FINDINGS).stdout)
        self.run_lockstep("--fail-on", "never", code=CLEAN)
        self.run_lockstep("scan", ".", "--fail-on=error", code=FINDINGS)

    def test_no_files_at_all(self):
        self.assertIn("No findings", self.run_lockstep(code=CLEAN).stdout)

    def test_no_such_path(self):
        done = self.run_lockstep("nowhere", code=COULD_NOT_RUN)
        self.assertIn("nowhere", done.stderr)
        self.assertEqual(done.stdout, "")

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root reads everything")
    def test_unreadable_file_is_incomplete_even_with_findings(self):
        self.write(DRIFTED)
        (self.folder / "packages/api/src/secret.ts").write_text("export {};\n")
        (self.folder / "packages/api/src/secret.ts").chmod(0)
        command = [LOCKSTEP]
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, 65534, 65534)
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", LOCKSTEP]
            if subprocess.run([*command, "--version"], capture_output=True).returncode != 0:
                self.skipTest("nobody cannot run the binary")
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, INCOMPLETE, done.stderr)
        self.assertIn("secret.ts", done.stderr)
        self.assertIn("incomplete", done.stdout)
        self.assertIn("duplicate-list", done.stdout)


class Mistakes(Cli):
    def test_unknown_words_are_guessed(self):
        for arguments, guess in ((["--fromat", "json"], "--format"), (["--format", "jason"], "json"),
                                 (["--fail-on", "eror"], "error"), (["--rule", "duplicate-lists"], "duplicate-list"),
                                 (["explain", "duplicate-lst"], "duplicate-list"), (["--color", "allways"], "always")):
            done = self.run_lockstep(*arguments, code=COULD_NOT_RUN)
            self.assertIn(f'did you mean "{guess}"?', done.stderr)
            self.assertEqual(done.stdout, "")

    def test_misspelt_verbs_are_guessed(self):
        for typed, guess in (("scna", "scan"), ("rule", "rules"), ("bsaeline", "baseline")):
            self.assertIn(f'did you mean "{guess}"?', self.run_lockstep(typed, code=COULD_NOT_RUN).stderr)
        self.assertNotIn("did you mean", self.run_lockstep("src/nowhere", code=COULD_NOT_RUN).stderr)
        self.assertIn("a path is empty", self.run_lockstep("", code=COULD_NOT_RUN).stderr)

    def test_broken_configuration_shows_the_line(self):
        self.write({**CLEAN_REPOSITORY, "lockstep.jsonc": '{\n  "rules": { "duplicate-lists": "off" }\n}\n'})
        done = self.run_lockstep(code=COULD_NOT_RUN)
        self.assertIn("lockstep.jsonc:2:14", done.stderr)
        self.assertIn('"duplicate-lists": "off"', done.stderr)
        self.assertIn('did you mean "duplicate-list"?', done.stderr)
        self.run_lockstep("--no-config", code=CLEAN)

    def test_nothing_is_written_when_nothing_could_run(self):
        self.write({**CLEAN_REPOSITORY, "lockstep.jsonc": "{"})
        self.run_lockstep("-o", "report.json", code=COULD_NOT_RUN)
        self.assertFalse((self.folder / "report.json").exists())

    def test_errors_print_no_control_characters(self):
        done = self.run_lockstep("\x1b[31mpath\x07", code=COULD_NOT_RUN)
        self.assertNotIn("\x1b", done.stderr)
        self.assertIn("\\x1b[31mpath\\x07", done.stderr)


class Verbs(Cli):
    def test_verbs_win_over_paths(self):
        self.write({**CLEAN_REPOSITORY, "rules/index.ts": "export {};\n"})
        self.assertIn("duplicate-list", self.run_lockstep("rules", code=CLEAN).stdout)
        self.assertIn("No findings", self.run_lockstep("./rules", code=CLEAN).stdout)

    def test_rules_as_json(self):
        report = json.loads(self.run_lockstep("rules", "--format", "json", code=CLEAN).stdout)
        self.assertIn("duplicate-list", [rule["id"] for rule in report["rules"]])

    def test_explain_a_rule(self):
        rules = json.loads(self.run_lockstep("rules", "--format", "json", code=CLEAN).stdout)["rules"]
        for rule in rules:
            self.assertIn(rule["id"], self.run_lockstep("explain", rule["id"], code=CLEAN).stdout)
        self.run_lockstep("explain", "duplicate-list/redeclared", code=CLEAN)

    def test_explain_a_finding(self):
        self.write(DRIFTED)
        self.run_lockstep("-o", "report.json", "--quiet", code=FINDINGS)
        identity = json.loads((self.folder / "report.json").read_text())["findings"][0]["id"]
        scanned = self.run_lockstep("explain", identity, code=CLEAN).stdout
        self.assertIn(identity, scanned)
        self.assertEqual(scanned, self.run_lockstep("explain", identity, "--from", "report.json", code=CLEAN).stdout)
        one = json.loads(self.run_lockstep("explain", identity, "--format", "json", code=CLEAN).stdout)
        self.assertEqual([finding["id"] for finding in one["findings"]], [identity])
        self.assertEqual(scanned, self.run_lockstep("explain", identity.upper(), code=CLEAN).stdout)
        self.run_lockstep("explain", "0123456789ab", code=COULD_NOT_RUN)
        self.run_lockstep("explain", "0123456789ab", "--from", "report.json", code=COULD_NOT_RUN)
        self.run_lockstep("explain", identity, "--from", "package.json", code=COULD_NOT_RUN)
        self.run_lockstep("explain", identity, "--from", "nowhere.json", code=COULD_NOT_RUN)

    def test_dump(self):
        self.write(DRIFTED)
        self.assertIn("ORDER_STATES", self.run_lockstep("dump", "facts", "packages/api/src/states.ts", code=CLEAN).stdout)
        self.assertIn("packages/api/src/states.ts", self.run_lockstep("dump", "program", code=CLEAN).stdout)
        self.run_lockstep("dump", "facts", "packages", code=COULD_NOT_RUN)
        self.run_lockstep("dump", "facts", "nowhere.ts", code=COULD_NOT_RUN)

    def test_a_dump_is_text(self):
        self.write(DRIFTED)
        for arguments in (["dump", "program"], ["dump", "facts", "packages/api/src/states.ts"]):
            for form in ("json", "sarif"):
                done = self.run_lockstep(*arguments, "--format", form, code=COULD_NOT_RUN)
                self.assertIn(f"a dump cannot be written as {form}", done.stderr)
                self.assertEqual(done.stdout, "")
            self.run_lockstep(*arguments, "-o", f"json=out", code=COULD_NOT_RUN)
            shown = self.run_lockstep(*arguments, "--format", "text", code=CLEAN).stdout
            self.run_lockstep(*arguments, "-o", "out.json", "--quiet", code=CLEAN)
            self.assertEqual((self.folder / "out.json").read_text(), shown)

    def test_names_with_line_breaks_stay_on_their_line_in_dumps(self):
        self.write({"new\nline.ts": "export function first() { return second(); }\nfunction second() { return 1; }\n",
                    "use.ts": "import { first } from './new\\nline';\nexport const all = () => first();\n"})
        shown = self.run_lockstep("dump", "program", code=CLEAN).stdout
        self.assertTrue(shown.startswith("new\\nline.ts\n"), shown)
        self.assertIn(" of new\\nline.ts", shown)
        self.assertEqual([line for line in shown.splitlines() if line.startswith("line")], [])

    def test_a_dump_reads_what_a_scan_would(self):
        self.write({"a.ts": "export const answer = 42;\n", "utf16.ts": "export const a = 1;\n".encode("utf-16"),
                    "film.ts": b"\0\1" * 500})
        with open(self.folder / "large.ts", "w") as large:
            large.truncate(20_000_001)
        os.mkfifo(self.folder / "pipe.ts")
        (self.folder / "zero.ts").symlink_to("/dev/zero")
        (self.folder / "link.ts").symlink_to("a.ts")
        for name, reason in (("pipe.ts", "no regular file"), ("zero.ts", "no regular file"), ("/dev/zero", "no regular file"),
                             ("large.ts", "larger than 20 MB"), ("utf16.ts", "UTF-16"), ("film.ts", "holds no text")):
            done = self.run_lockstep("dump", "facts", name, code=COULD_NOT_RUN)
            self.assertIn(reason, done.stderr)
            self.assertIn(name, done.stderr)
        self.assertIn("answer", self.run_lockstep("dump", "facts", "link.ts", code=CLEAN).stdout)


class Selection(Cli):
    def test_paths_choose_what_is_reported_not_what_is_understood(self):
        self.write(DRIFTED)
        self.assertIn("duplicate-list", self.run_lockstep("packages/web", code=FINDINGS).stdout)
        self.assertIn("duplicate-list", self.run_lockstep(cwd=self.folder / "packages/web", code=FINDINGS).stdout)

    def test_the_constant_for_an_actor_is_evidence_and_no_end(self):
        self.write({"package.json": '{"name": "crm", "workspaces": ["packages/*"]}',
                    "packages/shared/package.json": '{"name": "@crm/shared", "main": "src/index.ts"}',
                    "packages/shared/src/index.ts": "export const SYSTEM_USER_ID = 'system';\n",
                    "packages/api/package.json": '{"name": "@crm/api", "dependencies": {"@crm/shared": "*"}}',
                    "packages/api/src/note.ts": "export async function addNote(noteId: string, userId: string) { return noteId + userId; }\n"
                                                "export const greet = () => addNote('1', 'system');\n"})
        for paths in ([], ["packages/api"], ["packages/shared", "packages/api/src/note.ts"]):
            self.assertIn("magic-actor/literal", self.run_lockstep(*paths, code=FINDINGS).stdout)
        self.assertNotIn("magic-actor", self.run_lockstep("packages/shared", code=CLEAN).stdout)

    def test_rules(self):
        self.write(DRIFTED)
        self.run_lockstep("--skip-rule", "duplicate-list", code=CLEAN)
        self.run_lockstep("--rule", "duplicate-list/redeclared", code=FINDINGS)
        self.run_lockstep("--rule", "duplicate-list/copied", code=CLEAN)

    def test_globs(self):
        self.write(DRIFTED)
        self.run_lockstep("--exclude", "packages/web/**", code=CLEAN)
        self.run_lockstep("--include", "packages/api/**", code=CLEAN)

    def test_globs_that_can_match_nothing(self):
        self.write({**DRIFTED, "house.jsonc": '{"pack": "house", "queries": [{"id": "q", "message": "m", "query": "(identifier) @x", "files": ["[a"]}]}'})
        for arguments in (["--include", "["], ["--include", ""], ["--exclude", "{src"], ["--include", "../web"]):
            self.assertIn(arguments[0], self.run_lockstep(*arguments, code=COULD_NOT_RUN).stderr)
        self.write({"lockstep.jsonc": '{"overrides": [{"files": ["src", "["], "rules": {"duplicate-list": "off"}}]}'})
        self.assertIn("lockstep.jsonc:1:34", self.run_lockstep(code=COULD_NOT_RUN).stderr)
        self.assertIn("house.jsonc:1:", self.run_lockstep("--no-config", "--pack", "house.jsonc", code=COULD_NOT_RUN).stderr)

    def test_nothing_is_left_to_scan(self):
        self.write({**DRIFTED, "README.md": "# Shop\n"})
        for arguments in (["--include", "lib/**"], ["--exclude", "**"], ["--include", f"{self.folder}/packages/**"]):
            done = self.run_lockstep(*arguments, code=CLEAN)
            self.assertRegex(done.stderr, "^warning: .*--include and --exclude")
        self.assertIn("no source file of TypeScript", self.run_lockstep("README.md", code=CLEAN).stderr)

    def test_a_path_that_is_a_link_out_of_the_repository(self):
        self.write({"repository/lockstep.jsonc": "{}", "repository/a.ts": "export {};\n",
                    "elsewhere/b.ts": DRIFTED["packages/web/src/filter.ts"], "elsewhere/c.ts": DRIFTED["packages/api/src/states.ts"]})
        (self.folder / "repository/link.ts").symlink_to("../elsewhere/b.ts")
        done = self.run_lockstep("link.ts", cwd=self.folder / "repository", code=CLEAN)
        self.assertIn("leads out of the program", done.stderr)
        self.assertNotIn("elsewhere", done.stdout + done.stderr)

    def test_configuration_decides_when_the_command_line_does_not(self):
        self.write({**DRIFTED, "lockstep.jsonc": '{"failOn": "never"}', "other.jsonc": "{}"})
        self.run_lockstep(code=CLEAN)
        self.run_lockstep("--fail-on", "error", code=FINDINGS)
        self.run_lockstep("--config", "other.jsonc", code=FINDINGS)


class Outputs(Cli):
    def test_several_outputs_in_one_run(self):
        self.write(DRIFTED)
        done = self.run_lockstep("-o", "out.sarif", "-o", "json=out.txt", code=FINDINGS)
        self.assertIn("duplicate-list/redeclared", done.stdout)
        self.assertEqual(json.loads((self.folder / "out.sarif").read_text())["version"], "2.1.0")
        self.assertEqual(json.loads((self.folder / "out.txt").read_text())["version"], 1)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith(".")], [])

    def test_quiet_with_an_output_says_nothing(self):
        self.write(DRIFTED)
        done = self.run_lockstep("-o", "out.json", "--quiet", code=FINDINGS)
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_dash_is_the_standard_output(self):
        self.write(DRIFTED)
        json.loads(self.run_lockstep("-o", "json=-", code=FINDINGS).stdout)
        json.loads(self.run_lockstep("--format", "sarif", code=FINDINGS).stdout)

    def category(self, *arguments):
        self.run_lockstep(*arguments, "-o", "out.sarif", "--quiet", code=FINDINGS)
        return json.loads((self.folder / "out.sarif").read_text())["runs"][0]["automationDetails"]["id"]

    def test_what_looks_at_a_part_closes_no_alerts_of_the_whole(self):
        self.write(DRIFTED)
        self.assertEqual(self.category(), "lockstep/full/")
        self.assertEqual(self.category("."), "lockstep/full/")
        self.assertEqual(self.category("packages/web"), "lockstep/packages/web/")
        self.assertEqual(self.category("packages/web", "packages/api"), "lockstep/packages/api+packages/web/")
        self.assertEqual(self.category("--rule", "duplicate-list"), "lockstep/part/")
        self.assertEqual(self.category("--skip-rule", "magic-actor"), "lockstep/part/")
        self.assertEqual(self.category("--exclude", "x/**"), "lockstep/part/")
        self.assertEqual(self.category("packages/web", "--category", "mine"), "mine/")
        self.assertEqual(self.category("--category", "a/b/"), "a/b/")

    def test_a_thousand_files_as_arguments(self):
        names = [f"packages/web/src/one of many files, number {i}.ts" for i in range(1000)]
        self.write({**DRIFTED, **{name: f"export const part{i} = {i};\n" for i, name in enumerate(names)}})
        for arguments in (names, [str(self.folder / name) for name in names]):
            self.assertEqual(self.run_lockstep("scan", *arguments, "--format", "compact", code=CLEAN).stdout, "")
            done = self.run_lockstep("scan", *arguments, "packages/web/src/filter.ts", "--format", "compact", code=FINDINGS)
            self.assertEqual(done.stdout.count("\n"), 1)

    def test_categories_of_long_lists_of_paths_differ(self):
        self.write({**DRIFTED, **{f"packages/web/src/a-long-name-of-a-file-{i}.ts": "" for i in range(9)}})
        some = [f"packages/web/src/a-long-name-of-a-file-{i}.ts" for i in range(8)] + ["packages/web/src/filter.ts"]
        first, second = self.category(*some), self.category(*some[1:])
        self.assertRegex(first, r"^lockstep/paths-[0-9a-f]{12}/$")
        self.assertNotEqual(first, second)

    def test_no_such_category(self):
        for name in ("", "/", "/x", "a b", "x//"):
            self.assertIn("--category", self.run_lockstep("--category", name, code=COULD_NOT_RUN).stderr)

    def test_paths_count_from_a_folder_above(self):
        self.write({f"deep/er/{path}": text for path, text in DRIFTED.items()})
        done = self.run_lockstep("deep/er", "--root", "deep/er", "--relative-to", ".", "--format", "compact", code=FINDINGS)
        self.assertTrue(done.stdout.startswith("deep/er/packages/"), done.stdout)
        inside = self.run_lockstep("--relative-to", "..", "--root", ".", "--format", "json", code=FINDINGS,
                                   cwd=self.folder / "deep" / "er")
        places = re.findall(r'"path":"([^"]*)"', inside.stdout)
        self.assertGreater(len(places), 2)
        self.assertEqual([path for path in places if not path.startswith("er/packages/")], [])
        done = self.run_lockstep("--root", "deep", "--relative-to", "deep/er", code=COULD_NOT_RUN)
        self.assertIn("does not contain the program", done.stderr)
        self.assertIn("no such folder", self.run_lockstep("--relative-to", "nowhere", code=COULD_NOT_RUN).stderr)

    def test_a_summary_for_the_step_in_github_actions(self):
        self.write(DRIFTED)
        summary = self.folder / "summary.md"
        summary.write_text("from the same step\n")
        actions = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_SERVER_URL": "https://github.com",
                   "GITHUB_REPOSITORY": "acme/shop", "GITHUB_SHA": "0123abc"}
        done = self.run_lockstep("--format", "github", code=FINDINGS, env=actions)
        self.assertTrue(done.stdout.startswith("::error file=packages/"), done.stdout)
        written = summary.read_text()
        self.assertTrue(written.startswith("from the same step\n# lockstep: 1 error\n"), written)
        self.assertIn("](https://github.com/acme/shop/blob/0123abc/packages/web/src/filter.ts#L1)", written)
        self.run_lockstep("-o", "github=out", "--quiet", code=FINDINGS, env=actions)
        self.run_lockstep(code=FINDINGS, env=actions)
        self.assertEqual(summary.read_text(), written, "only annotations on the standard output bring a summary")

    def test_a_summary_without_room_stays_as_it_is(self):
        self.write(DRIFTED)
        summary = self.folder / "summary.md"
        summary.write_text("x" * 1_048_576)
        self.run_lockstep("--format", "github", code=FINDINGS, env={"GITHUB_STEP_SUMMARY": str(summary)})
        self.assertEqual(summary.stat().st_size, 1_048_576)

    def test_what_is_no_list_of_findings_has_fewer_formats(self):
        self.write(CLEAN_REPOSITORY)
        for arguments in (["rules"], ["explain", "duplicate-list"], ["doctor"]):
            self.assertIn("cannot be written as junit", self.run_lockstep(*arguments, "--format", "junit",
                                                                          code=COULD_NOT_RUN).stderr)

    def test_a_script_goes_where_it_is_told(self):
        script = self.run_lockstep("completions", "bash", code=CLEAN).stdout
        self.run_lockstep("completions", "bash", "-o", "lockstep.bash", "--quiet", code=CLEAN)
        self.assertEqual((self.folder / "lockstep.bash").read_text(), script)
        self.run_lockstep("completions", "bash", "--format", "json", code=COULD_NOT_RUN)

    def test_never_through_a_link(self):
        self.write({**CLEAN_REPOSITORY, "precious.txt": "keep me"})
        (self.folder / "report.json").symlink_to("precious.txt")
        done = self.run_lockstep("-o", "report.json", code=COULD_NOT_RUN)
        self.assertIn("symbolic link", done.stderr)
        self.assertEqual((self.folder / "precious.txt").read_text(), "keep me")

    def test_no_such_folder_and_a_folder(self):
        self.write(CLEAN_REPOSITORY)
        self.assertIn("does not exist", self.run_lockstep("-o", "no/report.json", code=COULD_NOT_RUN).stderr)
        self.assertIn("is a folder", self.run_lockstep("-o", "json=src", code=COULD_NOT_RUN).stderr)

    def test_all_reports_appear_or_none(self):
        self.write({**CLEAN_REPOSITORY, "report.json": "old"})
        for hindrance in ("src", "no/report.sarif"):
            done = self.run_lockstep("-o", "report.json", "-o", "report.md", "-o", f"sarif={hindrance}", code=COULD_NOT_RUN)
            self.assertEqual(done.stdout, "")
            self.assertEqual((self.folder / "report.json").read_text(), "old")
            self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["package.json", "report.json", "src"])

    def test_replaces_a_file_and_keeps_its_permissions(self):
        self.write({**CLEAN_REPOSITORY, "report.json": "old"})
        (self.folder / "report.json").chmod(0o640)
        self.run_lockstep("-o", "report.json", code=CLEAN)
        self.assertEqual(json.loads((self.folder / "report.json").read_text())["version"], 1)
        self.assertEqual(stat.S_IMODE((self.folder / "report.json").stat().st_mode), 0o640)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk_is_an_error(self):
        self.write(CLEAN_REPOSITORY)
        self.run_lockstep("-o", "json=/dev/full", code=COULD_NOT_RUN)
        with open("/dev/full", "w") as full:
            done = subprocess.run([LOCKSTEP], cwd=self.folder, stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, COULD_NOT_RUN)

    def test_a_closed_pipe_ends_quietly(self):
        self.write(DRIFTED)
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([LOCKSTEP, "-o", "out.json"], cwd=self.folder, stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
        self.assertEqual(done.stderr, b"")
        self.assertEqual(done.returncode, -signal.SIGPIPE)
        json.loads((self.folder / "out.json").read_text())

    def test_reports_hold_nothing_of_the_machine(self):
        self.write(DRIFTED)
        for form in ("text", "sarif", "json"):
            report = self.run_lockstep("--format", form, code=FINDINGS).stdout
            self.assertNotIn(str(self.folder), report)

    def test_same_bytes_for_any_number_of_threads(self):
        self.write(DRIFTED)
        for form in ("text", "sarif", "json"):
            reports = {self.run_lockstep("--format", form, "--threads", n, code=FINDINGS).stdout for n in (1, 2, 8)}
            self.assertEqual(len(reports), 1)

    def test_stats_go_to_the_error_stream(self):
        self.write(CLEAN_REPOSITORY)
        done = self.run_lockstep("--stats", code=CLEAN)
        self.assertIn("extract", done.stderr)
        self.assertNotIn(" ms", done.stdout)


class Colours(Cli):
    def test_none_in_a_pipe(self):
        self.write(DRIFTED)
        self.assertNotIn("\x1b", self.run_lockstep(code=FINDINGS).stdout)

    def test_the_environment_and_the_option(self):
        self.write(DRIFTED)
        for env, arguments, is_coloured in (({"FORCE_COLOR": "1"}, [], True), ({"FORCE_COLOR": "0"}, [], False),
                                            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
                                            ({"NO_COLOR": "1"}, ["--color", "always"], True),
                                            ({"FORCE_COLOR": "1"}, ["--color=never"], False)):
            shown = self.run_lockstep(*arguments, code=FINDINGS, env=env).stdout
            self.assertEqual("\x1b[" in shown, is_coloured, (env, arguments))
            self.assertNotIn("\x1b]8", shown)

    def test_on_a_terminal(self):
        self.write(DRIFTED)
        shown = self.on_terminal()
        self.assertIn("\x1b[1;31merror\x1b[0m", shown)
        self.assertIn("\x1b]8;;file://" + str(self.folder), shown)
        widths = [len(re.sub(r"\x1b(\[[0-9;]*m|\]8;;[^\x1b]*\x1b\\)", "", line)) for line in shown.splitlines()]
        self.assertLessEqual(max(widths), 100)
        self.assertNotIn("\x1b", self.on_terminal(env={"TERM": "dumb"}))
        self.assertNotIn("\x1b", self.on_terminal(env={"NO_COLOR": "1"}))
        self.assertNotIn("\x1b", self.on_terminal("--color", "never"))

    def test_progress_is_painted_only_where_it_can_be_erased(self):
        self.write({"slow.ts": "".join(f"export const part{i} = [{i}, 'a', {{ b: {i} }}];\n" for i in range(60_000))})
        arguments = ["--no-cache", "--threads", "1"]
        self.assertIn("\x1b[K", self.on_terminal(*arguments))
        shown = self.on_terminal(*arguments, env={"TERM": "dumb"})
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("reading file", shown)

    def test_scanned_files_cannot_write_to_the_terminal(self):
        evil = "\x1b]0;owned\x07\x9b31m\u202e"
        self.write({**DRIFTED, "packages/web/src/filter.ts":
                    f"/*{evil}*/ " + DRIFTED["packages/web/src/filter.ts"]})
        for form in ("text", "sarif", "json"):
            shown = self.run_lockstep("--format", form, code=FINDINGS).stdout
            for character in evil:
                if not character.isprintable():
                    self.assertNotIn(character, shown)


class Hostile(Cli):
    def test_odd_files_get_an_answer(self):
        self.write({
            "package.json": '{"name": "odd"}', "empty.ts": "", "nul.ts": b"\0\0\0", "bad.ts": b"export const a = '\xff\xfe';\n",
            "bom.ts": b"\xef\xbb\xbfexport const b = 1;\n", "crlf.ts": "export const c = 1;\r\n",
            "deep.ts": "x = " + "(" * 100_000 + "1" + ")" * 100_000 + ";\n", "arrays.ts": "x = " + "[" * 100_000 + "]" * 100_000,
            "line.js": "f(" + "'aaaaaaaa'," * 400_000 + ");", "folder.ts/inner.ts": "export {};\n"})
        (self.folder / "loop").symlink_to(".")
        (self.folder / "out").symlink_to("/etc")
        done = subprocess.run([LOCKSTEP], cwd=self.folder, capture_output=True, text=True, timeout=300)
        self.assertIn(done.returncode, (CLEAN, FINDINGS, INCOMPLETE), done.stderr)

    def test_ctrl_c_leaves_nothing_behind(self):
        self.write({f"src/file{i}.ts": "export const a = [1, 2, 3];\n" * 400 for i in range(300)})
        process = subprocess.Popen([LOCKSTEP, "-o", "out.json"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(err, b"")
        if process.returncode == -signal.SIGINT:
            self.assertEqual(out, b"")
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.startswith(".out")], [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
