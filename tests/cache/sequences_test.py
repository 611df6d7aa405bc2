"""A scan with a cache says byte for byte what a scan without one says, whatever was edited in between.

usage: sequences_test.py LOCKSTEP [TEST…]
"""

import json
import os
import random
import re
import shutil
import sys
import time
import unittest

from programs import DEMO, SETTLE_SECONDS, Program

EDITS_A_SEED = 25
WORD = re.compile(r"'([a-z][a-z_-]{3,})'")


class Edits:
    """One edit after another, chosen by dice: the kinds that change what files mean to each other."""

    def __init__(self, root, seed):
        self.root, self.dice = root, random.Random(seed)
        self.hot = []  # files that findings are about: an edit there says something

    def files(self, *endings):
        found = [path for path in self.root.rglob("*") if path.is_file() and path.name.endswith(endings)]
        return sorted(path for path in found if ".git" not in path.parts)

    def source(self):
        hot = [path for path in self.hot if path.is_file() and not path.is_symlink()]
        return self.dice.choice(hot if hot and self.dice.random() < 0.7 else self.files(".ts", ".tsx"))

    def rewrite(self, path, change):
        text = path.read_text()
        path.write_text(change(text))

    def drop_a_value(self):
        path = self.source()
        words = WORD.findall(path.read_text())
        if words:
            word = self.dice.choice(words)
            self.rewrite(path, lambda text: text.replace(f"'{word}', ", "", 1))
        return path

    def rename_a_value(self):
        path = self.source()
        words = WORD.findall(path.read_text())
        if words:
            word = self.dice.choice(words)
            self.rewrite(path, lambda text: text.replace(f"'{word}'", f"'{word}_too'"))
        return path

    def move_lines(self):
        path = self.source()
        self.rewrite(path, lambda text: "\n// moved\n\n" + text)
        return path

    def same_size_and_time(self):
        """What make and other tools that only look at times would miss."""
        path = self.source()
        words = WORD.findall(path.read_text())
        status = path.stat()
        if words:
            word = self.dice.choice(words)
            self.rewrite(path, lambda text: text.replace(f"'{word}'", f"'{word[::-1]}'"))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return path

    def break_syntax(self):
        path = self.source()
        self.rewrite(path, lambda text: text + "\nexport const { = [;\n")
        return path

    def rename_a_file(self):
        path = self.source()
        path.rename(path.with_name(f"renamed-{self.dice.randrange(1000)}{path.suffix}"))
        return path

    def change_an_extension(self):
        path = self.source()
        path.rename(path.with_suffix(".tsx" if path.suffix == ".ts" else ".ts"))
        return path

    def delete_a_file(self):
        path = self.source()
        path.unlink()
        return path

    def swap_files(self):
        one, other = self.source(), self.source()
        if one != other:
            spare = one.with_name("spare")
            one.rename(spare)
            other.rename(one)
            spare.rename(other)
        return one

    def copy_a_file(self):
        path = self.source()
        shutil.copy2(path, path.with_name(f"copy-{self.dice.randrange(1000)}{path.suffix}"))
        return path

    def break_a_barrel(self):
        barrels = self.files("index.ts") or self.files(".ts")
        path = self.dice.choice(barrels)
        self.rewrite(path, lambda text: "\n".join(text.split("\n")[1:]))
        return path

    def change_a_manifest(self):
        path = self.dice.choice(self.files("package.json"))
        manifest = json.loads(path.read_text() or "{}")
        key = self.dice.choice(["name", "main", "types", "exports", "workspaces", "dependencies"])
        manifest[key] = self.dice.choice(["@other/name", "./src/index.ts", ["packages/*"], {"typeorm": "^0.3.0"}])
        path.write_text(json.dumps(manifest))
        return path

    def change_a_tsconfig(self):
        path = self.dice.choice(self.files("tsconfig.json", "tsconfig.base.json") or [self.root / "tsconfig.json"])
        path.write_text(json.dumps({"compilerOptions": {"baseUrl": ".", "paths": {"@x/*": [f"./src{self.dice.randrange(3)}/*"]}}}))
        return path

    def ignore_something(self):
        path = self.root / ".gitignore"
        with open(path, "a") as file:
            file.write(self.dice.choice(["*.spec.ts\n", "!*.spec.ts\n", f"{self.source().name}\n", "inbox/\n", "!inbox/\n"]))
        return path

    def configure(self):
        path = self.root / "lockstep.jsonc"
        path.write_text(self.dice.choice([
            "{}", '{"rules": {"magic-actor": "off"}}', '{"rules": {"duplicate-list": "note"}, "exclude": ["**/widget/**"]}',
            '{"rules": {"duplicate-list": {"min-values": 5}}}',
            '{"overrides": [{"files": ["**/frontend/**"], "rules": {"orphan-variant": "error"}}]}']))
        return path

    def change_nothing(self):
        path = self.source()
        path.touch()
        return path

    def link(self):
        path = self.source()
        there = path.with_name(f"link-{self.dice.randrange(1000)}.ts")
        if not there.exists():
            there.symlink_to(path.name)
        return there

    KINDS = [drop_a_value, rename_a_value, move_lines, same_size_and_time, break_syntax, rename_a_file, change_an_extension, delete_a_file,
             swap_files, copy_a_file, break_a_barrel, change_a_manifest, change_a_tsconfig, ignore_something, configure, change_nothing, link]

    def next(self):
        kind = self.dice.choice(self.KINDS)
        return f"{kind.__name__} {kind(self).relative_to(self.root)}"


