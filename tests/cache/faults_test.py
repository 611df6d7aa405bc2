"""Every fault of a cache, in every state that a program can be in: the answer is that of a scan without a cache, byte for
byte. What comes of it is the table of docs/cache.md.

usage: faults_test.py LOCKSTEP [TEST…]      (LOCKSTEP_UPDATE=1 rewrites the table)
"""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

from programs import COULD_NOT_RUN, DEMO, LOCKSTEP, SETTLE_SECONDS, SOURCES, Program, environment

NOBODY = 65534
STATES = ("cold", "warm", "changed", "since")


class Fault:
    """What is done to the cache before a run, and how the run is started."""

    def __init__(self, says, spoil=None, is_chance=False, **options):
        self.says, self.spoil, self.is_chance, self.options = says, spoil, is_chance, options


def each(cache, ending, change):
    for path in sorted(cache.rglob("*")):
        if path.is_file() and path.name.endswith(ending):
            change(path)


def flip(path):
    text = bytearray(path.read_bytes())
    for at in range(0, len(text), 97):
        text[at] ^= 0x40
    path.write_bytes(text)


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def replace_with_folder(path):
    path.unlink()
    path.mkdir()


def replace_with_pipe(path):
    path.unlink()
    os.mkfifo(path)


def replace_with_link(path):
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target.name)


def put_a_file_there(cache):
    shutil.rmtree(cache, ignore_errors=True)
    cache.write_text("a file")


def kill_in_the_middle(cache):
    """At many moments of many runs."""
    for number in range(25):
        run = subprocess.Popen([LOCKSTEP, "scan", "--quiet", "-o", "/dev/null"], cwd=cache.parent / "program", stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=environment(LOCKSTEP_CACHE_DIR=str(cache)))
        time.sleep(0.002 * number)
        run.send_signal(signal.SIGKILL)
        run.wait()


def run_many_at_once(cache):
    runs = [subprocess.Popen([LOCKSTEP, "scan", "--quiet", "-o", "/dev/null"], cwd=cache.parent / "program", stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=environment(LOCKSTEP_CACHE_DIR=str(cache))) for _ in range(6)]
    for run in runs[:3]:
        run.wait()
    return runs[3:]  # they are still at it


def no_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))


