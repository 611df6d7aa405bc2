"""Commit hooks, set up as docs/hooks.md says, in throw-away repositories: the recipes are taken from there.

usage: hooks_test.py LOCKSTEP SOURCE_ROOT CONSUMERS [PACKAGES]      (PACKAGES: what packaging/build.sh made)
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP, ROOT, CONSUMERS = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
PACKAGES = pathlib.Path(sys.argv[4]).resolve() if len(sys.argv) > 4 else None
sys.path.append(str(ROOT / "tests/packaging"))
from registry import add_other_platforms, serve  # noqa: E402

PAGE = (ROOT / "docs/hooks.md").read_text()
STATES = "export const STATES = ['drafted', 'submitted', 'underwriting', 'countersigned', 'archived'];\n"
DRIFTED = ("const known = new Set(['drafted', 'submitted', 'underwriting', 'countersigned']);\n"
           "export const isKnown = (state: string): boolean => known.has(state);\n")
SOUND = ("import { STATES } from './states';\n"
         "export const isKnown = (state: string): boolean => STATES.includes(state);\n")
CART = ("import { EventEmitter } from 'node:events';\n"
        "export const bus = new EventEmitter();\n"
        "export function announce(): void {\n"
        "  bus.emit('cart:changed');\n"
        "  bus.emit('cart:cleared');\n"
        "  bus.emit('cart:opened');\n"
        "}\n"
        "bus.on('cart:changed', () => announce());\n"
        "bus.on('cart:opened', () => announce());\n")
LISTEN = "import { bus } from './cart';\n\nbus.on('cart:cleared', () => undefined);\n"
MANIFEST = '{ "name": "program", "private": true, "main": "src/states.ts" }\n'


def recipe(name):
    """The file of that name as the page shows it."""
    return re.search(r"`%s`:\n\n```\w+\n(.*?)```" % re.escape(name), PAGE, re.DOTALL)[1]


class Hook(unittest.TestCase):
    """What every hook must do; each runner says in `install` how it is set up."""

    deletes_are_seen = True
    runs_once = True

    def setUp(self):
        if type(self) is Hook:
            self.skipTest("only for what is derived from it")
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-hooks-")).resolve()
        self.addCleanup(shutil.rmtree, scratch, ignore_errors=True)
        self.scratch, self.program = scratch, scratch / "program"
        self.program.mkdir()
        self.environment = {
            "PATH": f"{LOCKSTEP.parent}:{os.environ['PATH']}", "HOME": str(scratch), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org", "PRE_COMMIT_HOME": str(scratch / "pre-commit"),
            "npm_config_cache": str(scratch / "npm-cache"), "npm_config_offline": "true", "npm_config_yes": "false",
        }
        self.git("-c", "init.defaultBranch=main", "init", "-q", ".")
        self.write("package.json", MANIFEST)
        self.write("src/states.ts", STATES)
        self.write("src/filter.ts", SOUND)
        self.write(".gitignore", "node_modules\n")
        self.install()
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", "a program that is in step")

    def need(self, name, is_there):
        """Where everything is required, as in CI, a runner that is missing is a failure."""
        if not is_there:
            (self.fail if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else self.skipTest)(f"{name} is not installed")

    def write(self, path, text):
        file = self.program / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run_in(self, folder, *command, env=None):
        return subprocess.run([str(word) for word in command], cwd=folder, env={**self.environment, **(env or {})}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)

    def git(self, *arguments):
        done = self.run_in(self.program, "git", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def commit(self, is_blocked, by="duplicate-list/drifted"):
        before = self.git("rev-list", "--count", "HEAD")
        done = self.run_in(self.program, "git", "commit", "-m", "a change")
        if is_blocked:
            self.assertNotEqual(done.returncode, 0, done.stdout)
            self.assertIn(by, done.stdout)
            self.assertEqual(self.git("rev-list", "--count", "HEAD"), before)
        else:
            self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def use_npm_packages(self, *names):
        """Packages that were installed for all these tests, and a lockstep of this build under node_modules."""
        modules = self.program / "node_modules"
        (modules / ".bin").mkdir(parents=True)
        for name in names:
            (modules / name).symlink_to(CONSUMERS / "node_modules" / name)
            (modules / ".bin" / name).symlink_to(CONSUMERS / "node_modules/.bin" / name)
        (modules / ".bin/lockstep").symlink_to(LOCKSTEP)

    def test_a_commit_that_drifts(self):
        self.write("src/filter.ts", DRIFTED)
        self.git("add", "-A")
        self.assertEqual(self.commit(is_blocked=True).count("duplicate-list/drifted"), 1, "once")
        self.write("src/filter.ts", SOUND + "// in step\n")
        self.git("add", "-A")
        self.commit(is_blocked=False)

    def test_what_is_not_staged_does_not_count(self):
        self.write("src/filter.ts", SOUND + "// staged\n")
        self.git("add", "-A")
        self.write("src/filter.ts", DRIFTED)
        self.commit(is_blocked=False)
        self.assertEqual((self.program / "src/filter.ts").read_text(), DRIFTED)

    def test_what_is_staged_counts_when_the_file_is_sound_again(self):
        self.write("src/filter.ts", DRIFTED)
        self.git("add", "-A")
        self.write("src/filter.ts", SOUND)
        self.commit(is_blocked=True)
        self.assertEqual((self.program / "src/filter.ts").read_text(), SOUND)

    def test_a_thousand_files(self):
        for number in range(1000):
            self.write(f"src/parts/a part of some length number {number}.ts", f"export const part{number} = {number};\n")
        self.git("add", "-A")
        self.commit(is_blocked=False)
        for number in range(1000):
            self.write(f"src/parts/a part of some length number {number}.ts", f"export const part{number} = 1;\n")
        self.write("src/filter.ts", DRIFTED)
        self.git("add", "-A")
        said = self.commit(is_blocked=True).count("duplicate-list/drifted")
        self.assertGreaterEqual(said, 1)
        if self.runs_once:
            self.assertEqual(said, 1, "in one go")

    def test_a_commit_that_only_deletes(self):
        self.write("src/cart.ts", CART)
        self.write("src/listen.ts", LISTEN)
        self.write("src/unused.ts", "export const unused = 1;\n")
        self.git("add", "-A")
        self.commit(is_blocked=False)
        self.git("rm", "-q", "src/unused.ts")
        self.commit(is_blocked=False)
        # Nobody hears what the cart says any more.
        self.git("rm", "-q", "src/listen.ts")
        self.commit(is_blocked=self.deletes_are_seen, by="orphan-variant/unhandled")

    def test_old_findings_do_not_block(self):
        self.write("src/filter.ts", DRIFTED)
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", "drifts")
        self.write("src/other.ts", "export const other = 1;\n")
        self.git("add", "-A")
        self.commit(is_blocked=False)


class PreCommit(Hook):
    hook = "lockstep-system"

    def hook_repository(self):
        """What a clone of our repository has, as far as hooks are concerned."""
        repository = self.scratch / "hooks"
        repository.mkdir()
        for name in (".pre-commit-hooks.yaml", "package.json", "README.md", "LICENSE", "THIRD_PARTY_NOTICES.md"):
            shutil.copy(ROOT / name, repository)
        shutil.copytree(ROOT / "npm", repository / "npm")
        for command in (["init", "-q", "."], ["add", "-A"], ["commit", "-q", "-m", "hooks"], ["tag", "v0.1.0"]):
            self.assertEqual(self.run_in(repository, "git", *command).returncode, 0)
        return repository

    def install(self):
        self.need("pre-commit", shutil.which("pre-commit"))
        config = recipe(".pre-commit-config.yaml").replace("https://github.com/lockstep-analyzer/lockstep",
                                                           str(self.hook_repository()))
        self.write(".pre-commit-config.yaml", config.replace("id: lockstep", "id: " + self.hook))
        self.install_hook()

    def install_hook(self, env=None):
        done = self.run_in(self.program, "pre-commit", "install", "--install-hooks", env=env)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_version_is_ours(self):
        version = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertIn(f"rev: v{version}\n", recipe(".pre-commit-config.yaml"))


class PreCommitFromNpm(PreCommit):
    """pre-commit makes an environment of its own with the packages of a registry; no lockstep is on the PATH."""

    hook = "lockstep"
    # An environment takes a while to make; what differs from the hook above is only where the program comes from.
    test_what_is_not_staged_does_not_count = test_what_is_staged_counts_when_the_file_is_sound_again = None
    test_a_thousand_files = test_old_findings_do_not_block = test_the_version_is_ours = None

    def install_hook(self, env=None):
        self.need("a set of packages", PACKAGES is not None)
        published = self.scratch / "published"
        published.mkdir()
        for package in PACKAGES.glob("*.tgz"):
            shutil.copy(package, published)
        add_other_platforms(published)
        self.environment["PATH"] = os.environ["PATH"]
        with serve(published) as (registry, asked):
            super().install_hook(env={**registry, "npm_config_offline": "false"})
            self.assertTrue(any("cli-" in path for path in asked), asked)


class Lefthook(Hook):
    def install(self):
        self.need("lefthook", (CONSUMERS / "node_modules/lefthook").exists())
        self.use_npm_packages("lefthook")
        self.write("lefthook.yml", recipe("lefthook.yml"))
        for command in (["validate"], ["install"]):
            done = self.run_in(self.program, "npx", "lefthook", *command)
            self.assertEqual(done.returncode, 0, done.stdout)


class LefthookWithFiles(Lefthook):
    """As the page says, a list of files makes it blind for deletions."""

    deletes_are_seen = False

    def install(self):
        super().install()
        self.write("lefthook.yml", recipe("lefthook.yml").replace("--staged\n", "--staged {staged_files}\n"))


class Husky(Hook):
    def install(self):
        self.need("husky", (CONSUMERS / "node_modules/husky").exists())
        self.use_npm_packages("husky", "lint-staged")
        self.set_up()
        done = self.run_in(self.program, "npx", "husky")
        self.assertEqual(done.returncode, 0, done.stdout)

    def set_up(self):
        self.write(".husky/pre-commit", recipe(".husky/pre-commit"))
        # What lint-staged is there for: it changes files and stages them again.
        self.write("lint-staged.config.mjs", 'export default { "*.ts": "touch" };\n')


class HuskyWithAllInLintStaged(Husky):
    deletes_are_seen = False
    # More files than fit on a command line are handed over in portions, and each of them runs what the function names.
    runs_once = False

    def set_up(self):
        self.write(".husky/pre-commit", recipe(".husky/pre-commit").split("\n")[0] + "\n")
        self.write("lint-staged.config.mjs", recipe("lint-staged.config.mjs"))


if __name__ == "__main__":
    if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") != "1" and not (CONSUMERS / "node_modules").exists():
        print(f"nothing is installed in {CONSUMERS}; run ./dev test")
        sys.exit(77)
    unittest.main(argv=["hooks_test.py", *sys.argv[5:]])
