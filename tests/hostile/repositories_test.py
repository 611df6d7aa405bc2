"""Hostile repositories: odd files among the sources, broken and looping configuration, links, names, git.

usage: repositories_test.py LOCKSTEP [TEST…]
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import unittest

import hostile
from hostile import CLEAN, COPY, COULD_NOT_RUN, FINDINGS, INCOMPLETE, LIST, NOBODY, Hostile


class Files(Hostile):
    def test_no_files_at_all(self):
        self.scan(codes=[CLEAN])
        (self.folder / "lockstep.jsonc").unlink()
        self.scan("--root", self.folder, codes=[CLEAN])

    def test_folders_named_like_files(self):
        for name in ("x.ts", "y.d.ts", "package.json", "tsconfig.json", ".gitignore", "pnpm-workspace.yaml", "a/lockstep.jsonc", "index.ts"):
            self.write(f"{name}/z.ts", LIST)
        self.write("use.ts", "import './x'; import './y'; import '.'; import './a';\n")
        self.scan()

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_what_cannot_be_read(self):
        self.write("a.ts", LIST)
        self.write("secret.ts", LIST).chmod(0)
        answer = self.scan(codes=[INCOMPLETE], user=NOBODY)
        self.assertIn("secret.ts", answer.errors)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_folders_that_cannot_be_read(self):
        self.write("a.ts", LIST)
        self.write("secret/b.ts", COPY)
        (self.folder / "secret").chmod(0)
        answer = self.scan(codes=[INCOMPLETE], user=NOBODY)
        self.assertIn("secret", answer.errors)
        # May be entered, but not listed; may be listed, but not entered.
        for mode in (0o111, 0o444):
            (self.folder / "secret").chmod(mode)
            self.scan(codes=[INCOMPLETE], user=NOBODY)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_configuration_that_cannot_be_read(self):
        self.write("packages/p/package.json", '{"name": "p"}')
        for name in ("package.json", "tsconfig.json", ".gitignore", "pnpm-workspace.yaml", "packages/p/package.json"):
            with self.subTest(name):
                self.write("a.ts", LIST)
                self.write(name, "{}").chmod(0)
                self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE], user=NOBODY)
                (self.folder / name).chmod(0o644)
        (self.folder / "lockstep.jsonc").chmod(0)
        self.assertIn("lockstep.jsonc", self.scan(codes=[COULD_NOT_RUN], user=NOBODY).errors)

    def test_pipes_sockets_and_devices(self):
        self.write("a.ts", LIST)
        self.write("src/b.ts", COPY)
        for name in ("pipe.ts", "package.json", "tsconfig.json", ".gitignore", "src/.gitignore", "src/package.json", "schema.prisma"):
            os.mkfifo(self.folder / name)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(self.folder / "socket.ts"))
            self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])
        for name in ("zero.ts", "src/tsconfig.json", "pnpm-workspace.yaml"):
            (self.folder / name).symlink_to("/dev/zero")
        self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_names_that_hurt(self):
        self.write("a.ts", LIST)
        names = ["with space.ts", "quote'\".ts", "ünï-日本-😀.ts", "new\nline.ts", "tab\t.ts", "\x1b[31mred.ts", "\u202ertl.ts", "back\\slash.ts",
                 "percent%20%.ts", "#hash?query.ts", "-o.ts", "&lt;b&gt;.ts", "$(touch x).ts", "`x`.ts", "*.ts", "[a].ts", "{a,b}.ts", "..ts", ".ts",
                 "x" * 200 + ".ts", "a:b.ts", "file:.ts", "bad\udcff\udcfe.ts", "~.ts"]
        for name in names:
            self.write("d/" + name + "/" + name, COPY)
        answer = self.scan(codes=[FINDINGS])
        self.assertEqual(answer.report["summary"]["files"], 1 + len(names))

    def test_deep_folders(self):
        here = os.getcwd()
        try:
            for name, content in (("d", COPY), ("d" * 20, LIST)):
                os.chdir(self.folder)
                # The longer names make a path that no system call takes.
                for _ in range(1500):
                    os.mkdir(name)
                    os.chdir(name)
                pathlib.Path("a.ts").write_text(content)
        finally:
            os.chdir(here)
        self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])
        subprocess.run(["rm", "-rf", self.folder], check=True)

    def test_50000_folders(self):
        for i in range(50_000):
            (self.folder / f"d{i}").mkdir()
        self.scan()


class Links(Hostile):
    def setUp(self):
        super().setUp()
        self.secret = self.outside / "elsewhere"
        self.secret.mkdir()
        (self.secret / "secret.ts").write_text(LIST.replace("harbour", "beyond_root_harbour") + "const = beyond_root_damage = ;\n")
        (self.secret / "package.json").write_text('{"name": "beyond_root-package", "main": "secret.ts"}')
        (self.secret / "tsconfig.json").write_text('{"compilerOptions": {"paths": {"beyond_root/*": ["*"]}, beyond_root_error}}')

    def assert_nothing_leaks(self, codes=(CLEAN, FINDINGS)):
        answer = self.scan(codes=codes)
        self.assertNotIn("beyond_root", answer.everything())
        dump = subprocess.run([hostile.LOCKSTEP, "dump", "program"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS)
        self.assertGreaterEqual(dump.returncode, 0)
        self.assertNotIn(b"beyond_root", dump.stdout + dump.stderr)

    def test_links_out_of_the_root(self):
        self.write("a.ts", LIST + "import { DEPOTS } from './link'; import './folder/secret';\n")
        (self.folder / "link.ts").symlink_to(self.secret / "secret.ts")
        (self.folder / "folder").symlink_to(self.secret)
        (self.folder / "relative").symlink_to("../elsewhere")
        (self.folder / "package.json").symlink_to(self.secret / "package.json")
        (self.folder / "tsconfig.json").symlink_to("../elsewhere/tsconfig.json")
        (self.folder / ".gitignore").symlink_to("/etc/passwd")
        self.assert_nothing_leaks()

    def test_configuration_that_points_out_of_the_root(self):
        self.write("package.json", json.dumps({"name": "x", "workspaces": ["../elsewhere", str(self.secret), "../*", "packages/../../elsewhere"]}))
        self.write("tsconfig.json", json.dumps({
            "extends": ["../elsewhere/tsconfig.json", str(self.secret / "tsconfig.json")], "references": [{"path": "../elsewhere"}],
            "compilerOptions": {"baseUrl": "../elsewhere", "paths": {"*": ["../elsewhere/*", str(self.secret / "*")]}, "rootDirs": [".."]},
            "include": ["../elsewhere/**/*"], "files": ["../elsewhere/secret.ts"]}))
        self.write("pnpm-workspace.yaml", "packages:\n  - ../elsewhere\n  - '" + str(self.secret) + "'\n")
        self.write("a.ts", f"import {{ DEPOTS }} from '../elsewhere/secret'; import x from 'secret'; import y from 'p';\n"
                           f"import z from '{self.secret}/secret'; export const all = [...DEPOTS];\n")
        self.assert_nothing_leaks()

    def test_a_configuration_that_is_a_link(self):
        self.write("a.ts", LIST)
        (self.secret / "token").write_text("TOKEN=beyond_root\n")
        (self.secret / "good.jsonc").write_text('{"failOn": "never"}')
        config = self.folder / "lockstep.jsonc"
        for target in (self.secret / "token", "../elsewhere/token", self.secret / "good.jsonc", "a.ts", "nowhere", self.secret):
            with self.subTest(target):
                config.unlink()
                config.symlink_to(target)
                for arguments in ([], ["--root", self.folder], [self.folder / "a.ts"]):
                    answer = self.scan(*arguments, codes=[COULD_NOT_RUN])
                    self.assertIn("symbolic link", answer.errors)
                    self.assertIn("lockstep.jsonc", answer.errors)
                    self.assertNotIn("beyond_root", answer.errors)
        self.scan("--no-config", codes=[CLEAN])
        # A file that the user names is the user's own.
        self.scan("--config", self.folder / "a.ts", codes=[COULD_NOT_RUN])
        config.unlink()
        config.symlink_to(self.secret / "good.jsonc")
        self.scan("--config", config, codes=[CLEAN])

    def test_a_configuration_of_a_tested_pack_that_is_a_link(self):
        (self.secret / "token").write_text("TOKEN=beyond_root\n")
        self.write("house.jsonc", '{"pack": "house", "tests": "cases"}')
        self.write("cases/one/a.ts", LIST)
        (self.folder / "cases/one/lockstep.jsonc").symlink_to(self.secret / "token")
        done = subprocess.run([hostile.LOCKSTEP, "test", "house.jsonc"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS)
        self.assertEqual(done.returncode, COULD_NOT_RUN)
        self.assertIn(b"symbolic link", done.stderr)
        self.assertNotIn(b"beyond_root", done.stdout + done.stderr)

    def test_loops_of_links(self):
        self.write("a.ts", LIST + "import './loop/loop/a'; import './one'; import './self';\n")
        (self.folder / "loop").symlink_to(".")
        (self.folder / "up").symlink_to("..")
        (self.folder / "self.ts").symlink_to("self.ts")
        (self.folder / "one.ts").symlink_to("two.ts")
        (self.folder / "two.ts").symlink_to("one.ts")
        (self.folder / "nowhere.ts").symlink_to("missing.ts")
        self.write("d/e/b.ts", COPY)
        (self.folder / "d/e/again").symlink_to("../../d")
        for i in range(45):
            (self.folder / f"chain{i}.ts").symlink_to(f"chain{i + 1}.ts" if i < 44 else "a.ts")
        answer = self.scan(codes=[FINDINGS])
        self.assertEqual(answer.report["summary"]["files"], 2)

    def test_modules_that_are_links(self):
        self.write("packages/a/package.json", '{"name": "a", "main": "index.ts"}')
        self.write("packages/a/index.ts", LIST)
        self.write("package.json", '{"workspaces": ["packages/*"]}')
        self.write("node_modules/.keep")
        (self.folder / "node_modules/a").symlink_to("../packages/a")
        (self.folder / "node_modules/beyond_root").symlink_to(self.secret)
        self.write("packages/b/package.json", '{"name": "b"}')
        self.write("packages/b/index.ts", "import { DEPOTS } from 'a'; import x from 'p'; export const y = [...DEPOTS, x];\n")
        self.assert_nothing_leaks()

    def test_the_output_is_no_link(self):
        self.write("a.ts", LIST)
        victim = self.outside / "victim"
        victim.write_text("precious")
        (self.folder / "report.json").symlink_to(victim)
        done = subprocess.run([hostile.LOCKSTEP, "-o", "report.json"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS)
        self.assertEqual(done.returncode, COULD_NOT_RUN)
        self.assertEqual(victim.read_text(), "precious")


# What may stand where an object is expected.
NONSENSE = ["", " ", "null", "[]", "true", '"text"', "1e999", "{", "}", '{"name"', "{'name': 1}", "\0", "\xef\xbb\xbf{}", "NaN", '{"a":1,"a":2}', "// x", "/*",
            '{"name": "\\ud800"}', '{"name": null, "workspaces": null, "main": 7, "exports": 7, "dependencies": []}',
            '{"name": ["x"], "workspaces": {"packages": {"x": 1}}, "exports": [[[[]]], null, {"import": {"node": null}}], "imports": {"#x": []}}',
            '{"workspaces": ["", "/", "..", "**", "*/*/*/*/*/**/**/**", "!", "!!x", "{a,b", "[", "[!]", "\\\\", "\\u0000", 7, null, {}]}',
            '{"exports": {"*": "*", "./*/*": "./*/*/*", "./": "/", "": "", ".": "./../../etc/passwd"}, "main": "/etc/passwd", "types": "\\u0000"}',
            '{"compilerOptions": null, "extends": 7, "references": {}, "include": 1}',
            '{"compilerOptions": {"paths": [], "baseUrl": {}}, "extends": [[]], "references": [null, 7, {"path": 7}, {"path": "\\u0000"}]}',
            '{"compilerOptions": {"paths": {"*": "*", "**": [7], "@/*/*": ["*/*"], "": [""]}, "baseUrl": "/"}, "extends": ["", ".", "..", "/", "x", null]}']


class Configuration(Hostile):
    def programs(self):
        self.write("packages/a/src/index.ts", LIST)
        self.write("packages/b/src/index.ts", "import { DEPOTS } from 'a'; import '@/x'; import '#x'; import 'a/x/y'; export const y = [...DEPOTS];\n" + COPY)

    def test_nonsense_in_manifests(self):
        self.programs()
        for text in [*NONSENSE, "[" * 100_000, '{"a":' * 100_000]:
            with self.subTest(text[:60]):
                for path in ("package.json", "packages/a/package.json", "packages/b/package.json"):
                    self.write(path, text)
                self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_nonsense_in_tsconfigs(self):
        self.programs()
        for text in [*NONSENSE, "[" * 100_000, '{"a":' * 100_000]:
            with self.subTest(text[:60]):
                for path in ("tsconfig.json", "packages/a/tsconfig.json", "tsconfig.base.json"):
                    self.write(path, text)
                self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_nonsense_in_yaml(self):
        self.programs()
        for text in ("", "packages", "packages:\n- a\n  - b", "packages: [a, 'b', \"c", "packages:\n  - '\n", "- - - -", "&a [*a, *a]", "\t\t:", "packages: |\n  x", "a: " * 100_000,
                     "packages:\n" + "  - 'packages/**'\n" * 20_000, "[" * 100_000):
            with self.subTest(text[:40]):
                self.write("pnpm-workspace.yaml", text)
                self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_nonsense_in_our_own_configuration(self):
        self.programs()
        for text in [text for text in NONSENSE if text.strip() not in ("{}", "\xef\xbb\xbf{}")] + ["[" * 100_000, '{"a":' * 100_000]:
            with self.subTest(text[:60]):
                self.write("lockstep.jsonc", text)
                self.scan(codes=[CLEAN, FINDINGS, COULD_NOT_RUN])

    def test_nonsense_in_the_baseline(self):
        self.programs()
        for text in [*NONSENSE, "[" * 100_000, '{"a":' * 100_000, "<<<<<<<", '{"version": 1e999}', '{"version": -1}', '{"version": 1, "a/b 00000000000\\u0061": "\x1b[31m"}']:
            with self.subTest(text[:60]):
                self.write(".lockstep-baseline.json", text)
                self.scan(codes=[FINDINGS, COULD_NOT_RUN])

    def test_other_tools_files(self):
        self.programs()
        for name in ("lerna.json", "nx.json", "rush.json", "project.json", "nest-cli.json", "turbo.json", "schema.prisma", "deno.json", "jsconfig.json"):
            for text in ("", "null", "[]", "{" * 1000, "\xff\0"):
                self.write(name, text.encode("latin-1"))
                self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_a_million_entries(self):
        self.programs()
        self.write("package.json", json.dumps({"name": "x", "workspaces": ["packages/*"], "dependencies": {f"package-{i}": "1.0.0" for i in range(1_000_000)}}))
        self.scan(codes=[CLEAN, FINDINGS, INCOMPLETE])

    def test_a_hundred_thousand_workspaces_and_exports(self):
        self.programs()
        self.write("package.json", json.dumps({"workspaces": [f"packages/p{i}*" for i in range(100_000)]}))
        self.write("packages/a/package.json", json.dumps({"name": "a", "exports": {f"./x{i}/*": f"./src/y{i}/*" for i in range(100_000)}}))
        self.write("tsconfig.json", json.dumps({"compilerOptions": {"paths": {f"x{i}/*": [f"y{i}/*"] for i in range(100_000)}}}))
        self.write("packages/b/src/c.ts", "".join(f"import 'a/x{i}/z'; import 'x{i}/z';\n" for i in range(2000)))
        self.scan()

    def test_configurations_that_extend_each_other(self):
        self.programs()
        self.write("tsconfig.json", '{"extends": "./tsconfig.json"}')
        self.write("packages/a/tsconfig.json", '{"extends": "../b/tsconfig.json", "references": [{"path": "../b"}]}')
        self.write("packages/b/tsconfig.json", '{"extends": ["../a/tsconfig.json", "../../tsconfig"], "references": [{"path": "../a"}, {"path": "."}]}')
        self.scan()

    def test_a_long_line_of_extensions(self):
        self.programs()
        for i in range(20_000):
            self.write(f"configs/{i}.json", f'{{"extends": "./{i + 1}.json", "compilerOptions": {{"paths": {{"@{i}/*": ["x/*"]}}}}}}')
        self.write("tsconfig.json", '{"extends": "./configs/0.json"}')
        self.scan()

    def test_extensions_that_branch(self):
        self.programs()
        for i in range(40):
            self.write(f"t{i}.json", json.dumps({"extends": [f"./t{i + 1}.json", f"./t{i + 1}.json"], "compilerOptions": {}}))
        self.write("t40.json", "{}")
        self.write("tsconfig.json", '{"extends": "./t0.json"}')
        self.scan()

    def test_packages_that_depend_on_each_other(self):
        self.write("package.json", '{"name": "root", "workspaces": [".", "packages/*", "packages/a/.."], "dependencies": {"root": "*"}}')
        self.write("packages/a/package.json", '{"name": "a", "main": "../b", "exports": "./index.ts", "dependencies": {"b": "*"}, "workspaces": ["..", "../b"]}')
        self.write("packages/b/package.json", '{"name": "b", "main": "../a", "imports": {"#x": "#y", "#y": "#x", "#z": "b"}, "exports": {".": "#x"}, "dependencies": {"a": "*"}}')
        self.write("packages/a/index.ts", "export * from 'b'; import 'a'; import 'root';\n" + LIST)
        self.write("packages/b/index.ts", "export * from 'a'; import '#x'; import '#z'; import 'b';\n" + COPY)
        self.scan()

    def test_two_packages_of_one_name(self):
        self.write("package.json", '{"name": "a", "workspaces": ["packages/*"]}')
        for folder in "abc":
            self.write(f"packages/{folder}/package.json", '{"name": "a"}')
            self.write(f"packages/{folder}/index.ts", "import { DEPOTS } from 'a';\n" + LIST)
        self.scan()

    def test_patterns_that_explode(self):
        self.programs()
        bomb = "*a" * 200 + "b"
        self.write("x/" + "a" * 200 + ".ts", LIST)
        self.write(".gitignore", "\n".join([bomb, "**/" * 200 + "x", "{a,b}" * 50, "[", "\\", "!" * 1000, "*" * 10_000, "[a-", "**" * 1000 + "/b"]) + "\n")
        subprocess.run(["git", "init", "-q"], cwd=self.folder, check=True)
        self.write("package.json", json.dumps({"workspaces": [bomb, "{a,b,c}" * 30, "**/" * 100 + "x", "{" * 1000, "packages/*"]}))
        self.write("tsconfig.json", json.dumps({"compilerOptions": {"paths": {"a" * 1000 + "*" + "a" * 1000: ["*"], "*" * 100: ["*"]}}}))
        self.write("lockstep.jsonc", json.dumps({"exclude": [bomb, "**/" * 100 + "q"]}))
        self.scan(codes=[CLEAN, FINDINGS, COULD_NOT_RUN])
        self.scan("--no-config", "--exclude", bomb, "--exclude", "{a,b}" * 20, "--include", "**/" * 50 + "*.ts")


@unittest.skipUnless(shutil.which("git"), "no git")
class Git(Hostile):
    def setUp(self):
        super().setUp()
        self.write("a.ts", LIST)
        subprocess.run(["git", "init", "-q"], cwd=self.folder, check=True)
        self.git = self.folder / ".git"

    def test_configuration_that_names_programs(self):
        trap = self.outside / "trap.sh"
        sprung = self.outside / "sprung"
        trap.write_text(f"#!/bin/sh\necho \"$0 $@\" >> {sprung}\ncat\n")
        trap.chmod(0o755)
        with open(self.git / "config", "a") as config:
            config.write(f"[core]\n fsmonitor = {trap}\n hooksPath = {self.outside}\n pager = {trap}\n editor = {trap}\n sshCommand = {trap}\n gitProxy = {trap}\n askPass = {trap}\n"
                         f" alternateRefsCommand = {trap}\n excludesFile = /dev/zero\n attributesFile = /dev/zero\n worktree = {self.outside}\n"
                         f"[diff]\n external = {trap}\n[diff \"x\"]\n textconv = {trap}\n command = {trap}\n[filter \"x\"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n required\n"
                         f"[alias]\n ls-files = !{trap}\n check-ignore = !{trap}\n log = !{trap}\n[include]\n path = /dev/zero\n[gpg]\n program = {trap}\n[log]\n showSignature = true\n"
                         f"[credential]\n helper = {trap}\n[uploadpack]\n packObjectsHook = {trap}\n[interactive]\n diffFilter = {trap}\n[pager]\n log = {trap}\n")
        self.write(".gitattributes", "* filter=x diff=x\n")
        for hook in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
            shutil.copy(trap, self.git / "hooks" / hook)
        answer = self.scan()
        for verb in (["explain", answer.findings[0]["id"] if answer.findings else "duplicate-list"], ["doctor"], ["dump", "program"], ["rules"],
                     ["suppressions"], ["baseline"]):
            subprocess.run([hostile.LOCKSTEP, *verb], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS)
        self.assertFalse(sprung.exists(), sprung.exists() and sprung.read_text())

    def test_history_runs_no_program(self):
        """Drift makes us start git. It answers, although its configuration names programs for all that it could do."""
        def git(*arguments, **options):
            return subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=self.folder,
                                  check=True, capture_output=True, **options).stdout.decode().strip()
        self.write("b.ts", COPY)
        self.write("c.ts", "// lockstep-ignore-next-line stale-save: asks git for its age\nexport {};\n")
        git("add", ".")
        git("commit", "-qm", "Copy the list")
        # A signature makes `git log` ask for a judge of it.
        commit = subprocess.run(["git", "cat-file", "commit", "HEAD"], cwd=self.folder, check=True, capture_output=True).stdout
        head, message = commit.split(b"\n\n", 1)
        signed = head + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + message
        git("update-ref", "HEAD", git("hash-object", "-t", "commit", "-w", "--stdin", input=signed))

        trap = self.outside / "trap.sh"
        sprung = self.outside / "sprung"
        trap.write_text(f"#!/bin/sh\necho \"$0 $@\" >> {sprung}\ncat\n")
        trap.chmod(0o755)
        self.write(".gitattributes", "* filter=x diff=x merge=x\n")
        (self.git / "info/attributes").write_text("* filter=x diff=x merge=x\n")
        hooks = self.outside / "hooks"
        hooks.mkdir()
        for hook in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
            shutil.copy(trap, self.git / "hooks" / hook)
            shutil.copy(trap, hooks / hook)
        with open(self.git / "config", "a") as config:
            config.write(f"[core]\n fsmonitor = {trap}\n hooksPath = {hooks}\n pager = {trap}\n editor = {trap}\n sshCommand = {trap}\n gitProxy = {trap}\n askPass = {trap}\n"
                         f" alternateRefsCommand = {trap}\n"
                         f"[diff]\n external = {trap}\n[diff \"x\"]\n textconv = {trap}\n command = {trap}\n[filter \"x\"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n required\n"
                         f"[merge \"x\"]\n driver = {trap}\n[alias]\n log = !{trap}\n cat-file = !{trap}\n rev-parse = !{trap}\n[gpg]\n program = {trap}\n[log]\n showSignature = true\n"
                         f"[credential]\n helper = {trap}\n[uploadpack]\n packObjectsHook = {trap}\n[interactive]\n diffFilter = {trap}\n[pager]\n log = {trap}\n cat-file = {trap}\n"
                         f"[remote \"origin\"]\n url = ext::{trap}\n uploadpack = {trap}\n promisor = true\n partialclonefilter = blob:none\n[extensions]\n partialClone = origin\n")
        env = {**os.environ, "GIT_EXTERNAL_DIFF": str(trap), "GIT_PAGER": str(trap), "GIT_SSH_COMMAND": str(trap)}
        told = subprocess.run([hostile.LOCKSTEP, "scan", "--why"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS, env=env)
        self.assertIn(b"(Copy the list)", told.stdout)
        told = subprocess.run([hostile.LOCKSTEP, "suppressions"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS, env=env)
        self.assertIn(b", since ", told.stdout)
        identity = self.scan().findings[0]["id"]
        subprocess.run([hostile.LOCKSTEP, "explain", identity], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS, env=env)
        # An object that the clone would have to fetch.
        blob = git("rev-parse", "HEAD:b.ts")
        (self.git / "objects" / blob[:2] / blob[2:]).unlink()
        subprocess.run([hostile.LOCKSTEP, "explain", identity], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS, env=env)
        self.assertFalse(sprung.exists(), sprung.exists() and sprung.read_text())

    def test_changes_run_no_program(self):
        """--since and --staged answer, although every git call that they make could start programs that are named here."""
        def git(*arguments, **options):
            return subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=self.folder,
                                  check=True, capture_output=True, **options).stdout.decode().strip()
        git("add", ".")
        git("commit", "-qm", "One list")
        self.write("b.ts", COPY)
        self.write("c.ts", "export {};\n")
        git("add", ".")
        git("update-index", "--split-index", "--fsmonitor", "--untracked-cache")
        git("commit", "-qm", "Copy the list")
        self.write("c.ts", COPY.replace("DEPOTS", "MORE"))
        git("add", ".")
        trap = self.outside / "trap.sh"
        sprung = self.outside / "sprung"
        trap.write_text(f"#!/bin/sh\necho \"$0 $@\" >> {sprung}\ncat\n")
        trap.chmod(0o755)
        attributes = "* filter=x diff=x merge=x working-tree-encoding=UTF-16\n"
        self.write(".gitattributes", attributes)
        (self.git / "info/attributes").write_text(attributes)
        for folder in (self.outside / "hooks", self.git / "hooks"):
            folder.mkdir(exist_ok=True)
            for hook in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
                shutil.copy(trap, folder / hook)
        verbs = ("rev-parse", "ls-tree", "ls-files", "cat-file", "merge-base")
        with open(self.git / "config", "a") as config:
            config.write(f"[core]\n fsmonitor = {trap}\n hooksPath = {self.outside / 'hooks'}\n pager = {trap}\n editor = {trap}\n sshCommand = {trap}\n gitProxy = {trap}\n"
                         f" askPass = {trap}\n alternateRefsCommand = {trap}\n untrackedCache = true\n splitIndex = true\n"
                         f"[diff]\n external = {trap}\n[diff \"x\"]\n textconv = {trap}\n command = {trap}\n[filter \"x\"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n required\n"
                         f"[merge \"x\"]\n driver = {trap}\n[gpg]\n program = {trap}\n[credential]\n helper = {trap}\n[uploadpack]\n packObjectsHook = {trap}\n"
                         f"[gc]\n recentObjectsHook = {trap}\n[trace2]\n eventTarget = af_unix:{trap}\n[maintenance]\n auto = true\n"
                         + "[alias]\n" + "".join(f" {verb} = !{trap}\n" for verb in verbs) + "[pager]\n" + "".join(f" {verb} = {trap}\n" for verb in verbs)
                         + f"[remote \"origin\"]\n url = ext::{trap}\n uploadpack = {trap}\n promisor = true\n partialclonefilter = blob:none\n[extensions]\n partialClone = origin\n")
        env = {**os.environ, "GIT_EXTERNAL_DIFF": str(trap), "GIT_PAGER": str(trap), "GIT_SSH_COMMAND": str(trap), "GIT_EDITOR": str(trap),
               "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": str(trap), "GIT_DIR": str(self.outside)}

        def found(*arguments, codes):
            done = subprocess.run([hostile.LOCKSTEP, "scan", *arguments, "--format", "json"], cwd=self.folder, capture_output=True, timeout=hostile.SECONDS, env=env)
            self.assertIn(done.returncode, codes, done.stderr)
            return [finding["place"]["path"] for finding in json.loads(done.stdout)["findings"]] if done.stdout else []

        self.assertNotEqual(found("--staged", codes=[FINDINGS]), [])
        self.assertNotEqual(found("--since", "HEAD~1", codes=[FINDINGS]), [])
        found("--since", "nowhere", codes=[COULD_NOT_RUN])
        # An object that the clone would have to fetch, and one that is not what its name says.
        blob = git("rev-parse", "HEAD:b.ts")
        (self.git / "objects" / blob[:2] / blob[2:]).unlink()
        found("--staged", "--no-cache", codes=[INCOMPLETE])
        found("--since", "HEAD", "--no-cache", codes=[INCOMPLETE])
        self.assertFalse(sprung.exists(), sprung.exists() and sprung.read_text())

    def test_broken_repositories(self):
        for name in ("config", "HEAD", "index", "info/exclude"):
            (self.git / name).parent.mkdir(exist_ok=True)
            (self.git / name).write_bytes(b"\0\xff garbage [[[" * 1000)
            self.scan()
            for words in (["--staged"], ["--since", "HEAD"]):
                self.scan(*words, codes=[CLEAN, FINDINGS, COULD_NOT_RUN])
        for name in ("config", "index", "info/exclude"):
            (self.git / name).unlink()
            os.mkfifo(self.git / name)
        self.scan()
        shutil.rmtree(self.git)
        for text in ("", "gitdir: .git", "gitdir: ../elsewhere", "gitdir: /dev/zero", "gitdir: " + "x" * 100_000, "\0"):
            self.git.write_text(text)
            self.scan()
            self.scan("--staged", codes=[COULD_NOT_RUN])
        self.git.unlink()
        self.git.symlink_to("/dev/zero")
        self.scan()

    def test_a_bare_repository_among_the_files(self):
        trap = self.outside / "trap.sh"
        trap.write_text(f"#!/bin/sh\ntouch {self.outside}/sprung\n")
        trap.chmod(0o755)
        for name, text in {"HEAD": "ref: refs/heads/main", "config": f"[core]\n bare = true\n worktree = ..\n fsmonitor = {trap}\n", "a.ts": COPY}.items():
            self.write(f"bare/{name}", text)
        for name in ("objects", "refs"):
            (self.folder / "bare" / name).mkdir()
        self.scan()
        self.scan(".", cwd=self.folder / "bare")
        self.assertFalse((self.outside / "sprung").exists())

    def test_a_huge_ignore_file(self):
        self.write(".gitignore", "".join(f"path/to/{i}/*.log\n*{i}.tmp\n" for i in range(50_000)))
        for i in range(500):
            self.write(f"src/d{i}/x.ts", "export {};\n")
        self.scan()


if __name__ == "__main__":
    hostile.main(sys.argv)