class Sequences(Program):
    def setUp(self):
        super().setUp()
        shutil.copytree(DEMO, self.root, dirs_exist_ok=True)
        self.write("lockstep.jsonc", "{}")

    def check(self, what, *arguments):
        warm = self.reports(*arguments)
        again = self.reports(*arguments)
        cold = self.reports("--no-cache", *arguments)
        self.assert_same(warm, cold, what)
        self.assert_same(again, cold, what + " (twice)")
        return cold

    def sequence(self, seed, settles):
        edits, done, seen = Edits(self.root, seed), [], set()
        for number in range(EDITS_A_SEED):
            reports = self.check(f"seed {seed} after {done}")
            seen.add(tuple(reports))
            findings = json.loads(reports[3])["findings"]
            places = [place for finding in findings for place in [finding["place"], *(related["place"] for related in finding["related"])]]
            edits.hot = sorted({self.root / place["path"] for place in places})
            # Only what has been left alone for a while is recognised by its looks.
            if settles and number % 5 == 0:
                time.sleep(SETTLE_SECONDS)
                self.check(f"seed {seed} after {done} and a pause")
            done.append(edits.next())
        self.assertGreater(len(seen), EDITS_A_SEED // 5, "the edits change what is found")

    def test_edits_in_a_row(self):
        self.sequence(seed=1, settles=False)

    def test_edits_with_pauses(self):
        self.sequence(seed=2, settles=True)

    def test_what_is_asked_changes(self):
        time.sleep(SETTLE_SECONDS)
        for arguments in ([], ["packages/backend"], ["--rule", "magic-actor"], ["--skip-rule", "magic-actor"], ["--exclude", "**/widget/**"],
                          ["--no-ignore"], ["--no-config"], ["--threads", "1"], ["--include", "packages/backend/**"], ["--why"], []):
            self.check(str(arguments), *arguments)

    def test_the_cache_is_used(self):
        time.sleep(SETTLE_SECONDS)
        first = self.lockstep("scan", "--stats")
        self.assertEqual(self.counted(first, "files from the cache"), 0)
        second = self.lockstep("scan", "--stats")
        self.assertIsNone(self.counted(second, "files from the cache"), "the whole answer was kept")
        self.assertNotIn(b"link", second.stderr)
        self.write("packages/backend/src/new.ts", "export const x = 1;\n")
        third = self.lockstep("scan", "--stats")
        files = self.counted(third, "files")
        self.assertEqual(self.counted(third, "files from the cache"), files - 1)
        for verb in (["doctor"], ["dump", "program"]):
            self.assertEqual(self.counted(self.lockstep(*verb, "--stats"), "files from the cache") or files, files)

    def test_explain_finds_what_a_scan_found(self):
        time.sleep(SETTLE_SECONDS)
        self.lockstep("scan")
        listed = json.loads(self.lockstep("scan", "--format", "json").stdout)
        identity = listed["findings"][0]["id"]
        warm = self.lockstep("explain", identity).stdout
        self.assertEqual(warm, self.lockstep("explain", identity, "--no-cache").stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
