"""What the tests of packaging share: the folder of packages that packaging/build.sh made, and a program with one finding."""

import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

PACKAGES, ROOT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
VERSION = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
CLEAN, FINDINGS, COULD_NOT_RUN = 0, 1, 2
DRIFTED = {
    "package.json": '{"name": "shop", "private": true, "main": "src/states.ts"}',
    "src/states.ts": "export const STATES = ['drafted', 'submitted', 'underwriting', 'countersigned', 'archived'];\n",
    "src/filter.ts": "const known = new Set(['drafted', 'submitted', 'underwriting', 'countersigned']);\n"
                     "export const isKnown = (state: string): boolean => known.has(state);\n",
}


def the(pattern):
    """The one package of that name."""
    found = sorted(PACKAGES.glob(pattern))
    if len(found) != 1:
        raise AssertionError(f"{pattern} in {PACKAGES}: {found}")
    return found[0]


class Packaging(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-packaging-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def need(self, name, is_there):
        """Where everything is required, as in CI, a tool that is missing is a failure."""
        if not is_there:
            (self.fail if os.environ.get("LOCKSTEP_REQUIRE_CONSUMERS") == "1" else self.skipTest)(f"{name} is not installed")

    def write(self, files, below="."):
        for path, text in files.items():
            file = self.folder / below / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
