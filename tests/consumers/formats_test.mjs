// Reports as programs from npm read them: the JSON report against its schema with Ajv, GitLab's code quality report against
// the types of Code Climate's issues with TypeScript, Markdown as markdown-it renders it.
//
// Usage: node formats_test.mjs REPORT_SAMPLE SOURCE_FOLDER CONSUMERS_FOLDER

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [reportSample, sourceFolder, consumers] = process.argv.slice(2).map((path) => resolve(path));
if (!existsSync(join(consumers, "node_modules", "markdown-it"))) {
  console.log(`nothing is installed in ${consumers}; run ./dev test`);
  process.exit(process.env.LOCKSTEP_REQUIRE_CONSUMERS ? 1 : 77);
}
const require = createRequire(join(consumers, "package.json"));

const work = mkdtempSync(join(tmpdir(), "lockstep-formats-"));
try {
  execFileSync(reportSample, [work]);
  const written = (name) => readFileSync(join(work, name), "utf8");
  const report = JSON.parse(written("sample.json"));
  checkSchema(report, JSON.parse(written("none.json")));
  checkTypes(written("sample.gitlab"), written("none.gitlab"));
  checkMarkdown(written("sample.markdown"), report);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function checkSchema(report, none) {
  const Ajv = require("ajv/dist/2020").default;
  const ajv = new Ajv({ strict: true, allErrors: true, strictRequired: false });
  require("ajv-formats").default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(join(sourceFolder, "docs/lockstep-report.schema.json"), "utf8")));
  for (const [name, json] of Object.entries({ report, none })) {
    assert.ok(validate(json), `${name}: ${ajv.errorsText(validate.errors)}`);
  }
  const demo = JSON.parse(readFileSync(join(sourceFolder, "reports/demo.json"), "utf8"));
  assert.ok(validate(demo), ajv.errorsText(validate.errors));

  const spoilt = structuredClone(report);
  spoilt.findings[0].place.start.line = 0;
  assert.ok(!validate(spoilt), "the schema refuses a line 0");
  console.log(`ajv: accepts ${report.findings.length} and ${demo.findings.length} findings, refuses a line 0`);
}

function checkTypes(...reports) {
  symlinkSync(join(consumers, "node_modules"), join(work, "node_modules"));
  const tsc = join(consumers, "node_modules", "typescript", "bin", "tsc");
  const compile = (text) => {
    writeFileSync(join(work, "report.ts"), text);
    const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"];
    return spawnSync(process.execPath, [tsc, ...options, join(work, "report.ts")], { encoding: "utf8" });
  };
  const declared = reports.map((json, index) => `export const report${index}: Issue[] = ${json};\n`).join("");
  const head = 'import type { Issue } from "codeclimate-types";\n';
  const sound = compile(head + declared);
  assert.equal(sound.status, 0, sound.stdout);
  assert.notEqual(compile(head + declared.replaceAll('"major"', '"bad"')).status, 0, "the types refuse an unknown severity");

  const issues = JSON.parse(reports[0]);
  assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, issues.length, "GitLab drops equal fingerprints");
  for (const issue of issues) assert.ok(!/^[./]/.test(issue.location.path), "GitLab takes paths without ./");
  console.log(`codeclimate-types: ${issues.length} issues are issues`);
}

function checkMarkdown(markdown, report) {
  const tokens = require("markdown-it")({ html: true, linkify: true }).parse(markdown, {});
  const inline = tokens.flatMap((token) => token.children ?? []);
  const types = new Set([...tokens, ...inline].map((token) => token.type));
  for (const type of ["link_open", "image", "html_block", "html_inline", "em_open", "strong_open", "hr"]) {
    const isOurs = type === "strong_open"; // **Not read:**
    assert.ok(isOurs || !types.has(type), `a name of the scanned code became ${type}`);
  }
  const headings = tokens.filter((token) => token.type === "heading_open").map((token) => token.tag);
  const files = new Set(report.findings.map((finding) => finding.place.path)).size;
  const wanted = { h1: 1, h2: files, h3: report.findings.length };
  for (const [tag, count] of Object.entries(wanted)) {
    assert.equal(headings.filter((heading) => heading === tag).length, count, `${count} headings ${tag}`);
  }
  const tables = tokens.filter((token) => token.type === "table_open").length;
  assert.equal(tables, report.findings.filter((finding) => finding.matrix).length, "a table for each matrix");
  const codes = inline.filter((token) => token.type === "code_inline").map((token) => token.content);
  for (const finding of report.findings) assert.ok(codes.includes(finding.id), `${finding.id} is code`);
  console.log(`markdown-it: ${headings.length} headings, ${tables} tables, no link, image or tag`);
}
