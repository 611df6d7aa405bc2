"""How the command-line tests run lockstep, and the small repositories that they run it on."""

import fcntl
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

LOCKSTEP, GOLDEN = sys.argv[1], pathlib.Path(sys.argv[2])
CLEAN, FINDINGS, COULD_NOT_RUN, INCOMPLETE = 0, 1, 2, 3

# A list that is exported twice, with different values: one finding, duplicate-list/redeclared.
DRIFTED = {
    "package.json": '{"name": "shop", "private": true, "workspaces": ["packages/*"]}',
    "packages/api/package.json": '{"name": "@shop/api"}',
    "packages/api/src/states.ts":
        'export const ORDER_STATES = ["awaiting_pickup", "in_transit", "delivered_home", "sent_back"] as const;\n'
        "export type OrderState = (typeof ORDER_STATES)[number];\n",
    "packages/web/package.json": '{"name": "@shop/web"}',
    "packages/web/src/filter.ts":
        'export const ORDER_STATES = ["awaiting_pickup", "in_transit", "delivered_home"];\n'
        "export const first = ORDER_STATES[0];\n",
}
CLEAN_REPOSITORY = {"package.json": '{"name": "tidy"}', "src/index.ts": "export const answer = 42;\n"}


class Cli(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lockstep-cli-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.cache = tempfile.mkdtemp(prefix="lockstep-cli-cache-")
        self.addCleanup(shutil.rmtree, self.cache, ignore_errors=True)
        os.environ["LOCKSTEP_CACHE_DIR"] = self.cache

    def write(self, files):
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run_lockstep(self, *arguments, code, env=None, **options):
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
        done = subprocess.run([LOCKSTEP, *map(str, arguments)], cwd=options.pop("cwd", self.folder), capture_output=True,
                              text=True, env={**environment, **(env or {})}, timeout=120, **options)
        self.assertEqual(done.returncode, code, f"{arguments}\nstdout: {done.stdout}\nstderr: {done.stderr}")
        return done

    def on_terminal(self, *arguments, env=None):
        """Runs with standard output and error on a terminal of 100 columns; returns all that was shown."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
        process = subprocess.Popen([LOCKSTEP, *arguments], cwd=self.folder, stdout=slave, stderr=slave, stdin=slave,
                                   env={**environment, "TERM": "xterm", **(env or {})})
        os.close(slave)
        shown = b""
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
        process.wait(timeout=60)
        os.close(master)
        return shown.decode()

    def expect_golden(self, name, text):
        file = GOLDEN / name
        if os.environ.get("LOCKSTEP_UPDATE"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            return
        self.assertEqual(file.read_text(), text, f"{file} differs; ./dev update rewrites it")
