"""`--since` and `--staged`: what a change introduced or touched, told from what git keeps, in every state that a repository
can be in.

usage: changes_test.py LOCKSTEP [TEST…]
"""

import json
import os
import subprocess
import sys
import unittest

from programs import CLEAN, COULD_NOT_RUN, FINDINGS, LOCKSTEP, Program, environment

LIST = 'export const {} = ["harbour_north", "harbour_south", "airfield_east", "railhead_west", "quarry_gate"];\n'
COPY = 'export const {} = ["harbour_north", "harbour_south", "airfield_east", "railhead_west"];\n'
OTHER = 'export const {} = ["amber_alert", "cobalt_watch", "violet_notice", "crimson_recall", "ochre_signal"];\n'
OTHER_COPY = 'export const {} = ["amber_alert", "cobalt_watch", "violet_notice", "crimson_recall"];\n'


class Changes(Program):
    def setUp(self):
        super().setUp()
        self.write("package.json", '{"name": "depots"}')
        self.git("init", "-q", "-b", "main")

    def git(self, *words, cwd=None, codes=(0,), **options):
        command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always",
                   "-c", "merge.conflictStyle=merge", *words]
        done = subprocess.run(command, cwd=cwd or self.root, capture_output=True, env=environment(), **options)
        self.assertIn(done.returncode, codes, done.stderr.decode())
        return done.stdout.decode().strip()

    def commit(self, message="change"):
        self.git("add", "-A")
        self.git("commit", "-qm", message, "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def found(self, *arguments, codes=(CLEAN, FINDINGS), cwd=None):
        """Rule/kind and path of every finding, the same with and without a cache, cold and warm."""
        answers = []
        for cache in ([], [], ["--no-cache"]):
            done = self.lockstep("scan", *arguments, *cache, "--format", "json", codes=codes, cwd=cwd)
            report = json.loads(done.stdout)
            answers.append([(f"{finding['rule']}/{finding['kind']}", finding["place"]["path"]) for finding in report["findings"]])
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        return answers[0]

    def paths(self, *arguments, **options):
        return sorted({path for _, path in self.found(*arguments, **options)})

    def refused(self, *arguments, cwd=None):
        done = self.lockstep("scan", *arguments, codes=[COULD_NOT_RUN], cwd=cwd)
        self.assertEqual(done.stdout, b"")
        self.assertIn(b"hint: ", done.stderr)
        return done.stderr.decode()

    def drifted(self):
        """A repository with one old finding."""
        self.write("src/a.ts", LIST.format("DEPOTS"))
        self.write("src/b.ts", "export {};\n\n" + COPY.format("KNOWN") + "\n\nexport const last = 1;\n")
        self.commit("old")
        self.assertEqual(self.paths(), ["src/b.ts"])

    # What a change is

    def test_nothing_changed(self):
        self.drifted()
        self.assertEqual(self.found("--since", "HEAD"), [])
        self.assertEqual(self.found("--staged"), [])

    def test_introduced(self):
        self.drifted()
        self.write("src/c.ts", COPY.format("MORE"))
        self.assertEqual(self.paths("--since", "HEAD"), ["src/c.ts"])
        self.assertEqual(self.paths("--staged"), [], "it is not staged")
        self.git("add", "src/c.ts")
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        self.commit()
        self.assertEqual(self.found("--since", "HEAD"), [])
        self.assertEqual(self.paths("--since", "HEAD~1"), ["src/c.ts"])

    def test_touched_at_the_place_itself(self):
        self.drifted()
        self.write("src/b.ts", "export {};\n\n" + COPY.format("KNOWN").replace(";", "; // here") + "\n\nexport const last = 1;\n")
        self.assertEqual(self.paths("--since", "HEAD"), ["src/b.ts"])

    def test_touched_at_the_other_end(self):
        self.drifted()
        self.write("src/a.ts", LIST.format("DEPOTS").replace(";", "; // here"))
        self.assertEqual(self.paths("--since", "HEAD"), ["src/b.ts"])

    def test_lines_that_only_moved_are_not_touched(self):
        self.drifted()
        self.write("src/b.ts", "// one\n// two\nexport {};\n\n" + COPY.format("KNOWN") + "\n\nexport const last = 2;\n")
        self.assertEqual(self.found("--since", "HEAD"), [])

    def test_a_deletion_orphans_something_elsewhere(self):
        self.write("src/page.ts", "export function announce(): void {\n" + "".join(
            f"  window.dispatchEvent(new CustomEvent('cart:{word}'));\n" for word in ("changed", "cleared", "opened")) + "}\n")
        for word in ("changed", "cleared", "opened"):
            self.write(f"src/{word}.ts", f"import {{ announce }} from './page';\nwindow.addEventListener('cart:{word}', () => announce());\n")
        self.commit()
        self.assertEqual(self.found(), [])
        (self.root / "src/cleared.ts").unlink()
        self.assertEqual(self.found("--since", "HEAD"), [("orphan-variant/unhandled", "src/page.ts")])
        self.assertEqual(self.found("--staged"), [])
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), [("orphan-variant/unhandled", "src/page.ts")])

    def test_the_program_is_whole_and_paths_choose(self):
        self.drifted()
        self.write("web/c.ts", COPY.format("MORE"))
        self.assertEqual(self.paths("web", "--since", "HEAD"), ["web/c.ts"])
        self.assertEqual(self.paths("src", "--since", "HEAD"), ["web/c.ts"], "its other end lies in src")

    def test_what_a_commit_held_is_asked_anew_when_the_question_changes(self):
        self.drifted()
        nothing = lambda *more: self.assertEqual(self.found("--since", "HEAD", *more), [])
        # Each of these finds nothing in the commit, which must not be believed when the finding is looked for again.
        nothing("--rule", "magic-actor")
        nothing()
        nothing("--exclude", "src/b.ts")
        nothing("--exclude", "docs")
        nothing("--include", "src/a.ts")
        nothing("--include", "src")
        self.write("quiet.jsonc", '{"rules": {"duplicate-list": "off"}}')
        nothing("--config", "quiet.jsonc")
        nothing()
        self.write("lockstep.jsonc", '{"rules": {"duplicate-list": "off"}}')
        nothing()
        (self.root / "lockstep.jsonc").unlink()
        nothing()
        exclude = self.root / ".git/info/exclude"
        before = exclude.read_text()
        exclude.write_text("src/b.ts\n")
        nothing()
        exclude.write_text(before)
        nothing()
        self.git("update-index", "--skip-worktree", "src/b.ts")
        nothing()
        text = (self.root / "src/b.ts").read_bytes()
        (self.root / "src/b.ts").unlink()
        nothing()
        self.write("src/b.ts", text)
        nothing()
        self.git("update-index", "--no-skip-worktree", "src/b.ts")
        nothing()

    def test_what_is_installed_is_no_part_of_a_commit(self):
        self.write(".gitignore", "node_modules\n")
        self.write("lockstep.jsonc", '{"packs": ["node_modules/house/house.jsonc"]}')
        self.write("node_modules/house/house.jsonc", '{ "pack": "house" }')
        self.write("src/run.ts", "export const run = () => eval('1');\n")
        self.commit()
        self.write("lockstep.jsonc", '{"packs": ["house.jsonc"]}')
        self.write("house.jsonc", self.QUERIES)
        self.assertEqual(self.paths("--since", "HEAD"), ["src/run.ts"], "what was installed asked for nothing")
        self.write("node_modules/house/house.jsonc", self.QUERIES)
        self.assertEqual(self.found("--since", "HEAD"), [], "and now it asks for the same")

    # Findings about one thing

    CALL = "import {{ audit }} from './audit';\nexport function closeTicket(id: string) {{ {}return audit({{ ticketId: id, createdBy: 'system' }}); }}\n"

    def calls(self, *paths):
        self.write("src/audit.ts", "export interface AuditEntry { ticketId: string; createdBy: string }\nexport function audit(entry: AuditEntry) { console.log(entry); }\n")
        for path in paths:
            self.write(path, self.CALL.format(""))

    def test_an_old_one_is_not_blamed_for_a_new_one_like_it(self):
        self.calls("src/b.ts")
        self.commit()
        self.assertEqual(self.paths(), ["src/b.ts"])
        self.calls("src/a.ts", "src/c.ts")
        self.git("add", "-A")
        self.assertEqual(self.paths("--staged"), ["src/a.ts", "src/c.ts"])
        for path in ("src/a.ts", "src/c.ts"):
            self.write(path, self.CALL.format("\n  // lockstep-ignore-next-line magic-actor: this one may stay\n  "))
        self.git("add", "-A")
        self.assertEqual(self.paths(), ["src/b.ts"])
        self.assertEqual(self.found("--staged"), [])
        self.assertEqual(self.found("--since", "HEAD"), [])

    BERTHS = 'export const all = ["dredged_1", "moored_1", "vacant_1"];\n'

    def copies(self, *paths):
        """Of an enum: one finding speaks for all of them."""
        self.write("src/e.ts", 'export enum Berth { A = "dredged_1", B = "moored_1", C = "vacant_1" }\nexport const w = Berth.A;\n')
        for path in paths:
            self.write(path, self.BERTHS)

    def test_a_further_copy_is_told_where_it_stands(self):
        self.copies("src/b.ts")
        self.commit()
        for path in ("src/aa.ts", "src/z.ts"):
            self.copies(path)
            self.git("add", "-A")
            self.assertEqual(self.paths("--staged"), [path])
            self.assertEqual(self.paths("--since", "HEAD"), [path])
            self.git("rm", "-fq", path)

    def test_the_baseline_knows_nothing_of_what_a_change_brings(self):
        self.copies("src/b.ts", "src/c.ts")
        self.lockstep("baseline")
        self.commit()
        self.assertEqual(self.found(), [])
        # One for another, in one change and in two.
        self.write("src/c.ts", "export const c = 1;\n")
        self.copies("src/d.ts")
        self.git("add", "-A")
        self.assertEqual(self.paths("--staged"), ["src/d.ts"])
        (self.root / "src/d.ts").unlink()
        self.commit()
        self.copies("src/d.ts")
        self.git("add", "-A")
        for words in (["--staged"], ["--since", "HEAD"]):
            self.assertEqual(self.paths(*words), ["src/d.ts"])
        # What is accepted together with it is.
        self.lockstep("baseline", "--accept-new")
        self.assertEqual(self.found("--since", "HEAD"), [])
        self.assertEqual(self.paths("--staged"), ["src/d.ts"], "but not before the baseline is staged, too")
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), [])

    def test_an_old_place_keeps_its_entry_when_a_change_brings_both(self):
        self.copies("src/b.ts")
        self.commit()
        self.lockstep("baseline")
        self.copies("src/n.ts")
        self.git("add", "-A")
        for words in ([], ["--staged"], ["--since", "HEAD"]):
            self.assertEqual(self.paths(*words), ["src/n.ts"])

    def test_what_was_accepted_under_another_name_leaves_its_entry_to_what_is_new(self):
        self.copies("src/b.ts", "src/c.ts", "src/d.ts")
        self.lockstep("baseline")
        self.commit()
        self.git("mv", "src/c.ts", "src/k.ts")
        self.commit()
        self.assertEqual(self.found(), [])
        self.copies("src/f.ts")
        self.git("add", "-A")
        self.assertEqual(self.paths("--staged"), ["src/f.ts"])
        self.lockstep("baseline", "--accept-new")
        self.git("add", "-A")
        for words in ([], ["--staged"], ["--since", "HEAD"]):
            self.assertEqual(self.found(*words), [])

    def test_an_entry_whose_file_went_is_the_same_to_a_hook_as_to_a_whole_scan(self):
        self.copies("src/b.ts", "src/c.ts")
        self.lockstep("baseline")
        self.commit()
        self.git("rm", "-q", "src/c.ts")
        self.commit()
        self.copies("src/n.ts")
        self.git("add", "-A")
        for words in ([], ["--staged"], ["--since", "HEAD"]):
            self.assertEqual(self.found(*words), [])
        self.assertIn(b"is accepted in another file than its entry names", self.lockstep("scan").stderr)
        self.assertIn(b"1 entry says now where the finding lies.", self.lockstep("baseline", "--prune").stdout)
        self.assertIn("src/n.ts: ", (self.root / ".lockstep-baseline.json").read_text())
        self.assertEqual(self.lockstep("scan").stderr, b"")

    def test_an_identity_that_was_given_back_is_another_entry(self):
        self.copies("src/b.ts", "src/c.ts")
        self.lockstep("baseline")
        self.commit()
        self.write("src/c.ts", "export const c = 1;\n")
        self.lockstep("baseline", "--prune")
        self.copies("src/d.ts")
        self.lockstep("baseline", "--accept-new")
        self.git("add", "-A")
        for words in ([], ["--staged"], ["--since", "HEAD"]):
            self.assertEqual(self.found(*words), [])

    def test_a_line_that_is_touched_stays_accepted(self):
        self.copies("src/b.ts", "src/c.ts")
        self.lockstep("baseline")
        self.commit()
        self.write("src/c.ts", self.BERTHS.replace(";", "; // here"))
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), [])
        self.assertEqual(self.paths("--staged", "--no-baseline"), ["src/b.ts"])

    def test_a_worse_drift_is_new_in_a_file_that_was_renamed(self):
        listed = lambda *words: "export const DEPOTS = [\n" + "".join(f'  "{word}",\n' for word in words) + "] as const;\n"
        words = ["harbour_north", "harbour_south", "airfield_east", "railhead_west", "quarry_gate"]
        self.write("src/a.ts", listed(*words))
        self.write("src/b.ts", listed(*words[:-1]))
        self.commit()
        self.assertEqual(self.paths(), ["src/b.ts"])
        self.git("mv", "src/b.ts", "src/renamed.ts")
        self.commit()
        self.assertEqual(self.paths("--since", "HEAD~1"), [])
        self.write("src/a.ts", listed(*words, "marina_pier"))
        self.commit()
        self.assertEqual(self.paths("--since", "HEAD~2"), ["src/renamed.ts"])

    # Renames

    def test_another_extension_is_another_name(self):
        self.drifted()
        for name in ("src/b.tsx", "src/b.mts", "src/b.js"):
            self.git("mv", "src/b.ts", name)
            self.assertEqual(self.found("--staged"), [])
            self.assertEqual(self.found("--since", "HEAD"), [])
            self.git("mv", name, "src/b.ts")

    def test_a_file_that_went_has_one_successor(self):
        self.copies("src/b.ts")
        self.commit()
        self.git("mv", "src/b.ts", "src/renamed.ts")
        for more, name in (("", "src/copy.ts"), ("", "src/then.ts"), ("export const more = [1, 2];\n", "src/copy.ts")):
            self.write(name, self.BERTHS + more)
            self.git("add", "-A")
            for words in (["--staged"], ["--since", "HEAD"]):
                self.assertEqual(len(self.paths(*words)), 1)
            if more:
                self.assertEqual(self.paths("--staged"), [name], "the other is more like it")
            (self.root / name).unlink()

    def test_renamed(self):
        self.drifted()
        (self.root / "lib").mkdir()
        for name in ("lib/b.ts", "src/renamed.ts"):
            self.git("mv", "src/b.ts", name)
            self.assertEqual(self.found("--staged"), [])
            self.assertEqual(self.found("--since", "HEAD"), [])
            self.git("mv", name, "src/b.ts")

    def test_renamed_and_edited_elsewhere(self):
        self.drifted()
        self.git("mv", "src/b.ts", "src/renamed.ts")
        with open(self.root / "src/renamed.ts", "a") as file:
            file.write("export const more = 2;\n")
        self.assertEqual(self.found("--since", "HEAD"), [])

    def test_renamed_and_edited_there(self):
        self.drifted()
        self.git("mv", "src/b.ts", "src/renamed.ts")
        self.write("src/renamed.ts", (self.root / "src/renamed.ts").read_text().replace("];", "]; // here"))
        self.assertEqual(self.paths("--since", "HEAD"), ["src/renamed.ts"])

    # The index

    def test_partly_staged(self):
        self.drifted()
        self.write("src/c.ts", "export {};\n")
        self.commit()
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("add", "src/c.ts")
        self.write("src/c.ts", OTHER.format("SIGNALS"))
        self.assertEqual(self.paths("--staged"), ["src/c.ts"], "what is staged counts")
        self.assertEqual(self.found("--since", "HEAD"), [], "what lies there does not have it")
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("add", "src/c.ts")
        (self.root / "src/c.ts").unlink()
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        staged = json.loads(self.lockstep("scan", "--staged", "--format", "json").stdout)
        self.assertIn("harbour_north", json.dumps(staged["findings"][0]["place"]), "its line comes from the index, too")

    def test_the_index_of_the_commit(self):
        # `git commit -a` and `git commit FILE` commit an index of their own, which only its name in the environment tells.
        self.drifted()
        hook = self.root / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{LOCKSTEP}" scan --staged --quiet --no-cache\n')
        hook.chmod(0o755)
        self.write("src/c.ts", "export {};\n")
        self.git("add", "src/c.ts")
        self.git("commit", "-qm", "a file")
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("commit", "-aqm", "drift", codes=[1])
        self.git("commit", "-qm", "drift", "src/c.ts", codes=[1])
        self.git("commit", "-qm", "drift", "src/c.ts", "--no-verify")

    def hook(self, root, script):
        folder = self.outside / self.git("rev-parse", "--absolute-git-dir", cwd=root) / "hooks"
        folder.mkdir(exist_ok=True)
        (folder / "pre-commit").write_text(f"#!/bin/sh\n{script}\n".replace("LOCKSTEP", f'"{LOCKSTEP}" scan --staged --quiet --no-cache'))
        (folder / "pre-commit").chmod(0o755)

    def test_the_index_of_the_commit_from_elsewhere(self):
        """A hook may go into a folder first, or out of the tree."""
        self.drifted()
        self.write("src/c.ts", "export {};\n")
        self.commit()
        for script in ("cd src && exec LOCKSTEP", 'top=$PWD; cd / && exec LOCKSTEP "$top"'):
            self.hook(self.root, script)
            self.git("commit", "-qm", "nothing", "--allow-empty")
            self.write("src/c.ts", COPY.format("MORE"))
            self.git("commit", "-aqm", "drift", codes=[1])
            self.git("commit", "-qm", "drift", "src/c.ts", codes=[1])
            self.git("add", "src/c.ts")
            self.git("commit", "-qm", "drift", codes=[1])
            self.write("src/c.ts", "export {};\n")
            self.git("add", "src/c.ts")

    def test_the_index_of_a_commit_elsewhere(self):
        """A hook of a submodule that looks at what is around it, and the other way round."""
        part = self.outside / "part"
        part.mkdir()
        self.git("init", "-q", "-b", "main", cwd=part)
        (part / "x.ts").write_text("export {};\n")
        self.git("add", "-A", cwd=part)
        self.git("commit", "-qm", "part", cwd=part)
        self.drifted()
        self.git("submodule", "--quiet", "add", f"file://{part}", "vendor/part")
        self.commit()
        inner = self.root / "vendor/part"
        self.hook(inner, "exec LOCKSTEP ../..")
        (inner / "y.ts").write_text("export const y = 1;\n")
        self.git("add", "-A", cwd=inner)
        self.git("commit", "-qm", "y", cwd=inner)
        (inner / "y.ts").write_text("export const y = 2;\n")
        self.git("commit", "-aqm", "y", cwd=inner)
        (inner / "y.ts").write_text("export const y = 3;\n")
        self.hook(self.root, "cd vendor/part && exec LOCKSTEP")
        self.write("src/c.ts", "export {};\n")
        self.git("add", "src/c.ts")
        self.git("commit", "-qm", "c")
        self.write("src/c.ts", "export const c = 1;\n")
        self.git("commit", "-aqm", "c")

    def test_staged_packs(self):
        """Whatever the configuration names is read where the configuration is."""
        pack = """{ "pack": "house", "queries": [
            { "id": "no-NAME", "query": "(call_expression function: (identifier) @f (#eq? @f \\"NAME\\"))", "message": "`{f}`" } ] }"""
        self.write("lockstep.jsonc", '{"packs": ["rules/house.jsonc"]}')
        self.write("rules/house.jsonc", pack.replace("NAME", "eval"))
        self.write("src/run.ts", "export const run = () => [eval('1'), exec('1')];\n")
        self.git("add", ".")
        self.write("rules/house.jsonc", pack.replace("NAME", "exec"))
        self.assertEqual([what for what, _ in self.found("--staged")], ["query/no-eval"], "the staged pack counts")
        (self.root / "rules/house.jsonc").unlink()
        self.assertEqual([what for what, _ in self.found("--staged")], ["query/no-eval"])
        self.write("rules/house.jsonc", pack.replace("NAME", "exec"))
        self.git("add", ".")
        self.assertEqual([what for what, _ in self.found("--staged")], ["query/no-exec"])

    QUERIES = """{ "pack": "house", "queries": [
        { "id": "no-eval", "query": "(call_expression function: (identifier) @f (#eq? @f \\"eval\\"))", "message": "`{f}`" } ] }"""

    def test_what_is_not_staged_plays_no_part(self):
        """The commit will have neither the configuration nor the packs nor the baseline that lie in the folder only."""
        self.drifted()
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("add", "src/c.ts")
        self.write("lockstep.jsonc", '{"rules": {"duplicate-list": "off"}}')
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        self.assertIn(b"lockstep.jsonc: the commit will not have this file", self.lockstep("scan", "--staged").stderr)
        self.assertEqual(self.found("--staged", "--config", "lockstep.jsonc"), [], "somebody's own words")
        (self.root / "lockstep.jsonc").unlink()
        self.lockstep("baseline", codes=[CLEAN])
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        self.assertIn(b".lockstep-baseline.json: the commit will not have this file", self.lockstep("scan", "--staged").stderr)
        self.assertEqual(self.found("--staged", "--baseline", ".lockstep-baseline.json"), [])
        self.git("add", ".lockstep-baseline.json")
        self.write(".lockstep-baseline.json", "broken in the folder only")
        self.assertEqual(self.found("--staged"), [])
        self.assertEqual(self.lockstep("scan", "--staged").stderr, b"")
        self.write("lockstep.jsonc", '{"packs": ["house.jsonc"]}')
        self.write("house.jsonc", self.QUERIES)
        self.git("add", "lockstep.jsonc")
        told = self.refused("--staged")
        self.assertIn("lockstep.jsonc:1:12", told)
        self.assertIn("git add house.jsonc", told)

    def test_what_is_installed_is_part_of_no_commit(self):
        self.write(".gitignore", "node_modules\n")
        self.write("lockstep.jsonc", '{"packs": ["node_modules/house/house.jsonc"]}')
        self.write("node_modules/house/house.jsonc", self.QUERIES)
        self.commit()
        self.write("src/run.ts", "export const run = () => eval('1');\n")
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), [("query/no-eval", "src/run.ts")])

    def test_a_rule_that_is_asked_for_only_now(self):
        """The older program is judged by its own configuration, so what a new rule finds is what the change brings."""
        self.write("src/run.ts", "export const run = () => eval('1');\n")
        self.write("lockstep.jsonc", "{}")
        before = self.commit()
        self.write("lockstep.jsonc", '{"packs": ["house.jsonc"]}')
        self.write("house.jsonc", '{ "pack": "house" }')
        self.commit()
        self.write("house.jsonc", self.QUERIES)
        self.assertEqual(self.found("--since", "HEAD"), [("query/no-eval", "src/run.ts")])
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), [("query/no-eval", "src/run.ts")])
        self.commit()
        self.assertEqual(self.found("--since", "HEAD"), [])
        self.assertEqual(self.found("--since", before), [("query/no-eval", "src/run.ts")])
        self.assertEqual(self.found("--since", before, "--rule", "query/no-eval"), [("query/no-eval", "src/run.ts")])
        self.assertEqual(self.found("--since", before, "--config", "lockstep.jsonc"), [], "it holds for both")

    def test_a_configuration_that_nobody_commits(self):
        self.write("src/run.ts", "export const run = () => eval('1');\n")
        self.commit()
        self.write("lockstep.jsonc", '{"packs": ["house.jsonc"]}')
        self.write("house.jsonc", self.QUERIES)
        self.assertEqual(self.found("--since", "HEAD"), [])

    def test_staged_settings(self):
        self.drifted()
        self.write("lockstep.jsonc", '{"rules": {"duplicate-list": "off"}}')
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("add", "src/c.ts")
        self.git("add", "lockstep.jsonc")
        self.assertEqual(self.found("--staged"), [])
        self.write("lockstep.jsonc", "{}")
        self.assertEqual(self.found("--staged"), [], "the staged configuration counts")
        self.git("add", "lockstep.jsonc")
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        self.write(".gitignore", "c.ts\n")
        self.assertEqual(self.paths("--staged"), ["src/c.ts"])
        self.git("add", ".gitignore")
        self.assertEqual(self.found("--staged"), [], "the staged .gitignore counts")

    def test_staged_imports(self):
        """The list is imported through a package that only the index knows."""
        self.write("package.json", '{"name": "depots", "workspaces": ["packages/*"]}')
        self.write("packages/kinds/package.json", '{"name": "@depots/kinds", "main": "dist/index.js"}')
        self.write("packages/kinds/src/index.ts", LIST.format("DEPOTS"))
        self.write("packages/web/package.json", '{"name": "@depots/web", "dependencies": {"@depots/kinds": "*"}}')
        self.write("packages/web/src/use.ts", "export {};\n")
        self.commit()
        self.write("packages/web/src/use.ts", "import { DEPOTS } from '@depots/kinds';\nexport const all = [...DEPOTS];\n")
        self.git("add", "-A")
        self.write("packages/kinds/package.json", "broken {")
        self.assertEqual(self.found("--staged"), [])
        done = self.lockstep("scan", "--staged")
        self.assertNotIn(b"package.json", done.stderr, "the broken one lies in the work tree only")

    def test_conflicts(self):
        self.drifted()
        self.git("checkout", "-qb", "side")
        self.write("src/b.ts", "export const side = 1;\n")
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("src/b.ts", "export const main = 1;\n")
        self.commit()
        self.git("merge", "side", codes=(1,))
        self.assertIn("src/b.ts", self.refused("--staged"))

    def test_what_either_side_of_a_merge_had_is_not_new(self):
        self.write("src/a.ts", LIST.format("DEPOTS") + OTHER.format("SIGNALS"))
        self.commit()
        self.git("checkout", "-qb", "side")
        self.write("src/b.ts", COPY.format("KNOWN"))
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("src/c.ts", OTHER_COPY.format("SEEN"))
        self.commit()
        self.git("merge", "--no-commit", "--no-ff", "side")
        self.assertEqual(self.paths(), ["src/b.ts", "src/c.ts"])
        self.assertEqual(self.found("--staged"), [])
        self.write("src/d.ts", COPY.format("MORE"))
        self.git("add", "src/d.ts")
        self.assertEqual(self.paths("--staged"), ["src/d.ts"])

    def test_a_merge_of_several(self):
        self.write("src/a.ts", LIST.format("DEPOTS"))
        self.commit()
        for branch, path in (("one", "src/b.ts"), ("two", "src/n.ts")):
            self.git("checkout", "-qb", branch, "main")
            self.write(path, COPY.format("KNOWN") if branch == "one" else "export {};\n")
            self.commit()
        self.git("checkout", "-q", "main")
        self.write("src/m.ts", "export {};\n")
        self.commit()
        self.git("merge", "-q", "--no-commit", "--no-ff", "two", "one")
        self.assertEqual(self.paths(), ["src/b.ts"])
        self.assertEqual(self.found("--staged"), [])
        self.git("reset", "-q", "--hard")
        # This hook is asked before the merge is written down.
        self.hook(self.root, "exec LOCKSTEP")
        os.rename(self.root / ".git/hooks/pre-commit", self.root / ".git/hooks/pre-merge-commit")
        self.git("merge", "-q", "--no-ff", "-m", "merge", "one")

    # Which commit is compared with

    def test_since_where_the_work_left(self):
        self.drifted()
        self.git("checkout", "-qb", "side")
        self.write("src/c.ts", OTHER.format("SIGNALS"))
        self.commit()
        self.git("checkout", "-q", "main")
        self.write("src/b.ts", "export const mended = 1;\n")
        self.commit("main mends the old finding")
        self.git("checkout", "-q", "side")
        self.assertEqual(self.paths(), ["src/b.ts"])
        self.assertEqual(self.found("--since", "main"), [], "side did not bring it")

    def test_names_of_revisions(self):
        self.drifted()
        self.git("tag", "-a", "v1", "-m", "one")
        self.write("src/c.ts", COPY.format("MORE"))
        commit = self.commit()
        for revision in ("v1", "HEAD^", "HEAD~1", "HEAD^{/old}", ":/old", commit + "^", self.git("rev-parse", "--short", "v1^{commit}"), "main@{1}"):
            self.assertEqual(self.paths("--since", revision), ["src/c.ts"], revision)
        for revision in ("nowhere", "--all", "-n1", "HEAD:src", "HEAD^{tree}", "main..main", "HEAD; touch x", "a b", "\n", ":/nobody", ":src/c.ts"):
            with self.subTest(revision):
                self.assertIn("no commit", self.refused("--since=" + revision))
        self.assertIn("--since v1\n", self.refused("--since", "v1...HEAD"), "of two revisions the first is meant")

    def test_nothing_committed_yet(self):
        self.write("src/a.ts", LIST.format("DEPOTS"))
        self.write("src/b.ts", COPY.format("KNOWN"))
        self.assertEqual(self.found("--staged"), [], "nothing is staged")
        self.git("add", "-A")
        self.assertEqual(self.paths("--staged"), ["src/b.ts"])
        self.assertIn("nothing was committed yet", self.refused("--since", "HEAD"))

    def test_a_detached_head(self):
        self.drifted()
        self.write("src/c.ts", COPY.format("MORE"))
        self.commit()
        self.git("checkout", "-q", "--detach")
        self.assertEqual(self.paths("--since", "main~1"), ["src/c.ts"])
        self.assertEqual(self.found("--staged"), [])

    def test_a_shallow_clone(self):
        self.drifted()
        self.write("src/c.ts", COPY.format("MORE"))
        first = self.git("rev-parse", "HEAD")
        self.commit()
        self.git("clone", "-q", "--depth", "1", "file://" + str(self.root), str(self.outside / "shallow"))
        clone = self.outside / "shallow"
        self.assertEqual(self.found("--since", "HEAD", cwd=clone), [])
        self.assertIn("shallow", self.refused("--since", first, cwd=clone))

    def test_histories_without_a_common_commit(self):
        self.drifted()
        self.git("checkout", "-q", "--orphan", "other")
        self.write("src/c.ts", COPY.format("MORE"))
        self.commit()
        self.assertEqual(self.paths("--since", "main"), ["src/c.ts"])

    # Where the work tree is

    def test_a_linked_work_tree(self):
        self.drifted()
        linked = self.outside / "linked"
        self.git("worktree", "add", "-q", str(linked), "-b", "side")
        (linked / "src/c.ts").write_text(COPY.format("MORE"))
        self.assertEqual(self.paths("--since", "main", cwd=linked), ["src/c.ts"])
        self.assertEqual(self.found("--staged", cwd=linked), [])
        self.git("add", "-A", cwd=linked)
        self.assertEqual(self.paths("--staged", cwd=linked), ["src/c.ts"])
        self.assertEqual(self.found("--staged"), [], "each work tree has an index of its own")

    def test_a_submodule(self):
        library = self.outside / "library"
        library.mkdir()
        self.git("init", "-q", "-b", "main", cwd=library)
        (library / "l.ts").write_text(COPY.format("KNOWN"))
        self.git("add", "-A", cwd=library)
        self.git("commit", "-qm", "library", cwd=library)
        self.drifted()
        self.git("submodule", "add", "-q", str(library), "library")
        self.assertEqual(self.found("--staged"), [], "it is somebody else's program")
        self.commit()
        inner = self.root / "library"
        (inner / "m.ts").write_text(LIST.format("DEPOTS"))
        self.assertEqual(self.paths("--since", "HEAD", cwd=inner), ["l.ts"])
        self.git("add", "-A", cwd=inner)
        self.assertEqual(self.paths("--staged", cwd=inner), ["l.ts"])
        self.assertEqual(self.found("--since", "HEAD"), [])

    def test_a_member_that_is_a_submodule(self):
        library = self.outside / "library"
        library.mkdir()
        self.git("init", "-q", "-b", "main", cwd=library)
        (library / "package.json").write_text('{"name": "@depots/library"}')
        self.git("add", "-A", cwd=library)
        self.git("commit", "-qm", "library", cwd=library)
        self.write("package.json", '{"name": "depots", "workspaces": ["packages/*"]}')
        self.git("submodule", "add", "-q", str(library), "packages/library")
        self.commit()
        told = b"packages/library: this member of the workspace is a git repository of its own"
        self.assertIn(told, self.lockstep("scan").stderr)
        self.assertIn(told, self.lockstep("scan", "--staged").stderr)
        self.assertIn(b"member of the workspace that is a git repository of its own", self.lockstep("doctor").stdout)
        self.git("submodule", "deinit", "-q", "-f", "packages/library")
        self.assertIn(told, self.lockstep("scan").stderr, "it is not checked out")

    def test_a_root_below_the_top(self):
        self.write("packages/.gitignore", "skipped.ts\n")
        self.write("packages/depots/lockstep.jsonc", "{}")
        self.write("packages/depots/a.ts", LIST.format("DEPOTS"))
        self.write("elsewhere/b.ts", COPY.format("KNOWN"))
        self.commit()
        inner = self.root / "packages/depots"
        self.write("packages/depots/skipped.ts", COPY.format("SKIPPED"))
        self.write("packages/depots/c.ts", COPY.format("MORE"))
        self.assertEqual(self.paths("--since", "HEAD", cwd=inner), ["c.ts"])
        self.git("add", "-f", "packages/depots/skipped.ts", "packages/depots/c.ts")
        self.assertEqual(self.paths("--staged", cwd=inner), ["c.ts"], "tracked, and ignored all the same")

    def test_a_sparse_work_tree(self):
        self.write("src/a.ts", LIST.format("DEPOTS"))
        self.write("left/b.ts", COPY.format("KNOWN"))
        self.write("left/kinds.ts", "export type Signal = { kind: 'amber_alert' } | { kind: 'cobalt_watch' };\n")
        self.commit()
        self.git("sparse-checkout", "set", "src")
        self.assertFalse((self.root / "left").exists())
        self.assertEqual(self.found("--since", "HEAD"), [])
        self.assertEqual(self.found("--staged"), [])

    def test_odd_names(self):
        names = ["with space.ts", "quote'\".ts", "ünï—日本.ts", "tab\there.ts", "-dash.ts", "back\\slash.ts", "new\nline.ts", ":colon.ts", "[a]*?.ts"]
        self.write("src/a.ts", LIST.format("DEPOTS"))
        for name in names:
            self.write(f"src/{name}", "export {};\n")
        self.commit()
        for number, name in enumerate(names):
            self.write(f"src/{name}", COPY.format(f"MORE_{number}"))
        report = json.loads(self.lockstep("scan", "--since", "HEAD", "--format", "json").stdout)
        named = {place["place"]["path"] for finding in report["findings"] for place in [finding, *finding["related"]]}
        self.assertEqual({f"src/{name}" for name in names} - named, set())
        self.assertEqual(self.found("--since", "HEAD"), self.found())
        self.git("add", "-A")
        self.assertEqual(self.found("--staged"), self.found())
        self.commit()
        self.assertEqual(self.found("--since", "HEAD"), [])

    def test_a_folder_of_an_odd_name(self):
        odd = self.outside / "ünï 'quote' — folder"
        self.drifted()
        self.git("clone", "-q", str(self.root), str(odd))
        (odd / "src/c.ts").write_text(COPY.format("MORE"))
        self.assertEqual(self.paths("--since", "HEAD", cwd=odd), ["src/c.ts"])

    def test_links(self):
        self.write("src/real/a.ts", LIST.format("DEPOTS"))
        (self.root / "src/linked").symlink_to("real")
        self.write("src/use.ts", "import { DEPOTS } from './linked/a';\nexport const all = [...DEPOTS];\n")
        (self.root / "src/loop.ts").symlink_to("loop.ts")
        (self.root / "src/out.ts").symlink_to("../../outside.ts")
        self.commit()
        for arguments in (["--since", "HEAD"], ["--staged"]):
            self.assertEqual(self.found(*arguments), [])

    # What goes wrong

    def test_no_repository(self):
        plain = self.outside / "plain"
        plain.mkdir()
        (plain / "a.ts").write_text("export {};\n")
        for words in (["--staged"], ["--since", "HEAD"]):
            self.assertIn("no git work tree", self.refused(*words, cwd=plain))

    def test_no_git(self):
        self.drifted()
        done = self.lockstep("scan", "--staged", codes=[COULD_NOT_RUN], PATH=str(self.outside))
        self.assertIn(b"no git", done.stderr)

    def test_a_missing_object(self):
        self.drifted()
        blob = self.git("rev-parse", "HEAD:src/b.ts")
        (self.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
        done = self.lockstep("scan", "--staged", codes=[3])
        self.assertIn(b"src/b.ts", done.stderr)

    def test_what_gave_no_facts_before(self):
        """Nothing is missing there, and the change that mends it must not be refused."""
        self.drifted()
        self.write("src/u.ts", b"\xff\xfex\0")
        self.write("src/big.ts", b" " * 20_000_001)
        self.commit()
        self.write("src/u.ts", "export const u = 1;\n")
        (self.root / "src/big.ts").unlink()
        self.git("add", "-A")
        for words in (["--staged"], ["--since", "HEAD"]):
            done = self.lockstep("scan", *words, codes=[CLEAN])
            self.assertIn(b"src/u.ts", done.stderr)
            self.assertIn(b"src/big.ts", done.stderr)
            self.assertNotIn(b"partial clone", done.stderr)

    def test_both_at_once(self):
        done = self.lockstep("scan", "--staged", "--since", "HEAD", codes=[COULD_NOT_RUN])
        self.assertIn(b"exclude each other", done.stderr)

    def test_a_category_of_its_own(self):
        self.drifted()
        def category(*arguments):
            run = json.loads(self.lockstep("scan", "--format", "sarif", *arguments).stdout)["runs"][0]
            return run["automationDetails"]["id"]
        self.assertEqual(category(), "lockstep/full/")
        self.assertEqual(category("--staged"), "lockstep/changed/")
        self.assertEqual(category("--since", "HEAD"), "lockstep/changed/")

    def test_nothing_is_left_behind(self):
        self.drifted()
        self.write("src/c.ts", COPY.format("MORE"))
        self.git("add", "-A")
        before = {path: path.stat().st_mtime_ns for path in self.root.rglob("*") if path.is_file()}
        self.found("--staged")
        self.found("--since", "HEAD")
        after = {path: path.stat().st_mtime_ns for path in self.root.rglob("*") if path.is_file()}
        self.assertEqual(before, after)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
