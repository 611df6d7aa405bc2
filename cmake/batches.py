#!/usr/bin/env python3
"""Says which sources of a room may be compiled together, as `FILE BATCH` lines for cmake/LockstepRoom.cmake.

    batches.py SIZE ROOM-FOLDER...

Sources that are compiled as one see each other's unnamed namespaces and headers. What a file keeps to itself must
therefore be a word that stands nowhere in the other files of its batch, nor in headers that only they include: then it
can neither clash nor change what a call means. A file that fits nowhere is compiled by itself.
"""

import re
import sys
from pathlib import Path

WORD = re.compile(r"[A-Za-z_]\w*")
ASIDES = re.compile(r'/\*.*?\*/|//[^\n]*|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"', re.DOTALL)
TYPE = re.compile(r"(?:struct|class|enum class|enum|union|concept)\s+(\w+)|using\s+(\w+)\s*=")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
VALUE = re.compile(r"(\w+)\s*(?:\(|\[|=|\{|;)")
INNERMOST = re.compile(r"<[^<>]*>")
NO_NAME = ("namespace", "template", "static_assert", "public:", "private:")


def declared(text):
    """What a namespace declares: clang-format has that begin in the first column."""
    names = set()
    for line in text.split("\n"):
        if not line[:1].isalpha() or line.startswith(NO_NAME):
            continue
        named = TYPE.match(line)
        if named:
            names.add(named[1] or named[2])
        elif not line.startswith("using "):
            before = None
            while before != line:
                before, line = line, INNERMOST.sub("", line)
            named = VALUE.search(line)
            if named:
                names.add(named[1])
    return names


def unnamed(text):
    """The text of the unnamed namespaces, and what is declared for one file alone outside of them."""
    parts = re.findall(r"^namespace \{$(.*?)^\}  // namespace$", text, re.DOTALL | re.MULTILINE)
    parts += re.findall(r"^(?:using \w+ = |static ).*$", text, re.MULTILINE)
    return "\n".join(parts)


class Headers:
    """The headers of the house, by the names that others include them by."""

    def __init__(self, rooms):
        self.places = {room.name: room.parent for room in rooms}
        self.words = {}
        self.reached = {}

    def reached_from(self, text):
        """What a file of this text includes, and what that includes in turn."""
        names = set()
        for name in INCLUDE.findall(text):
            if name not in self.reached:
                self.reached[name] = {name}  # also for whoever includes in a circle
                path = self.places.get(name.split("/")[0], Path("/nonexistent")) / name
                its_text = path.read_text(encoding="utf-8") if path.is_file() else ""
                self.words[name] = set(WORD.findall(ASIDES.sub(" ", its_text)))
                self.reached[name] = {name} | self.reached_from(its_text)
            names |= self.reached[name]
        return names


class Source:
    def __init__(self, path, headers):
        text = path.read_text(encoding="utf-8")
        self.path = path
        self.words = set(WORD.findall(ASIDES.sub(" ", text)))
        self.own = declared(ASIDES.sub(" ", unnamed(text)))
        reached = headers.reached_from(text)
        # The headers that it does not include and one of whose words it keeps for itself: it cannot be with who does.
        self.foes = {name for name, words in headers.words.items() if name not in reached and words & self.own}
        self.reached = reached

    def bears(self, other):
        return self.own.isdisjoint(other.words) and self.foes.isdisjoint(other.reached)


def batches_of(sources, size):
    batches = []
    for source in sources:
        for batch in batches:
            if len(batch) < size and all(source.bears(other) and other.bears(source) for other in batch):
                batch.append(source)
                break
        else:
            batches.append([source])
    return [batch for batch in batches if len(batch) > 1]


def main():
    size, rooms = int(sys.argv[1]), [Path(room) for room in sys.argv[2:]]
    headers = Headers(rooms)
    for room in rooms:
        for path in sorted(room.rglob("*.h")):
            headers.reached_from(f'#include "{path.relative_to(room.parent)}"')
    for room in rooms:
        paths = sorted(path for path in room.rglob("*.cc") if not path.name.endswith("_test.cc"))
        sources = [Source(path, headers) for path in paths]
        for number, batch in enumerate(batches_of(sources, size)):
            for source in batch:
                print(source.path, f"{room.name}_{number}")


if __name__ == "__main__":
    main()
