"""cmake/batches.py compiles only those sources as one that cannot disturb each other.

Usage: batches_test.py SOURCE_FOLDER
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LISTER = pathlib.Path(sys.argv.pop(1)) / "cmake" / "batches.py"


def unnamed(text):
    return f"namespace house {{\nnamespace {{\n\n{text}\n\n}}  // namespace\n}}  // namespace house\n"


class Batches(unittest.TestCase):
    def batches(self, size=12, **files):
        """What is compiled together, as sets of names. `attic_h` is the header attic.h."""
        with tempfile.TemporaryDirectory() as folder:
            room = pathlib.Path(folder) / "room"
            room.mkdir()
            for name, text in files.items():
                path = room / (name[:-2] + ".h" if name.endswith("_h") else name + ".cc")
                path.write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, LISTER, str(size), str(room)], capture_output=True, text=True, check=True)
        together = {}
        for line in done.stdout.splitlines():
            path, batch = line.rsplit(" ", 1)
            together.setdefault(batch, set()).add(pathlib.Path(path).stem)
        return sorted(together.values(), key=sorted)

    def test_strangers_share_a_batch(self):
        found = self.batches(door=unnamed("int hinge() { return 1; }"), roof=unnamed("int tile() { return 2; }"))
        self.assertEqual(found, [{"door", "roof"}])

    def test_a_name_twice_does_not(self):
        self.assertEqual(self.batches(door=unnamed("constexpr int kMost = 1;"), roof=unnamed("constexpr int kMost = 2;")), [])

    def test_what_one_keeps_and_the_other_calls_does_not(self):
        found = self.batches(door=unnamed("bool is_open(int door) { return door; }"), roof="int wind() { return is_open(1.5); }\n")
        self.assertEqual(found, [])

    def test_a_word_in_a_comment_is_none(self):
        found = self.batches(door=unnamed("struct Hinge {};"), roof="// A Hinge would squeak.\nint wind() { return 1; }\n")
        self.assertEqual(found, [{"door", "roof"}])

    def test_what_a_header_of_the_other_says_does_not(self):
        attic = "#pragma once\n#include \"room/beam.h\"\n"
        files = dict(beam_h="#pragma once\nenum class Wood { Hinge };\n", attic_h=attic,
                     door=unnamed("using Hinge = int;"), roof='#include "room/attic.h"\nint wind() { return 1; }\n')
        self.assertEqual(self.batches(**files), [])
        both = dict(files, door='#include "room/attic.h"\n' + unnamed("using Hinge = int;"))
        self.assertEqual(self.batches(**both), [{"door", "roof"}], "it bears that header already")

    def test_a_batch_has_an_end_and_tests_are_in_none(self):
        names = {f"stair{i}": unnamed(f"int step{i}() {{ return {i}; }}") for i in range(5)}
        found = self.batches(size=2, **names, stair_test="int step() { return 0; }\n")
        self.assertEqual([len(batch) for batch in found], [2, 2], "the fifth is by itself")


if __name__ == "__main__":
    unittest.main()
