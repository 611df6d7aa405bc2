"""The archives of a release: the binary needs nothing but a kernel, the .tar.gz and the .deb hold what belongs to it, the man
page reads well, and the checksums and the bill of materials are about just these files.

usage: archives_test.py PACKAGES SOURCE_ROOT CONSUMERS
"""

import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from packaging import CLEAN, DRIFTED, FINDINGS, PACKAGES, VERSION, Packaging, the

CONSUMERS = pathlib.Path(sys.argv[3])


def output_of(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options).stdout


class Tarball(Packaging):
    def setUp(self):
        super().setUp()
        subprocess.run(["tar", "xzf", the(f"lockstep-{VERSION}-*.tar.gz"), "-C", self.folder, "--strip-components=1"], check=True)
        self.binary = next(self.folder.rglob("bin/lockstep"))

    def file(self, path):
        return self.binary.parent.parent / path

    def test_binary_is_static(self):
        said = subprocess.run(["ldd", self.binary], capture_output=True, text=True)
        self.assertIn("not a dynamic executable", said.stdout + said.stderr)
        self.assertLess(self.binary.stat().st_size, 20_000_000)

    @unittest.skipIf(os.geteuid() != 0, "only root may change its root")
    def test_binary_runs_where_there_is_nothing_else(self):
        """No C library, no shell, no git, no locale, no /proc: what a `FROM scratch` container has."""
        bare = self.folder / "bare"
        bare.mkdir()
        self.write(DRIFTED, below="bare/program")
        shutil.copy(self.binary, bare / "lockstep")
        done = subprocess.run([shutil.which("chroot", path="/usr/sbin:/sbin:/usr/bin"), bare, "/lockstep", "scan", "/program"], capture_output=True, text=True, env={})
        self.assertEqual(done.returncode, FINDINGS, done.stderr)
        self.assertIn("duplicate-list/drifted", done.stdout)

    def test_binary_says_the_same_as_ever(self):
        self.write(DRIFTED, below="program")
        done = subprocess.run([self.binary, "scan", "program", "--format", "json"], cwd=self.folder, capture_output=True)
        self.assertEqual(done.returncode, FINDINGS)
        self.assertEqual(json.loads(done.stdout)["summary"]["warnings"], 1)

    def test_what_belongs_to_it(self):
        for path in ("share/man/man1/lockstep.1.gz", "share/bash-completion/completions/lockstep",
                     "share/zsh/vendor-completions/_lockstep", "share/fish/vendor_completions.d/lockstep.fish",
                     "share/lockstep/lockstep.schema.json", "share/lockstep/lockstep-report.schema.json"):
            self.assertGreater(self.file(path).stat().st_size, 100, path)
        notices = self.file("share/doc/lockstep/copyright").read_text()
        for part in ("The lockstep authors", "tree-sitter", "CLI11", "JSON for Modern C++", "glibc", "libstdc++"):
            self.assertIn(part, notices)

    def test_man_page(self):
        self.need("mandoc", shutil.which("mandoc"))
        page = self.folder / "lockstep.1"
        page.write_bytes(gzip.decompress(self.file("share/man/man1/lockstep.1.gz").read_bytes()))
        complaints = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True).stdout
        self.assertEqual([line for line in complaints.splitlines() if "missing date" not in line], [])
        shown = output_of("mandoc", "-T", "utf8", page)
        plain = "".join(c for i, c in enumerate(shown) if c != "\b" and shown[i + 1:i + 2] != "\b")
        for option in output_of(self.binary, "--help").split():
            if option.startswith("--"):
                self.assertIn(option.rstrip(","), plain)
        for section in ("NAME", "SYNOPSIS", "COMMANDS", "EXIT STATUS", "EXAMPLES", "ENVIRONMENT", "FILES"):
            self.assertIn(section, plain)
        self.assertIn("could not run", plain)


@unittest.skipIf(shutil.which("dpkg-deb") is None, "there is no dpkg here")
class Deb(Packaging):
    def test_control(self):
        deb = the("lockstep_*.deb")
        fields = {name: output_of("dpkg-deb", "-f", deb, name).strip() for name in ("Package", "Version", "Depends", "Recommends")}
        self.assertEqual(fields, {"Package": "lockstep", "Version": VERSION, "Depends": "", "Recommends": "git"})

    @unittest.skipIf(os.geteuid() != 0, "only root may install")
    def test_installs_and_goes_away(self):
        root = self.folder / "root"
        (root / "var/lib/dpkg/updates").mkdir(parents=True)
        (root / "var/lib/dpkg/info").mkdir()
        (root / "var/lib/dpkg/status").write_text("")
        output_of("dpkg", f"--root={root}", "--install", the("lockstep_*.deb"))
        self.assertEqual(output_of(root / "usr/bin/lockstep", "--version"), f"lockstep {VERSION}\n")
        output_of("dpkg", f"--root={root}", "--remove", "lockstep")
        self.assertFalse((root / "usr/bin/lockstep").exists())

    def test_lintian(self):
        self.need("lintian", shutil.which("lintian"))
        said = subprocess.run(["lintian", "--allow-root", "--no-tag-display-limit", the("lockstep_*.deb")],
                              capture_output=True, text=True).stdout
        # Debian forbids static binaries in its own archive; ours is one on purpose. There is no bug report to close.
        accepted = ("statically-linked-binary", "initial-upload-closes-no-bugs", "embedded-library")
        tags = [line for line in said.splitlines() if not any(tag in line for tag in accepted)]
        self.assertEqual(tags, [])


class Sums(Packaging):
    def test_checksums(self):
        output_of("sha256sum", "--check", "--strict", the("SHA256SUMS-*"), cwd=PACKAGES)
        listed = {line.split()[-1] for line in the("SHA256SUMS-*").read_text().splitlines()}
        self.assertEqual(listed, {path.name for path in PACKAGES.iterdir()} - {the("SHA256SUMS-*").name})

    def test_bill_of_materials(self):
        bill = json.loads(the("*.cdx.json").read_text())
        names = {component["name"] for component in bill["components"]}
        self.assertLessEqual({"tree-sitter", "tree-sitter-typescript"}, names)
        self.need("the library of CycloneDX", (CONSUMERS / "node_modules/@cyclonedx/cyclonedx-library").exists())
        script = """
          const { Validation, Spec } = require("@cyclonedx/cyclonedx-library");
          const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
          const check = async (text) => (await validator.validate(text)) ?? null;
          const text = require("node:fs").readFileSync(process.argv[1], "utf8");
          Promise.all([check(text), check(text.replace("application", "thing"))]).then(([ours, spoilt]) => {
            if (ours !== null || spoilt === null) { console.log(JSON.stringify([ours, spoilt], null, 1)); process.exit(1); }
          });
        """
        done = subprocess.run(["node", "-e", script, the("*.cdx.json")], cwd=CONSUMERS, capture_output=True, text=True)
        self.assertEqual(done.returncode, CLEAN, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(argv=["archives_test.py"])
