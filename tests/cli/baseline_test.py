"""The baseline as a team meets it: accept what is there, see what is new, take out what is fixed, merge.

usage: baseline_test.py LOCKSTEP GOLDEN_FOLDER      (LOCKSTEP_UPDATE=1 rewrites the golden files)
"""

import json
import os
import re
import subprocess
import sys
import unittest

from cli import CLEAN, CLEAN_REPOSITORY, COULD_NOT_RUN, DRIFTED, FINDINGS, Cli

NAME = ".lockstep-baseline.json"
API, WEB = "packages/api/src/states.ts", "packages/web/src/filter.ts"


def drifted(name, *values):
    """Two lists of one name, of which one lacks the last value: one finding of its own."""
    listed = [f"{name}_{value}" for value in values]
    spelled = lambda list_: f'export const {name.upper()} = [{", ".join(json.dumps(value) for value in list_)}] as const;\n'
    return {f"packages/api/src/{name}.ts": spelled(listed), f"packages/web/src/{name}.ts": spelled(listed[:-1])}


PARCELS = drifted("parcel", "packed", "weighed", "labelled", "shipped")
INVOICES = drifted("invoice", "drafted", "approved", "dunned", "settled")
SHIFTS = drifted("shift", "planned", "manned", "swapped", "closed")


class Baseline(Cli):
    def lines(self, name=NAME):
        """The entries, one a line."""
        return [line for line in (self.folder / name).read_text().splitlines() if re.match(r'^"[a-z/-]+ [0-9a-f]{12}": ".*",$', line)]

    def accept(self, files):
        self.write(files)
        return self.run_lockstep("baseline", code=CLEAN)

    def findings(self, *arguments, code=None):
        done = self.run_lockstep("--format", "json", "--fail-on", "never", *arguments, code=CLEAN if code is None else code)
        return json.loads(done.stdout)["findings"]


class Adopting(Baseline):
    def test_what_was_there_is_accepted_and_what_comes_is_told(self):
        done = self.accept({**DRIFTED, **PARCELS})
        self.assertEqual(done.stdout, f"Wrote {NAME}: 2 findings are accepted (1 error and 1 warning).\n"
                                      "Commit it: from now on only new findings are reported.\n")
        self.assertEqual(len(self.lines()), 2)
        self.assertEqual(self.run_lockstep(code=CLEAN).stdout,
                         "No findings: 4 files in 3 packages were read (2 in the baseline)\n")
        self.write(INVOICES)
        shown = self.run_lockstep(code=FINDINGS).stdout
        self.assertIn("invoice_settled", shown)
        self.assertNotIn("parcel_shipped", shown)
        self.assertIn("(2 in the baseline)", shown)

    def test_the_file(self):
        self.accept({**DRIFTED, **PARCELS})
        text = (self.folder / NAME).read_text()
        self.assertEqual(json.loads(text)["version"], 1)
        self.assertTrue(text.isascii())
        self.assertEqual(text.splitlines()[0], "{")
        self.assertEqual(text.splitlines()[-2:], ['"version": 1', "}"])
        self.assertEqual(self.lines(), sorted(self.lines()))
        self.assertIn(f"{WEB}: ", text)

    def test_nothing_to_accept(self):
        self.assertIn("nothing to accept", self.accept(CLEAN_REPOSITORY).stdout)
        self.assertFalse((self.folder / NAME).exists())

    def test_severity_does_not_matter_but_exit_codes_do(self):
        self.accept({**DRIFTED, "lockstep.jsonc": '{"rules": {"duplicate-list": "note"}}'})
        self.write({"lockstep.jsonc": "{}"})
        self.run_lockstep(code=CLEAN)

    def test_no_baseline(self):
        self.accept(DRIFTED)
        self.run_lockstep("--no-baseline", code=FINDINGS)

    def test_another_file(self):
        self.write(DRIFTED)
        self.run_lockstep("baseline", "--baseline", "old.json", code=CLEAN)
        self.assertFalse((self.folder / NAME).exists())
        self.run_lockstep(code=FINDINGS)
        self.run_lockstep("--baseline", "old.json", code=CLEAN)
        report = self.run_lockstep("--baseline", self.folder / "old.json", "--format", "json", code=CLEAN).stdout
        self.assertEqual(json.loads(report)["baseline"]["path"], "old.json")
        self.assertNotIn(str(self.folder), report)

    def test_it_lies_at_the_root_whoever_asks(self):
        self.write(DRIFTED)
        self.run_lockstep("baseline", cwd=self.folder / "packages/web", code=CLEAN)
        self.assertTrue((self.folder / NAME).exists())
        self.run_lockstep(cwd=self.folder / "packages/api", code=CLEAN)


