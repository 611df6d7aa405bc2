"""Every fault of a baseline, without a cache, with one that knows the answer, and with a finding that is new. What comes of it is
a table of docs/adoption.md.

usage: baseline_faults_test.py LOCKSTEP [TEST…]      (LOCKSTEP_UPDATE=1 rewrites the table)
"""

import json
import os
import shutil
import sys
import time
import unittest

from programs import CLEAN, COULD_NOT_RUN, DEMO, FINDINGS, SETTLE_SECONDS, SOURCES, Program

NAME = ".lockstep-baseline.json"


def lines_of(file):
    return file.read_text().splitlines(keepends=True)


def change(file, line, text):
    lines = lines_of(file)
    lines[line] = text(lines[line])
    file.write_text("".join(lines))


def link(file):
    target = file.with_name("elsewhere.json")
    file.rename(target)
    file.symlink_to(target.name)


def be_a_folder(file):
    file.unlink()
    file.mkdir()


def be_a_pipe(file):
    file.unlink()
    os.mkfifo(file)


def swap_and_repeat(file):
    """As a union of two branches may leave it."""
    brace, *entries, version, end = lines_of(file)
    file.write_text("".join([brace, *reversed(entries), entries[0], version, end]))


def cut(file):
    os.truncate(file, file.stat().st_size // 2)


FAULTS = {
    "none": lambda file: None,
    "it is not there": lambda file: file.unlink(),
    "it is empty": lambda file: file.write_text(""),
    "it is cut in the middle": cut,
    "it is not JSON": lambda file: file.write_text("accepted: all\n"),
    "an entry has no id": lambda file: change(file, 1, lambda line: line.replace(line.split(" ")[1].split('"')[0], "")),
    "conflict markers of git were left in it": lambda file: change(file, 1, lambda line: "<<<<<<< HEAD\n" + line),
    "a newer lockstep wrote it": lambda file: file.write_text('{\n"version": 2\n}\n'),
    "entries twice and in another order": swap_and_repeat,
    "it is a symbolic link": link,
    "it is a folder": be_a_folder,
    "it is a pipe": be_a_pipe,
}


class BaselineFaults(Program):
    def setUp(self):
        super().setUp()
        shutil.copytree(DEMO, self.root, dirs_exist_ok=True)
        self.file = self.root / NAME
        self.lockstep("baseline", codes=(CLEAN,))
        self.good = self.file.read_text()

    def put_back(self):
        if self.file.is_dir() and not self.file.is_symlink():
            self.file.rmdir()
        else:
            self.file.unlink(missing_ok=True)
        self.file.write_text(self.good)

    def looks(self):
        is_text = self.file.is_file() and not self.file.is_symlink()
        return self.file.read_text() if is_text else None

    def scan(self, *arguments):
        done = self.lockstep("scan", "--format", "json", *arguments, codes=(CLEAN, FINDINGS, COULD_NOT_RUN))
        if done.returncode == COULD_NOT_RUN:
            self.assertEqual(done.stdout, b"")
            self.assertIn(b"hint: ", done.stderr)
            self.assertIn(NAME.encode(), done.stderr)
            return done, "exit code 2" + (", with line and column" if f"{NAME}:".encode() in done.stderr else "")
        report = json.loads(done.stdout)
        told, known = len(report["findings"]), report["summary"]["baselined"]
        return done, "everything is told" if known == 0 else "nothing is told" if told == 0 else "only what is new is told" if told == 1 else f"{told} are told"

    def test_all(self):
        rows = {name: [name] for name in FAULTS}
        for state in ("cold", "warm", "new"):
            if state == "new":
                self.write("packages/backend/src/new.ts", "export const GLAZES = ['celadon', 'tenmoku', 'shino', 'oribe'] as const;\n")
                self.write("packages/frontend/src/new.ts", "export const GLAZES = ['celadon', 'tenmoku', 'shino'] as const;\n")
            if state == "warm":
                self.put_back()
                time.sleep(SETTLE_SECONDS)
                self.lockstep("scan", codes=(CLEAN,))
            for name, spoil in FAULTS.items():
                with self.subTest(f"{name}, {state}"):
                    self.put_back()
                    spoil(self.file)
                    left = self.looks()
                    done, said = self.scan(*(["--no-cache"] if state == "cold" else []))
                    self.assertEqual(done.stdout, self.scan("--no-cache")[0].stdout)
                    self.lockstep("baseline", codes=(CLEAN, FINDINGS, COULD_NOT_RUN))
                    if name != "it is not there":
                        self.assertEqual(self.looks(), left, "nothing is written over it")
                    rows[name].append(said)
        head = ("what is wrong", "without a cache", "warm", "a finding is new")
        self.compare_table(SOURCES / "docs" / "adoption.md", "faults", "tests/cache/baseline_faults_test.py", [head, *rows.values()])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
