"""The last look before publishing (packaging/check_release.sh), with the packages of this platform and made-up ones of the others.

usage: release_test.py PACKAGES SOURCE_ROOT
"""

import hashlib
import json
import shutil
import subprocess
import unittest

from packaging import PACKAGES, ROOT, VERSION, Packaging

PLATFORMS = [name.removeprefix("@lockstep/cli-") for name in json.loads((ROOT / "package.json").read_text())["optionalDependencies"]]


class Release(Packaging):
    def setUp(self):
        super().setUp()
        self.packages = self.folder / "packages"
        shutil.copytree(PACKAGES, self.packages)
        root = self.packages / f"lockstep-{VERSION}.tgz"
        for platform in PLATFORMS:
            if (self.packages / f"SHA256SUMS-{platform}").exists():
                continue
            files = [root]
            for name in (f"lockstep-cli-{platform}-{VERSION}.tgz", f"lockstep-{VERSION}-{platform}.tar.gz",
                         f"lockstep-{VERSION}-{platform}.cdx.json"):
                files.append(self.packages / name)
                files[-1].write_text(name)
            sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
            (self.packages / f"SHA256SUMS-{platform}").write_text(sums)

    def check(self, tag=f"v{VERSION}"):
        return subprocess.run(["bash", ROOT / "packaging/check_release.sh", self.packages, tag], capture_output=True, text=True)

    def expect_refusal(self, why, **options):
        done = self.check(**options)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(why, done.stdout + done.stderr)

    def test_everything_is_there(self):
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stderr)
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=self.packages, check=True)
        summed = {line.split()[1] for line in (self.packages / "SHA256SUMS").read_text().splitlines()}
        self.assertEqual(summed, {file.name for file in self.packages.iterdir()} - {"SHA256SUMS", "NOTES.md"})
        self.assertGreater(len(summed), 3 * len(PLATFORMS))
        self.assertIn("### Added", (self.packages / "NOTES.md").read_text())

    def test_another_tag(self):
        self.expect_refusal("the tag is v9.9.9", tag="v9.9.9")

    def test_a_platform_is_missing(self):
        (self.packages / f"lockstep-cli-{PLATFORMS[0]}-{VERSION}.tgz").unlink()
        self.expect_refusal(f"lockstep-cli-{PLATFORMS[0]}-{VERSION}.tgz is missing")

    def test_a_file_was_changed(self):
        (self.packages / f"lockstep-{VERSION}-{PLATFORMS[0]}.tar.gz").write_text("else")
        self.expect_refusal("FAILED")

    def test_the_common_package_was_changed(self):
        (self.packages / f"lockstep-{VERSION}.tgz").write_text("else")
        self.expect_refusal("is none of those that were made")


if __name__ == "__main__":
    unittest.main(argv=["release_test.py"])