class Surviving(Baseline):
    def setUp(self):
        super().setUp()
        self.accept(DRIFTED)

    def edit(self, path, change):
        file = self.folder / path
        file.write_text(change(file.read_text()))

    def test_moved_lines(self):
        self.edit(WEB, lambda text: "export const before = 1;\n\n\n" + text)
        self.run_lockstep(code=CLEAN)

    def test_reformatting(self):
        self.edit(WEB, lambda text: text.replace("[", "[\n    ").replace(", ", ",\n    ").replace('"', "'"))
        self.run_lockstep(code=CLEAN)

    def test_renamed_files(self):
        for path in (API, WEB):
            (self.folder / path).rename(self.folder / path.replace("/src/", "/src/renamed-"))
        self.run_lockstep(code=CLEAN)
        self.assertEqual(self.run_lockstep("baseline", code=CLEAN).stdout, f"{NAME} has 1 entry.\n")

    def test_a_worse_drift_is_another_finding(self):
        before = (self.folder / NAME).read_text()
        self.edit(API, lambda text: text.replace('"sent_back"', '"sent_back", "lost_in_post"'))
        self.run_lockstep(code=FINDINGS)
        self.run_lockstep("baseline", code=FINDINGS)
        self.assertEqual((self.folder / NAME).read_text(), before)


