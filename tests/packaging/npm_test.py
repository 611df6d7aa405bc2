"""Installing from npm as a new user does, with the packed packages and a registry of this machine.

usage: npm_test.py PACKAGES SOURCE_ROOT
"""

import os
import shutil
import signal
import subprocess
import unittest

from packaging import CLEAN, COULD_NOT_RUN, DRIFTED, FINDINGS, PACKAGES, ROOT, VERSION, Packaging, the
from registry import add_other_platforms, manifest_of, serve

LAUNCHER = ROOT / "npm/lockstep.js"


class Npm(Packaging):
    def setUp(self):
        super().setUp()
        self.write(DRIFTED)
        # A home of its own: no settings and no cache of whoever runs the test.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"),
                            "npm_config_cache": str(self.folder / "cache")}
        (self.folder / "home").mkdir()

    def run_in_folder(self, *command, code, env=None):
        done = subprocess.run([str(word) for word in command], cwd=self.folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={**self.environment, **(env or {})}, timeout=300)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def published(self):
        """A folder with all packages of a release."""
        folder = self.folder / "published"
        folder.mkdir()
        for package in PACKAGES.glob("*.tgz"):
            shutil.copy(package, folder)
        add_other_platforms(folder)
        return folder

    def test_from_a_registry(self):
        published = self.published()
        with serve(published) as (registry, asked):
            done = self.run_in_folder("npm", "install", "--save-dev", "lockstep", code=0, env=registry)
            self.assertNotIn("allow-scripts", done.stderr)
            self.assertNotIn("warn", done.stderr.lower())
            # Only what fits this machine is downloaded.
            self.assertEqual(len([path for path in asked if path.startswith("-/")]), 2, asked)
            with self.subTest("npx runs what is installed"):
                del asked[:]
                done = self.run_in_folder("npx", "lockstep", "scan", ".", code=FINDINGS, env=registry)
                self.assertIn("duplicate-list/drifted", done.stdout)
                self.assertEqual(asked, [])
            with self.subTest("npm ci from the lock file"):
                shutil.rmtree(self.folder / "node_modules")
                self.run_in_folder("npm", "ci", "--ignore-scripts", code=0, env=registry)
                self.run_in_folder("npx", "lockstep", "--fail-on", "never", code=CLEAN, env=registry)
        with self.subTest("npx without installing"):
            shutil.rmtree(self.folder / "node_modules")
            (self.folder / "package.json").write_text(DRIFTED["package.json"])
            with serve(published) as (registry, asked):
                self.run_in_folder("npx", "--yes", "lockstep", "scan", ".", code=FINDINGS, env=registry)

    def test_from_tarballs_without_a_network(self):
        packages = [the("lockstep-[0-9]*.tgz"), the("lockstep-cli-*.tgz")]
        self.run_in_folder("npm", "install", "--offline", "--no-audit", "--no-fund", *packages, code=0)
        self.run_in_folder("npx", "--offline", "lockstep", "scan", ".", code=FINDINGS)
        self.run_in_folder("npx", "--offline", "lockstep", "scan", "nowhere", code=COULD_NOT_RUN)
        self.assertEqual(self.run_in_folder("npx", "--offline", "lockstep", "--version", code=CLEAN).stdout,
                         f"lockstep {VERSION}\n")

    def test_without_the_package_of_the_platform(self):
        self.run_in_folder("npm", "install", "--offline", "--no-audit", "--no-fund", "--omit=optional",
                           the("lockstep-[0-9]*.tgz"), code=0)
        done = self.run_in_folder("node_modules/.bin/lockstep", code=COULD_NOT_RUN)
        self.assertRegex(done.stderr, r"error: the package @lockstep/cli-\w+-\w+ is missing\n")
        self.assertIn(f"@{VERSION} brings it", done.stderr)

    def test_packages_hold_what_they_should(self):
        root, platform = manifest_of(the("lockstep-[0-9]*.tgz")), manifest_of(the("lockstep-cli-*.tgz"))
        self.assertEqual((root["version"], platform["version"]), (VERSION, VERSION))
        self.assertEqual(set(root["optionalDependencies"].values()), {VERSION})
        self.assertIn(platform["name"], root["optionalDependencies"])
        self.assertNotIn("scripts", root)
        self.assertNotIn("dependencies", root)
        listed = subprocess.run(["tar", "tzf", the("lockstep-[0-9]*.tgz")], capture_output=True, text=True, check=True).stdout
        files = set(listed.split())
        self.assertLessEqual({"package/npm/lockstep.js", "package/LICENSE", "package/README.md",
                              "package/rules/lockstep.schema.json"}, files)
        self.assertEqual([name for name in files if "/src/" in name or "/tests/" in name or "/rules/models/" in name], [])
        self.assertLess(the("lockstep-[0-9]*.tgz").stat().st_size, 200_000)


