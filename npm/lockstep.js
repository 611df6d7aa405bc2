#!/usr/bin/env node
// Starts the lockstep binary, which lies in the package of this platform: @lockstep/cli-<os>-<arch>, an optional dependency
// of ours. Nothing is downloaded or unpacked at installation. Standard streams, exit code and signals pass through, so
// that nobody notices the detour.

"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");
const { version } = require("../package.json");

const COULD_NOT_RUN = 2;

function fail(problem, hint) {
  process.stderr.write(`error: ${problem}\n  hint: ${hint}\n`);
  process.exit(COULD_NOT_RUN);
}

function findBinary() {
  if (process.env.LOCKSTEP_BINARY) return process.env.LOCKSTEP_BINARY;
  const platform = `${process.platform}-${process.arch}`;
  const name = `@lockstep/cli-${platform}`;
  if (!(name in require("../package.json").optionalDependencies)) {
    const wsl = process.platform === "win32" ? "use lockstep in WSL, or " : "";
    fail(`there is no lockstep for ${platform}`, `${wsl}build it from source and let LOCKSTEP_BINARY name it`);
  }
  try {
    return require.resolve(`${name}/bin/lockstep`);
  } catch {
    return fail(
      `the package ${name} is missing`,
      `npm leaves it out with --omit=optional, and where the lock file was made on another platform; ` +
        `npm install ${name}@${version} brings it, or let LOCKSTEP_BINARY name a binary`,
    );
  }
}

const binary = findBinary();

// Whoever ends us means the binary; we end when it has ended. Listened to before it starts, lest a signal that comes in
// between ends us and leaves it running; it is handed on when the binary is there.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, () => child.kill(signal));

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => fail(`cannot start ${binary}: ${error.message}`, "LOCKSTEP_BINARY may name another binary"));

child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Where the signal is ignored, shells count from 128.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
});
