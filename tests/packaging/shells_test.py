"""The completions in the shells that they are for: what stands on the line, and what the shell makes of it.

usage: shells_test.py LOCKSTEP
"""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

LOCKSTEP = pathlib.Path(sys.argv[1]).resolve()
SHELLS = ("bash", "zsh", "fish")


def script(shell):
    return subprocess.run([LOCKSTEP, "completions", shell], check=True, capture_output=True, text=True).stdout


class Completions(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-shells-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "apps").mkdir()
        (self.folder / "report.json").write_text("")
        self.environment = {"PATH": f"{LOCKSTEP.parent}:{os.environ['PATH']}", "HOME": str(self.folder), "TERM": "xterm",
                            "LC_ALL": "C.UTF-8"}

    def require(self, shell):
        if not shutil.which(shell):
            if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1":
                self.fail(f"{shell} is not installed")
            self.skipTest(f"{shell} is not installed")

    def run_shell(self, *command):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def offered_by_bash(self, line):
        """The words as bash splits them, with `=` a word of its own."""
        words = [word for word in re.split(r"\s+|(=)", line) if word]
        if line.endswith((" ", "=")):
            words.append("") if line.endswith(" ") else None
        quoted = " ".join("'%s'" % word for word in words)
        (self.folder / "completion.bash").write_text(script("bash"))
        asked = (f"source completion.bash; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _lockstep; "
                 'printf "%s\\n" "${COMPREPLY[@]}"')
        return self.run_shell("bash", "--noprofile", "--norc", "-c", asked).split()

    def offered_by_fish(self, line):
        completions = self.folder / ".config/fish/completions"
        completions.mkdir(parents=True, exist_ok=True)
        (completions / "lockstep.fish").write_text(script("fish"))
        said = self.run_shell("fish", "-c", f"complete -C '{line}'")
        return [offer.split("\t")[0] for offer in said.splitlines()]

    def line_in_zsh(self, line):
        """What the line of an interactive zsh is after a tab."""
        functions = self.folder / "functions"
        functions.mkdir(exist_ok=True)
        (functions / "_lockstep").write_text(script("zsh"))
        (self.folder / ".zshrc").write_text("PS1='> '; unsetopt zle_bracketed_paste; fpath=(~/functions $fpath)\n"
                                            "autoload -Uz compinit; compinit -u; setopt no_beep\nprint ready\n")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-i"], self.environment)
        try:
            self.read_until(terminal, b"ready")
            time.sleep(0.3)
            os.write(terminal, line.encode() + b"\t")
            time.sleep(0.5)
            # A widget prints the line as it then is.
            os.write(terminal, b"\x01print -r -- 'LINE: \x05'\n")
            return self.read_until(terminal, b"\nLINE: ", and_line=True)
        finally:
            os.close(terminal)
            os.kill(pid, 9)
            os.waitpid(pid, 0)

    def read_until(self, terminal, mark, and_line=False):
        shown, deadline = b"", time.monotonic() + 30
        while time.monotonic() < deadline:
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 65536)
            at = shown.find(mark)
            if at >= 0 and (not and_line or b"\n" in shown[at + len(mark):]):
                return shown[at + len(mark):].split(b"\n")[0].decode().strip()
        self.fail(f"{mark} was never shown: {shown.decode(errors='replace')}")

    def test_they_are_sound_shell(self):
        for shell in SHELLS:
            with self.subTest(shell):
                self.require(shell)
                (self.folder / "completion").write_text(script(shell))
                self.run_shell(shell, "-n", "completion")

    def test_an_unknown_shell(self):
        done = subprocess.run([LOCKSTEP, "completions", "tcsh"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))

    CASES = (
        ("lockstep exp", "explain"),
        ("lockstep --fail", "--fail-on"),
        ("lockstep scan --format sar", "sarif"),
        ("lockstep scan --fail-on ne", "never"),
        ("lockstep explain orphan-variant/unh", "orphan-variant/unhandled"),
        ("lockstep --rule duplicate-list/dri", "duplicate-list/drifted"),
        ("lockstep dump fa", "facts"),
        ("lockstep scan --root ap", "apps"),
        ("lockstep explain x --from rep", "report.json"),
        ("lockstep completions fi", "fish"),
        ("lockstep rules --thr", None),
    )

    def test_bash(self):
        self.require("bash")
        for line, wanted in (*self.CASES, ("lockstep --format=mark", "markdown"), ("lockstep scan ap", "apps")):
            with self.subTest(line):
                self.assertEqual(self.offered_by_bash(line), [wanted] if wanted else [])

    def test_fish(self):
        self.require("fish")
        for line, wanted in (*self.CASES, ("lockstep scan ap", "apps/")):
            with self.subTest(line):
                offers = [offer.rstrip("/") for offer in self.offered_by_fish(line)]
                self.assertEqual(offers, [wanted.rstrip("/")] if wanted else [])

    def test_zsh(self):
        self.require("zsh")
        for line, wanted in (*self.CASES, ("lockstep --format=mark", "--format=markdown"), ("lockstep scan ap", "apps")):
            with self.subTest(line):
                words = self.line_in_zsh(line).rstrip("'").split()
                self.assertEqual(words[-1].rstrip("=/"), wanted or line.split()[-1])


if __name__ == "__main__":
    unittest.main(argv=["shells_test.py"])