class Launcher(Packaging):
    def launch(self, script, **options):
        binary = self.folder / "binary"
        binary.write_text("#!/bin/sh\n" + script)
        binary.chmod(0o755)
        return subprocess.Popen(["node", *options.pop("node_arguments", []), LAUNCHER, *options.pop("arguments", [])], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**os.environ, "LOCKSTEP_BINARY": str(binary)}, **options)

    def test_exit_codes_pass(self):
        for code in (0, 1, 2, 3):
            process = self.launch(f"exit {code}")
            process.communicate()
            self.assertEqual(process.returncode, code)

    def test_streams_and_words_pass(self):
        process = self.launch('cat; printf "%s|" "$@" >&2', arguments=["a b", "", "$x"])
        self.assertEqual(process.communicate("in\n"), ("in\n", "a b||$x|"))

    def test_a_signal_that_ends_the_binary_ends_us_alike(self):
        for name in ("TERM", "INT", "SEGV"):
            process = self.launch(f"kill -{name} $$")
            process.communicate()
            self.assertEqual(process.returncode, -getattr(signal, "SIG" + name))

    def test_a_signal_to_us_reaches_the_binary(self):
        for sent in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process = self.launch("echo ready; exec sleep 60")
            self.assertEqual(process.stdout.readline(), "ready\n")
            process.send_signal(sent)
            process.communicate(timeout=30)
            self.assertEqual(process.returncode, -sent)

    def test_a_signal_that_comes_while_the_binary_starts_reaches_it(self):
        early = self.folder / "early.js"
        early.write_text("const processes = require('node:child_process');\n"
                         "const { spawn } = processes;\n"
                         "processes.spawn = (...words) => {\n"
                         "  const child = spawn(...words);\n"
                         "  process.kill(process.pid, 'SIGTERM');\n"
                         "  return child;\n"
                         "};\n")
        process = self.launch("exec sleep 60", node_arguments=["--require", early])
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, -signal.SIGTERM)

    def test_a_binary_that_does_not_start(self):
        done = subprocess.run(["node", LAUNCHER], capture_output=True, text=True,
                              env={**os.environ, "LOCKSTEP_BINARY": "/nowhere/lockstep"})
        self.assertEqual(done.returncode, COULD_NOT_RUN)
        self.assertIn("error: cannot start /nowhere/lockstep", done.stderr)

    def test_platforms_without_a_package(self):
        for platform, hint in (("win32", "WSL"), ("sunos", "build it from source")):
            pretend = self.folder / "pretend.js"
            pretend.write_text(f"Object.defineProperty(process, 'platform', {{ value: '{platform}' }});\n")
            done = subprocess.run(["node", "--require", pretend, LAUNCHER], capture_output=True, text=True,
                                  env={key: value for key, value in os.environ.items() if key != "LOCKSTEP_BINARY"})
            self.assertEqual(done.returncode, COULD_NOT_RUN)
            self.assertIn(f"there is no lockstep for {platform}-", done.stderr)
            self.assertIn(hint, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=["npm_test.py"])