class Regenerating(Baseline):
    def setUp(self):
        super().setUp()
        self.accept({**DRIFTED, **PARCELS})
        self.before = (self.folder / NAME).read_text()

    def fix_parcels(self):
        self.write({"packages/web/src/parcel.ts": "export const parcels = 1;\n"})

    def test_new_findings_are_listed_and_not_taken_in(self):
        self.write(INVOICES)
        done = self.run_lockstep("baseline", code=FINDINGS)
        self.assertIn("invoice_settled", done.stdout)
        self.assertIn("lockstep baseline --accept-new", done.stdout)
        self.assertEqual((self.folder / NAME).read_text(), self.before)

    def test_accept_new(self):
        self.write(INVOICES)
        done = self.run_lockstep("baseline", "--accept-new", code=CLEAN)
        self.assertIn("invoice_settled", done.stdout)
        self.assertIn(f"1 finding was taken into {NAME}.", done.stdout)
        self.assertEqual(len(self.lines()), 3)
        self.assertLessEqual(set(self.before.splitlines()), set((self.folder / NAME).read_text().splitlines()))
        self.run_lockstep(code=CLEAN)

    def test_fixed_findings_are_named_and_stay_until_pruned(self):
        self.fix_parcels()
        gone = next(line for line in self.lines() if "parcel" in line).split('"')[1]
        done = self.run_lockstep(code=CLEAN)
        self.assertIn(f"1 finding of {NAME} is fixed, or suppressed by a comment: {gone}", done.stderr)
        self.assertEqual(self.run_lockstep("--quiet", code=CLEAN).stderr, "")
        self.assertIn("--prune", self.run_lockstep("baseline", code=CLEAN).stdout)
        self.assertEqual((self.folder / NAME).read_text(), self.before)
        done = self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertIn(f"- {gone}\n1 entry was taken out of {NAME}.\n", done.stdout)
        self.assertEqual(len(self.lines()), 1)
        self.assertEqual(self.run_lockstep(code=CLEAN).stderr, "")

    def test_pruning_takes_nothing_in(self):
        self.fix_parcels()
        self.write(INVOICES)
        done = self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertIn("1 new finding stays out of it", done.stdout)
        self.assertEqual(len(self.lines()), 1)
        self.run_lockstep(code=FINDINGS)

    def test_both_at_once(self):
        self.fix_parcels()
        self.write(INVOICES)
        self.run_lockstep("baseline", "--prune", "--accept-new", code=CLEAN)
        self.assertEqual(len(self.lines()), 2)
        done = self.run_lockstep(code=CLEAN)
        self.assertEqual(done.stderr, "")

    def test_a_part_neither_fixes_nor_prunes_the_rest(self):
        for part in (["packages/api"], ["--rule", "stale-save"], ["--exclude", "packages/web/src/parcel.ts"], ["--no-config"]):
            self.fix_parcels()
            self.run_lockstep("baseline", "--prune", *part, code=CLEAN)
            self.assertEqual((self.folder / NAME).read_text(), self.before)
            self.assertEqual(self.run_lockstep(*part, code=CLEAN).stderr, "")

    def test_a_suppressed_finding_leaves_the_baseline(self):
        self.write({"packages/web/src/parcel.ts": "// lockstep-ignore-next-line duplicate-list: frozen\n" +
                    PARCELS["packages/web/src/parcel.ts"]})
        self.assertIn("(1 suppressed, 1 in the baseline)", self.run_lockstep(code=CLEAN).stdout)
        self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertEqual(len(self.lines()), 1)

    def test_an_accepted_finding_is_explained_and_shown(self):
        identity = self.lines()[0].split('"')[1].split()[1]
        self.assertIn("It is in the baseline", self.run_lockstep("explain", identity, code=CLEAN).stdout)
        self.assertIn(identity, self.run_lockstep("--show-accepted", code=CLEAN).stdout)
        self.assertNotIn(identity, self.run_lockstep(code=CLEAN).stdout)

    def test_reports(self):
        self.fix_parcels()
        self.write(INVOICES)
        report = json.loads(self.run_lockstep("--format", "json", code=FINDINGS).stdout)
        self.assertEqual((report["baseline"]["path"], report["baseline"]["entries"]), (NAME, 2))
        self.assertEqual(len(report["baseline"]["fixed"]), 1)
        self.assertEqual(report["summary"]["baselined"], 1)
        self.assertEqual([each["acceptance"]["by"] for each in report["accepted"]], ["baseline"])
        results = lambda *more: json.loads(self.run_lockstep("--format", "sarif", *more, code=FINDINGS).stdout)["runs"][0]["results"]
        self.assertEqual([result["baselineState"] for result in results()], ["new"])
        shown = results("--show-accepted")
        self.assertEqual([result["baselineState"] for result in shown], ["new", "unchanged"])
        self.assertEqual(shown[1]["suppressions"][0]["kind"], "external")
        self.assertNotIn("baselineState", results("--no-baseline")[0])


class Counting(Baseline):
    CALL = "    this.tickets.close(id, 'system');\n"

    def calls(self, count):
        self.write({"src/sweep.ts":
            "class Tickets {\n  closedBy = '';\n  close(ticketId: string, actorId: string) { this.closedBy = ticketId + actorId; }\n}\n"
            "export class Sweeper {\n  constructor(private readonly tickets: Tickets) {}\n  sweep(id: string) {\n"
            + self.CALL * count + "  }\n}\n"})

    def test_equal_findings_count(self):
        self.calls(2)
        self.assertEqual(len({finding["id"] for finding in self.findings()}), 2, "two findings about the same thing")
        self.run_lockstep("baseline", code=CLEAN)
        self.assertEqual(self.findings(), [])
        self.calls(3)
        self.assertEqual(len(self.findings()), 1)
        self.calls(1)
        done = self.run_lockstep(code=CLEAN)
        self.assertIn(f"1 finding of {NAME} is fixed", done.stderr)
        self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.calls(2)
        self.assertEqual(len(self.findings()), 1)


