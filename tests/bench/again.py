"""What a scan costs when most of it is known: nothing changed, beside `git status` in the same tree; and three files changed,
with `--since HEAD`, whose other side is known from an earlier run.

usage: again.py LOCKSTEP PATH [THREADS] [ROUNDS]

PATH is copied and becomes a repository of its own, since edits belong to the measure. Rounds alternate between the two
programs, so that a machine whose speed drifts slows both; medians are compared.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

LOCKSTEP, PATH = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
THREADS = sys.argv[3] if len(sys.argv) > 3 else "2"
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 5
SETTLED = 2.8  # seconds after which a file that looks the same is taken to be the same
GIT = ["git", "-c", "core.hooksPath=/dev/null", "-c", "user.name=bench", "-c", "user.email=bench@example.org"]


def seconds(*command):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return taken


def copy(tree):
    shutil.copytree(PATH, tree, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
    os.chdir(tree)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as it is"]):
        subprocess.run([*GIT, *words], check=True, stdout=subprocess.DEVNULL)


def three_sources():
    listed = subprocess.run([*GIT, "ls-files", "-z", "*.ts"], check=True, capture_output=True).stdout.decode().split("\0")
    sources = [name for name in listed if name and not name.endswith(".d.ts") and not pathlib.Path(name).is_symlink()]
    if len(sources) < 3:
        sys.exit(f"{PATH} has no three sources")
    return [pathlib.Path(sources[len(sources) * part // 4]) for part in (1, 2, 3)]


def main():
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-bench-"))
    os.environ["LOCKSTEP_CACHE_DIR"] = str(scratch / "cache")
    try:
        copy(scratch / "tree")
        scan = [str(LOCKSTEP), "scan", "--quiet", "--threads", THREADS]
        cold = seconds(*scan)
        time.sleep(SETTLED)
        seconds(*scan)
        status, warm, since = [], [], []
        for _ in range(ROUNDS):
            status.append(seconds(*GIT, "status", "--porcelain"))
            warm.append(seconds(*scan))
        edited = three_sources()
        for number in range(ROUNDS + 1):
            for name in edited:
                with name.open("a") as file:
                    file.write(f"\nexport const edited{number} = {number};\n")
            taken = seconds(*scan, "--since", "HEAD")
            if number > 0:  # the first one learns what the other side is
                since.append(taken)
        status, warm, since = map(statistics.median, (status, warm, since))
        print(f"{'nothing changed':22} {warm / status:6.2f} {3:7.2f}   times `git status` ({warm * 1e3:.0f} ms, {status * 1e3:.0f} ms)")
        print(f"{'three files, --since':22} {since:6.2f} {0.3:7.2f}   s (the first scan of all: {cold:.2f} s)")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
