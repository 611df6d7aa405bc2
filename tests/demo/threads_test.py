#!/usr/bin/env python3
"""The binary prints the same bytes on 1, 2 and 8 threads, in every format and in every state of the demo monorepo.

usage: threads_test.py LOCKSTEP
"""

import pathlib
import subprocess
import sys

FIXTURE = pathlib.Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo_monorepo"


def main():
    failed = 0
    for state in ("before", "after", "regressed"):
        for form in ("text", "sarif", "json"):
            reports = {}
            for threads in ("1", "2", "8"):
                command = [sys.argv[1], "scan", FIXTURE / state, "--root", FIXTURE / state, "--format", form, "--threads", threads, "--no-cache"]
                reports[threads] = subprocess.run(command, capture_output=True).stdout
            if not reports["1"]:
                print(f"{state}: nothing is printed as {form}")
                failed = 1
            for threads in ("2", "8"):
                if reports[threads] != reports["1"]:
                    at = next(
                        (i for i, (one, many) in enumerate(zip(reports["1"], reports[threads])) if one != many),
                        min(len(reports["1"]), len(reports[threads])),
                    )
                    print(f"{state} as {form} differs between 1 and {threads} threads at byte {at}:")
                    for name in ("1", threads):
                        print(f"  {name}: {reports[name][max(0, at - 60) : at + 100]!r}")
                    failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
