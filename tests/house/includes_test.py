"""What the compiler does not check about our sources: includes, guards, and which room may name which library.

Libraries of the system lie on one include path for all rooms, so a wall of include folders cannot keep them apart.

Usage: includes_test.py SOURCE_FOLDER
"""

import os
import re
import sys

# A library, and the only rooms whose files may include it (tests of those rooms included).
LIBRARIES = {
    "tree_sitter/": ["syntax"],
    "nlohmann/": ["report"],
    "re2/": ["syntax"],
    "CLI/": ["app"],
    "gtest/": ["*_test.cc"],
    "gmock/": ["*_test.cc"],
    # tree-sitter's private headers, which `syntax` walks subtrees with.
    "subtree.h": ["syntax"],
    "tree.h": ["syntax"],
    "language.h": ["syntax"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def rooms_of(source_folder):
    """Room name to folder: the folders of src/analyzer, and src/app."""
    analyzer = os.path.join(source_folder, "src", "analyzer")
    rooms = {name: os.path.join(analyzer, name) for name in sorted(os.listdir(analyzer))}
    rooms["app"] = os.path.join(source_folder, "src", "app")
    return rooms


def files_of(folder):
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".h", ".cc")):
                yield os.path.join(parent, name)


def troubles_of(path, room, rooms):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    is_test = path.endswith("_test.cc")
    is_header = path.endswith(".h")

    if is_header and not text.startswith("#pragma once"):
        yield "a header begins with #pragma once"
    if is_header and re.search(r"^\s*using namespace ", text, re.MULTILINE):
        yield "no `using namespace` in a header"
    for quote, target in INCLUDE.findall(text):
        if ".." in target.split("/"):
            yield 'no ".." in an include: %s' % target
        library = next((name for name in LIBRARIES if target.startswith(name)), None)
        if library:
            allowed = LIBRARIES[library]
            if not (room in allowed or (is_test and "*_test.cc" in allowed)):
                yield "only %s may include <%s>" % (" and ".join(allowed), target)
        elif quote == '"' and target.split("/")[0] not in list(rooms) + ["embedded", "fingerprint"]:
            yield 'an include in quotes begins with the name of a room: "%s"' % target


def leaks(rooms):
    """A header may name a library only if it is its room's own affair: included by sources of that room alone."""
    naming = set()
    included_by = {}
    for room, folder in rooms.items():
        for path in files_of(folder):
            with open(path, encoding="utf-8") as file:
                targets = [target for _, target in INCLUDE.findall(file.read())]
            name = room + "/" + os.path.relpath(path, folder)
            if name.endswith(".h") and any(target.startswith(tuple(LIBRARIES)) for target in targets):
                naming.add(name)
            for target in targets:
                included_by.setdefault(target, []).append((room, name))
    waiting = sorted(naming)
    while waiting:
        header = waiting.pop()
        for room, includer in included_by.get(header, []):
            if not header.startswith(room + "/"):
                yield "%s carries a library on, from %s" % (includer, header)
            elif includer.endswith(".h") and includer not in naming:
                naming.add(includer)
                waiting.append(includer)


def main():
    source_folder = sys.argv[1]
    rooms = rooms_of(source_folder)
    count = 0
    troubles = []
    for room, folder in rooms.items():
        for path in files_of(folder):
            count += 1
            for trouble in troubles_of(path, room, rooms):
                troubles.append("%s: %s" % (os.path.relpath(path, source_folder), trouble))
    troubles.extend(leaks(rooms))
    for trouble in troubles:
        print(trouble)
    print("%d files, %d troubles" % (count, len(troubles)))
    return 1 if troubles or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
