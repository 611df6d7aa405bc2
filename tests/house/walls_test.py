"""Keeps the walls of the house honest: which room may include which, tried with the compiler.

For each pair of rooms a one-line source that includes every header of the other room is compiled with exactly the include
folders of the first. It must compile where there is an arrow and fail where there is none. The table below is written by
hand, a second time, on purpose: a new arrow in CMakeLists.txt is a decision about the architecture, not a line that
slips in to make a build work.

Usage: walls_test.py COMPILER BUILD_FOLDER
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# What the sources of a room may include beside their own room (ARCHITECTURE.md draws it).
ARROWS = {
    "base": [],
    "json": ["base"],
    "config": ["base", "json"],
    "workspace": ["base", "json"],
    "syntax": ["base"],
    "facts": ["base", "syntax"],
    "program": ["base", "json", "facts", "workspace", "config"],
    "effects": ["base", "json", "facts", "workspace", "config", "program"],
    "findings": ["base"],
    "cache": ["base", "facts", "findings"],
    "git": ["base"],
    "coverage": ["base", "json", "facts", "workspace", "config", "program", "findings"],
    "rules": ["base", "json", "facts", "workspace", "config", "program", "effects", "findings"],
    "adoption": ["base", "json", "facts", "workspace", "config", "program", "effects", "findings", "rules"],
    "report": ["base", "findings"],
    "app": [
        "base",
        "json",
        "config",
        "workspace",
        "syntax",
        "facts",
        "program",
        "effects",
        "findings",
        "cache",
        "git",
        "coverage",
        "rules",
        "adoption",
        "report",
    ],
}


def include_roots(build, room):
    with open(os.path.join(build, "rooms", room + ".roots"), encoding="utf-8") as file:
        return sorted(set(file.read().split()))


def has_sources(build, room):
    return os.path.isfile(os.path.join(build, "rooms", room + ".roots"))


def headers(build, room):
    """What a room shows to others; the headers that it HIDES are not among them."""
    with open(os.path.join(build, "rooms", room + ".headers"), encoding="utf-8") as file:
        door = os.path.join(build, "rooms", room, room)
        return sorted(os.path.relpath(path, door) for path in file.read().split())


def compiles(compiler, roots, source):
    """Preprocesses, where a missing header is already the end; that the rest compiles, the header-set check shows."""
    command = [compiler, "-std=c++20", "-E", "-o", os.devnull, "-x", "c++", source] + ["-I" + root for root in roots]
    return subprocess.run(command, capture_output=True, text=True)


def main():
    compiler, build = sys.argv[1:3]
    troubles = []
    jobs = []
    with tempfile.TemporaryDirectory() as scratch:
        for other in ARROWS:
            with open(os.path.join(scratch, other + ".cc"), "w", encoding="utf-8") as file:
                file.writelines('#include "%s/%s"\n' % (other, name) for name in headers(build, other))
        for room, seen in ARROWS.items():
            if not has_sources(build, room):
                continue
            for other in ARROWS:
                if headers(build, other):
                    jobs.append((room, other, other == room or other in seen))

        def try_job(job):
            room, other, _ = job
            return compiles(compiler, include_roots(build, room), os.path.join(scratch, other + ".cc"))

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for (room, other, allowed), result in zip(jobs, pool.map(try_job, jobs)):
                if allowed and result.returncode != 0:
                    troubles.append("%s may include %s, but that does not compile:\n%s" % (room, other, result.stderr))
                if not allowed and result.returncode == 0:
                    troubles.append("%s can include %s, although there is no arrow from it" % (room, other))
    rooms = os.path.join(build, "rooms")
    rooms_built = {name for name in os.listdir(rooms) if os.path.isdir(os.path.join(rooms, name))}
    for room in sorted(rooms_built ^ set(ARROWS)):
        troubles.append("room %s is in only one of CMakeLists.txt and the table of this test" % room)
    allowed_count = sum(1 for job in jobs if job[2])
    if allowed_count == 0 or allowed_count == len(jobs):
        troubles.append("the test has lost its own control: no pair is allowed, or none is forbidden")

    for trouble in troubles:
        print(trouble)
    print("%d arrows and %d walls tried, %d troubles" % (allowed_count, len(jobs) - allowed_count, len(troubles)))
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
