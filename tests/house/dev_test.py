"""./dev suits bash 3.2, keeps stdout clean, and answers mistakes with usage; what new-rule lays out compiles.

Usage: dev_test.py SOURCE_FOLDER BUILD_FOLDER COMPILER
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT, BUILD, COMPILER = sys.argv[1:4]
del sys.argv[1:4]

SCRIPTS = ["dev", ".ci/run", "packaging/build.sh", "packaging/check_release.sh"]

# What bash 4 brought and the bash of macOS does not know.
NEWER_THAN_BASH_3 = [
    r"\bmapfile\b",
    r"\breadarray\b",
    r"\b(declare|local|typeset)\s+-[a-zA-Z]*[An]",
    r"\$\{[A-Za-z_0-9]+(,,?|\^\^?)",
    r"\$\{[A-Za-z_0-9]+@[A-Z]\}",
    r"&>>",
    r"\|&",
    r"\bcoproc\b",
    r"\bwait\s+-n\b",
    r"printf\s+'%\(",
    r"\[\[?\s+-v\s",
]


def dev(*arguments):
    return subprocess.run(
        ["bash", os.path.join(ROOT, "dev"), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


class Dev(unittest.TestCase):
    def test_scripts_are_for_bash_3(self):
        for script in SCRIPTS:
            with open(os.path.join(ROOT, script), encoding="utf-8") as file:
                lines = [line for line in file if not line.lstrip().startswith("#")]
            for pattern in NEWER_THAN_BASH_3:
                for line in lines:
                    self.assertIsNone(re.search(pattern, line), "%s: %s" % (script, line))

    def test_scripts_are_executable(self):
        for script in SCRIPTS:
            self.assertTrue(os.access(os.path.join(ROOT, script), os.X_OK), script)

    def test_help_names_every_verb(self):
        result = dev("help")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.stderr, "")
        for verb in ["scan", "test", "build", "fmt", "update", "bench", "package", "new-rule", "help"]:
            self.assertIn(verb, result.stdout)

    def test_unknown_verb_says_so_on_stderr_alone(self):
        result = dev("scna")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("no verb named scna", result.stderr)

    def test_unknown_option_of_test(self):
        result = dev("test", "--fast")
        self.assertEqual((result.returncode, result.stdout), (2, ""))

    def test_without_apt_it_names_what_is_missing(self):
        """A machine with coreutils only, as a fresh Mac without Homebrew packages."""
        with tempfile.TemporaryDirectory() as scratch:
            for tool in ["bash", "dirname", "cat", "sort", "tr", "sed", "cksum", "id", "env"]:
                os.symlink(shutil.which(tool), os.path.join(scratch, tool))
            result = subprocess.run(
                [os.path.join(scratch, "bash"), os.path.join(ROOT, "dev"), "scan", "."],
                capture_output=True,
                text=True,
                env={"PATH": scratch},
                stdin=subprocess.DEVNULL,
            )
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("no apt-get", result.stderr)
        self.assertIn("brew install cmake", result.stderr)
        self.assertIn("xcode-select --install", result.stderr)

    def test_new_rule_compiles(self):
        script = os.path.join(ROOT, "tests", "house", "new_rule.sh")
        rooms = os.path.join(BUILD, "rooms")
        doors = ["-I" + os.path.join(rooms, room) for room in os.listdir(rooms) if "." not in room]
        with tempfile.TemporaryDirectory() as scratch:
            laid_out = subprocess.run(["bash", script, scratch, "stale-cache"], capture_output=True, text=True)
            self.assertEqual((laid_out.returncode, laid_out.stderr), (0, ""))
            self.assertIn("registry.cc", laid_out.stdout)
            again = subprocess.run(["bash", script, scratch, "stale-cache"], capture_output=True, text=True)
            self.assertEqual(again.returncode, 2)
            source = os.path.join(scratch, "src/analyzer/rules/stale_cache.cc")
            compiled = subprocess.run(
                [COMPILER, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", source] + doors,
                capture_output=True,
                text=True,
            )
            self.assertEqual(compiled.returncode, 0, compiled.stderr)

    def test_new_rule_wants_kebab_case(self):
        for name in ["StaleCache", "stale_cache", "-x", "a/../b", ""]:
            self.assertEqual(dev("new-rule", name).returncode, 2, name)


if __name__ == "__main__":
    unittest.main()