def make_read_only(cache):
    cache.mkdir(exist_ok=True)
    for path in [cache, *cache.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


FAULTS = {
    "none": Fault(""),
    "the folder may not be written": Fault("cannot", make_read_only, user=NOBODY),
    "a file lies where the folder should be": Fault("cannot make its folder", put_a_file_there),
    "the disk is full": Fault("cannot write", preexec_fn=no_room, restore_signals=False),
    "there is no home": Fault("has no place", environment={"LOCKSTEP_CACHE_DIR": "", "HOME": ""}),
    "earlier runs were killed": Fault("", kill_in_the_middle, is_chance=True),
    "other runs at the same time": Fault("", run_many_at_once, is_chance=True),
    "packs are cut in the middle": Fault("", lambda cache: each(cache, ".pack", cut)),
    "packs are damaged": Fault("", lambda cache: each(cache, ".pack", flip)),
    "packs are gone": Fault("", lambda cache: each(cache, ".pack", pathlib.Path.unlink)),
    "packs are folders": Fault("", lambda cache: each(cache, ".pack", replace_with_folder)),
    "packs are pipes": Fault("", lambda cache: each(cache, ".pack", replace_with_pipe)),
    "packs are links": Fault("", lambda cache: each(cache, ".pack", replace_with_link)),
    "the ledger is cut in the middle": Fault("", lambda cache: each(cache, "ledger", cut)),
    "the ledger is damaged": Fault("", lambda cache: each(cache, "ledger", flip)),
    "the ledger is gone": Fault("", lambda cache: each(cache, "ledger", pathlib.Path.unlink)),
    "the secret is cut in the middle": Fault("", lambda cache: each(cache, "secret", cut)),
    "the secret is another one": Fault("", lambda cache: each(cache, "secret", lambda path: path.write_bytes(os.urandom(16)))),
    "the secret is gone": Fault("", lambda cache: each(cache, "secret", pathlib.Path.unlink)),
    "the secret is a link": Fault("cannot read its secret", lambda cache: each(cache, "secret", replace_with_link)),
}


class Faults(Program):
    def setUp(self):
        super().setUp()
        shutil.copytree(DEMO, self.root, dirs_exist_ok=True)
        self.write("lockstep.jsonc", "{}")
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
        for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "All of it"]):
            subprocess.run([*git, *words], cwd=self.root, check=True, env=environment())
        # For git, when somebody else scans the program.
        self.home = self.outside / "home"
        self.home.mkdir()
        (self.home / ".gitconfig").write_text("[safe]\n directory = *\n")
        for path in [self.outside, self.home, self.root, *self.root.rglob("*")]:
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))

    def scan(self, *arguments, user=None, environment=None, **options):
        """Code and all bytes of a scan, and what --stats says in another one of the same cache."""
        if user is not None:
            options.update(user=user, group=user, extra_groups=[])
            if os.geteuid() != 0:
                options = {}
        variables = {"LOCKSTEP_CACHE_DIR": str(self.cache), "HOME": str(self.home), **(environment or {})}
        binary = shutil.copy(LOCKSTEP, self.outside / "lockstep") if user is not None else LOCKSTEP
        done = subprocess.run([binary, "scan", "--format", "json", *arguments], cwd=self.root, capture_output=True, timeout=300,
                              env=globals()["environment"](**variables), **options)
        return done

    def recalled(self, done):
        if self.counted(done, "files from the cache") is None:
            return "the answer" if b" recall " in done.stderr else "nothing"
        files, known = self.counted(done, "files"), self.counted(done, "files from the cache")
        return "nothing" if known == 0 else "all files" if known == files else "all files but one" if known == files - 1 else "some files"

    def try_fault(self, fault, state, arguments, cold):
        shutil.rmtree(self.cache, ignore_errors=True)
        if self.cache.exists():
            self.cache.unlink()
        if state != "cold":
            shutil.copytree(self.warm, self.cache)
        still_running = (fault.spoil and fault.spoil(self.cache)) or []
        first = self.scan("--stats", *arguments, **fault.options)
        again = self.scan(*arguments, **fault.options)
        for run in still_running:
            run.wait()  # else they write to the cache of the next fault
        for done in (first, again):
            self.assertEqual(done.returncode, cold.returncode, done.stderr)
            self.assertEqual(done.stdout, cold.stdout)
        self.assertEqual(again.stderr, cold.stderr, "a fault of the cache is told to those who ask for --stats")
        said = [line.strip() for line in first.stderr.decode().splitlines() if line.strip().startswith("the cache ")]
        for line in said:
            self.assertTrue(fault.says and fault.says in line, (said, fault.says))
        self.said[fault.says] = self.said.get(fault.says, False) or bool(said)
        return self.recalled(first)

    def test_all(self):
        time.sleep(SETTLE_SECONDS)
        self.warm = self.outside / "warm"
        for arguments in ([], ["--since", "HEAD"]):
            self.assertIn(self.scan(*arguments).returncode, (0, 1))
        shutil.copytree(self.cache, self.warm)
        table = {name: {} for name in FAULTS}
        self.said = {}
        for state in STATES:
            arguments = ["--since", "HEAD"] if state == "since" else []
            if state == "changed":
                self.write("packages/backend/src/new.ts", "export const NEW = ['one_of_a_kind', 'two_of_a_kind', 'three_of_a_kind'];\n")
            cold = self.scan("--no-cache", *arguments)
            for name, fault in FAULTS.items():
                if "user" in fault.options and os.geteuid() != 0:
                    continue
                with self.subTest(f"{name}, {state}"):
                    recalled = self.try_fault(fault, state, arguments, cold)
                    table[name][state] = "" if fault.is_chance else recalled
        for fault in FAULTS.values():
            if fault.says and not (fault.options.get("user") and os.geteuid() != 0):
                self.assertTrue(self.said[fault.says], f"--stats never tells: {fault.says}")
        if any(len(row) < len(STATES) for row in table.values()):
            self.skipTest("not all faults could be tried here")
        head = ("what is wrong", "cold", "warm", "one file is new", "`--since HEAD`")
        rows = [(name, *(row[state] or "by chance" for state in STATES)) for name, row in table.items()]
        self.compare_table(SOURCES / "docs" / "cache.md", "faults", "tests/cache/faults_test.py", [head, *rows])


class Places(Program):
    def test_nowhere_in_the_work_tree(self):
        """Whoever changes the program would change the cache with it, and be it beside the folder that is scanned."""
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True, env=environment())
        self.write("packages/lockstep.jsonc", "{}")
        self.write("packages/a.ts", "export const a = 1;\n")
        for folder in (self.root / ".cache", self.root / "packages/.cache"):
            done = self.lockstep("scan", "packages", codes=[COULD_NOT_RUN], cache=folder)
            self.assertIn(b"the cache must lie outside of", done.stderr)
            self.assertFalse(folder.exists())
        self.lockstep("scan", "packages")
        self.assertTrue(self.cache.exists())

    def test_no_place_at_all(self):
        self.write("a.ts", "export const a = 1;\n")
        whys = (({"XDG_CACHE_HOME": str(self.root / ".xdg")}, b"it would lie in what is scanned"), ({"HOME": ""}, b"there is no home directory"))
        for variables, why in whys:
            done = subprocess.run([LOCKSTEP, "scan", "--stats"], cwd=self.root, capture_output=True, env=environment(**variables))
            self.assertIn(b"the cache has no place: " + why, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
