"""How the tests of the cache and of changes run lockstep on a program of their own."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

LOCKSTEP = str(pathlib.Path(sys.argv[1]).resolve())
SOURCES = pathlib.Path(__file__).resolve().parent.parent.parent
DEMO = SOURCES / "fixtures" / "demo_monorepo" / "before"
CLEAN, FINDINGS, COULD_NOT_RUN, INCOMPLETE = 0, 1, 2, 3

# How old a file must be for its looks to be trusted, and a little more.
SETTLE_SECONDS = 2.8


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "LOCKSTEP_", "XDG_"))}
    return {**kept, **more}


class Program(unittest.TestCase):
    """A folder with a program, `self.root`, and one with a cache, `self.cache`."""

    def setUp(self):
        self.outside = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-cache-")).resolve()
        self.addCleanup(shutil.rmtree, self.outside, ignore_errors=True)
        self.root, self.cache = self.outside / "program", self.outside / "cache"
        self.root.mkdir()

    def write(self, path, text=""):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def lockstep(self, *arguments, codes=(CLEAN, FINDINGS), cache=None, cwd=None, **more):
        done = subprocess.run([LOCKSTEP, *map(str, arguments)], cwd=cwd or self.root, capture_output=True, timeout=300,
                              env=environment(LOCKSTEP_CACHE_DIR=str(cache or self.cache), **more))
        shown = f"{arguments}\nstdout: {done.stdout.decode()[-2000:]}\nstderr: {done.stderr.decode()[-2000:]}"
        self.assertIn(done.returncode, codes, shown)
        return done

    def reports(self, *arguments, **options):
        """All that a scan says, as bytes."""
        names = [self.outside / f"report.{ending}" for ending in ("txt", "json", "sarif")]
        outputs = [word for name in names for word in ("-o", name)]
        done = self.lockstep("scan", *arguments, *outputs, codes=(CLEAN, FINDINGS, INCOMPLETE), **options)
        return [str(done.returncode).encode(), done.stderr, *(name.read_bytes() for name in names)]

    def assert_same(self, reports, others, what=""):
        for one, other in zip(reports, others, strict=True):
            if one == other:
                continue
            at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
            self.fail(f"{what}: differs at byte {at}:\n{one[max(0, at - 200):at + 200]}\n{other[max(0, at - 200):at + 200]}")

    def counted(self, done, what):
        """What --stats says of it."""
        for line in done.stderr.decode().splitlines():
            if line.strip().startswith(what + ":"):
                return int(line.split(":")[1])
        return None

    def compare_table(self, page, name, made_by, rows):
        """Of a page of the docs, whose table between two marks is what the test saw."""
        begin, end = f"<!-- {name}: made by {made_by} -->\n", f"<!-- end of {name} -->\n"
        head, *body = (f"| {' | '.join(cells)} |\n" for cells in rows)
        text = page.read_text()
        before, rest = text.split(begin)
        _, after = rest.split(end)
        made = before + begin + "\n" + head + "|---" * len(rows[0]) + "|\n" + "".join(body) + "\n" + end + after
        if os.environ.get("LOCKSTEP_UPDATE"):
            page.write_text(made)
            return
        self.assertEqual(text, made, f"{page} differs; ./dev update rewrites it")