class Broken(Baseline):
    def refused(self, *arguments):
        done = self.run_lockstep(*arguments, code=COULD_NOT_RUN)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_what_was_accepted_stays_accepted_where_it_is(self):
        call = ("class Tickets {\n  closedBy = '';\n  close(ticketId: string, actorId: string) { this.closedBy = ticketId + actorId; }\n}\n"
                "export class Sweeper {\n  constructor(private readonly tickets: Tickets) {}\n  sweep(id: string) { this.tickets.close(id, 'system'); }\n}\n")
        self.accept({"package.json": '{"name": "yard"}', "src/b/x.ts": call})
        # Told before the accepted one, since its path comes first.
        self.write({"src/a/x.ts": call})
        self.assertEqual([finding["place"]["path"] for finding in self.findings()], ["src/a/x.ts"])
        self.write({"src/a/x.ts": call.replace("  sweep", "  // lockstep-ignore-next-line magic-actor: it is a trial\n  sweep")})
        self.assertIn("(1 suppressed, 1 in the baseline)", self.run_lockstep(code=CLEAN).stdout)

    def test_one_more_copy_is_told(self):
        self.accept({"package.json": '{"name": "yard"}',
                     "src/e.ts": 'export enum Berth { A = "dredged_1", B = "moored_1", C = "vacant_1" }\nexport const w = Berth.A;\n',
                     "src/b.ts": 'export const zed = ["dredged_1", "moored_1", "vacant_1"];\n'})
        self.assertEqual(self.findings(), [])
        self.write({"src/c.ts": 'export const all = ["dredged_1", "moored_1", "vacant_1"];\n'})
        self.assertEqual(len(self.findings()), 1, "one import more, though one finding speaks for both")
        self.run_lockstep("baseline", "--accept-new", code=CLEAN)
        self.assertEqual(len(self.lines()), 2, "a line for each place")
        self.assertEqual(self.findings(), [])
        (self.folder / "src/c.ts").unlink()
        self.assertEqual(self.findings(), [], "one less is nothing new")

    def test_a_mended_copy_makes_no_room_for_another(self):
        copy = 'export const {} = ["dredged_1", "moored_1", "vacant_1"];\n'.format
        berths = {"package.json": '{"name": "yard"}',
                  "src/e.ts": 'export enum Berth { A = "dredged_1", B = "moored_1", C = "vacant_1" }\nexport const w = Berth.A;\n'}
        done = self.accept({**berths, "src/b.ts": copy("ALL"), "src/c.ts": copy("ALL")})
        self.assertIn("1 finding is accepted in 2 places", done.stdout)
        self.write({"src/c.ts": "export const c = 1;\n"})
        self.assertIn("is fixed, or suppressed", self.run_lockstep(code=CLEAN).stderr)
        # The mended one is in the file still, and a new one is told all the same, where it stands.
        self.write({"src/d.ts": copy("ALL")})
        self.assertEqual([finding["place"]["path"] for finding in self.findings()], ["src/d.ts"])
        self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertEqual(len(self.lines()), 1)
        self.assertEqual([finding["place"]["path"] for finding in self.findings()], ["src/d.ts"])
        told = self.findings()[0]["id"]
        self.run_lockstep("baseline", "--accept-new", code=CLEAN)
        self.assertIn(told, "".join(self.lines()))
        self.assertEqual(self.findings(), [])
        # The place has no finding of its own, but a reader of the baseline may ask for it.
        self.assertIn("src/d.ts", self.run_lockstep("explain", told, code=CLEAN).stdout)
        # Renamed files keep what was accepted in them.
        os.rename(self.folder / "src/d.ts", self.folder / "src/a.ts")
        self.assertEqual(self.findings(), [])

    def test_a_part_knows_not_what_is_alone(self):
        copy = 'export const ALL = ["dredged_1", "moored_1", "vacant_1"];\n'
        self.accept({"package.json": '{"name": "yard"}', "lockstep.jsonc": "{}",
                     "src/e.ts": 'export enum Berth { A = "dredged_1", B = "moored_1", C = "vacant_1" }\nexport const w = Berth.A;\n',
                     "src/m/b.ts": copy})
        self.write({"src/a/b.ts": copy})
        self.assertEqual([finding["place"]["path"] for finding in self.findings()], ["src/a/b.ts"])
        self.assertEqual([finding["place"]["path"] for finding in self.findings("src/a")], ["src/a/b.ts"])
        self.assertEqual([finding["place"]["path"] for finding in self.findings("--exclude", "src/m")], ["src/a/b.ts"])

    def test_the_first_of_several_is_mended(self):
        copy = 'export const {} = ["dredged_1", "moored_1", "vacant_1"];\n'.format
        self.accept({"package.json": '{"name": "yard"}',
                     "src/e.ts": 'export enum Berth { A = "dredged_1", B = "moored_1", C = "vacant_1" }\nexport const w = Berth.A;\n',
                     "src/b.ts": copy("ZED"), "src/c.ts": copy("ALL")})
        self.write({"src/b.ts": "export const b = 1;\n"})
        self.assertEqual(self.findings(), [], "the other has another name, and was accepted as well")

    def test_a_rule_that_is_off_fixes_nothing(self):
        self.accept(DRIFTED)
        kept = self.lines()
        self.write({"lockstep.jsonc": '{"rules": {"duplicate-list": "off"}}'})
        self.assertNotIn("is fixed", self.run_lockstep(code=CLEAN).stderr)
        self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertEqual(self.lines(), kept)
        (self.folder / "lockstep.jsonc").unlink()
        self.assertEqual(self.findings(), [])

    def test_what_lies_in_a_damaged_file_is_not_fixed(self):
        self.accept(DRIFTED)
        kept = self.lines()
        self.write({WEB: "export const {{{ = ;\n"})
        self.run_lockstep("baseline", "--prune", code=CLEAN)
        self.assertEqual(self.lines(), kept)

    def test_nothing_to_prune(self):
        self.write(DRIFTED)
        done = self.run_lockstep("baseline", "--prune", code=COULD_NOT_RUN)
        self.assertIn(f"there is no baseline {NAME} to prune", done.stderr)
        self.assertFalse((self.folder / NAME).exists())

    def test_malformed(self):
        self.write({**DRIFTED, NAME: '{\n"duplicate-list/drifted 0123": "",\n"version": 1\n}\n'})
        for verb in ([], ["baseline"], ["baseline", "--accept-new"], ["explain", "0123456789ab"]):
            said = self.refused(*verb)
            self.assertIn(f"at {NAME}:2:1", said)
            self.assertIn('"duplicate-list/drifted 0123"', said)
            self.assertIn("hint: ", said)
        self.assertIn("0123", (self.folder / NAME).read_text())
        self.run_lockstep("--no-baseline", code=FINDINGS)

    def test_cut_off(self):
        self.accept(DRIFTED)
        text = (self.folder / NAME).read_text()
        self.write({NAME: text[:len(text) // 2]})
        self.assertIn(f"{NAME}:", self.refused())
        self.write({NAME: ""})
        self.assertIn(f"{NAME}:1:1", self.refused())

    def test_conflict_markers(self):
        self.write({**DRIFTED, NAME: '{\n<<<<<<< HEAD\n=======\n>>>>>>> other\n"version": 1\n}\n'})
        said = self.refused()
        self.assertIn(f"at {NAME}:2:1", said)
        self.assertIn("git could not merge", said)
        self.assertIn("merge=union", said)

    def test_of_the_future(self):
        self.write({**DRIFTED, NAME: '{\n"version": 2\n}\n'})
        self.assertIn("a newer lockstep wrote this baseline", self.refused())

    def test_named_and_missing(self):
        self.write(DRIFTED)
        self.assertIn("there is no baseline old.json", self.refused("--baseline", "old.json"))

    def test_links_are_refused(self):
        self.write({**DRIFTED, "outside/secret": '{"version": 1}'})
        (self.folder / NAME).symlink_to("outside/secret")
        for verb in ([], ["baseline"], ["baseline", "--accept-new"]):
            self.assertIn("symbolic link", self.refused(*verb))
        self.assertEqual((self.folder / "outside/secret").read_text(), '{"version": 1}')
        (self.folder / NAME).unlink()
        (self.folder / NAME).symlink_to("nowhere")
        self.assertIn("symbolic link", self.refused("baseline"))
        self.assertFalse((self.folder / "nowhere").exists())

    def test_what_is_no_file(self):
        self.write(DRIFTED)
        (self.folder / NAME).mkdir()
        self.assertIn("is no file", self.refused())
        (self.folder / NAME).rmdir()
        os.mkfifo(self.folder / NAME)
        self.assertIn("is no file", self.refused())

    def test_usage(self):
        self.write(DRIFTED)
        self.assertIn("exclude each other", self.refused("--baseline", "x.json", "--no-baseline"))
        self.assertIn("unknown option", self.refused("baseline", "--fail-on", "error"))
        self.assertIn("unknown option", self.refused("--prune"))
        self.assertIn("writes its own file", self.refused("baseline", "--format", "json"))

    def test_help(self):
        page = self.run_lockstep("baseline", "--help", code=CLEAN).stdout
        self.expect_golden("help-baseline.txt", page)
        self.assertLessEqual(max(map(len, page.splitlines())), 120)


class Merging(Baseline):
    def git(self, *arguments, check=True):
        return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments], cwd=self.folder,
                              check=check, capture_output=True, text=True)

    def start(self, *programs):
        self.git("init", "-q", "-b", "main")
        for program in programs:
            self.write(program)
        self.run_lockstep("baseline", code=CLEAN)
        self.git("add", ".")
        self.git("commit", "-qm", "Adopt")

    def branch(self, name, files):
        """A branch that takes a finding in."""
        self.git("checkout", "-q", "-b", name, "main")
        self.write(files)
        self.run_lockstep("baseline", "--accept-new", code=CLEAN)
        self.git("add", ".")
        self.git("commit", "-qm", name)

    def test_what_two_branches_take_in_and_out_merges(self):
        # Twelve findings that were there, so that lines of two branches are seldom neighbours.
        old = [drifted(name, "opened", "checked", "moved", "closed")
               for name in ("bill", "cart", "desk", "exam", "farm", "gift", "hotel", "item", "job", "kiosk", "loan", "menu")]
        self.start(DRIFTED, *old)
        entries = len(self.lines())
        at = {name: [line.split('"')[1] for line in self.lines() if f"/{name}.ts" in line] for name in ("bill", "cart", "desk", "exam")}
        order = [line.split('"')[1] for line in self.lines()]
        # Of the findings to be fixed choose two that are no neighbours.
        first = "bill"
        second = next(name for name in at if abs(order.index(at[name][0]) - order.index(at[first][0])) > 1)
        for branch, name in (("one", first), ("two", second)):
            self.git("checkout", "-q", "-b", branch, "main")
            (self.folder / f"packages/web/src/{name}.ts").write_text("export {};\n")
            self.run_lockstep("baseline", "--prune", code=CLEAN)
            self.git("commit", "-qam", branch)
        merged = self.git("merge", "one", check=False)
        self.assertEqual(merged.returncode, 0, merged.stdout)
        self.assertEqual(len(self.lines()), entries - 2)
        done = self.run_lockstep(code=CLEAN)
        self.assertEqual(done.stderr, "")

    def test_neighbours_merge_with_union(self):
        self.write({".gitattributes": f"{NAME} merge=union\n"})
        self.start(DRIFTED)
        self.branch("one", PARCELS)
        self.branch("two", INVOICES)
        self.branch("three", SHIFTS)
        for other in ("one", "two"):
            merged = self.git("merge", other, check=False)
            self.assertEqual(merged.returncode, 0, merged.stdout)
        self.assertEqual(json.loads((self.folder / NAME).read_text())["version"], 1)
        self.assertEqual(len(self.lines()), 4)
        done = self.run_lockstep(code=CLEAN)
        self.assertIn("(4 in the baseline)", done.stdout)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
