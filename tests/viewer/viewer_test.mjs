// People meet our SARIF in viewers. Microsoft's web component, in a real browser, has to show the rule, the path and the
// message with its links of each finding of the demo monorepo, and to run without an error.
//
// usage: node viewer_test.mjs LOCKSTEP PACKAGES DEMO     (PACKAGES: the folder with node_modules)

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, symlinkSync, copyFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {launch, packagesIn} from './browser.mjs';

const [lockstep, packages, demo] = process.argv.slice(2).map(path => resolve(path));

const require = packagesIn(packages);
const esbuild = require('esbuild');

const work = mkdtempSync(join(tmpdir(), 'lockstep-viewer-'));
try {
  execFileSync(lockstep, ['scan', demo, '--quiet', '--no-cache', '--fail-on', 'never', '-o', join(work, 'demo.sarif')]);
  const log = JSON.parse(readFileSync(join(work, 'demo.sarif'), 'utf8'));
  // We say nothing of the repository; whoever uploads a report does, and the viewer makes its links of that.
  log.runs[0].versionControlProvenance = [{repositoryUri: 'https://github.com/acme/live-chat', revisionId: 'main'}];

  copyFileSync(join(dirname(fileURLToPath(import.meta.url)), 'page.jsx'), join(work, 'page.jsx'));
  symlinkSync(join(packages, 'node_modules'), join(work, 'node_modules'));
  esbuild.buildSync({
    entryPoints: [join(work, 'page.jsx')],
    outfile: join(work, 'page.js'),
    absWorkingDir: work,
    bundle: true,
    preserveSymlinks: true,
    define: {global: 'window'},
    loader: {'.woff': 'dataurl', '.woff2': 'dataurl', '.svg': 'dataurl'},
    logLevel: 'error',
  });
  writeFileSync(join(work, 'log.js'), `window.sarifLog = ${JSON.stringify(log)};`);
  writeFileSync(join(work, 'page.html'),
                '<!doctype html><meta charset="utf-8"><div id="viewer"></div><script src="log.js"></script><script src="page.js"></script>');

  await look(log);
} finally {
  rmSync(work, {recursive: true, force: true});
}

async function look(log) {
  const running = await launch(require);
  try {
    const page = await running.newPage({viewport: {width: 1600, height: 20000}});
    const errors = [];
    page.on('pageerror', error => errors.push(String(error)));
    await page.goto(pathToFileURL(join(work, 'page.html')).href);
    await page.waitForFunction(() => document.body.innerText.includes('lockstep') || document.querySelector('[role=treegrid]'));

    const results = log.runs[0].results;
    assert.ok(results.length > 5, 'the demo has findings');
    await unfold(page);
    const shown = (await page.locator('table').innerText()).replace(/\s+/g, ' ');
    for (const id of new Set(results.map(result => result.ruleId))) assert.ok(shown.includes(id), `the rule ${id} has a row`);
    for (const result of results) {
      const path = result.locations[0].physicalLocation.artifactLocation.uri;
      assert.ok(shown.includes(path.slice(path.lastIndexOf('/') + 1)), `${path} is shown`);
      const text = plain(result.message.text);
      assert.ok(shown.includes(text.slice(0, 60)), `the message is shown: ${text}`);
    }
    const links = await page.locator('table a').evaluateAll(all => all.map(link => [link.innerText.trim(), link.href].join(' ')));
    for (const result of results) {
      const [, words, id] = result.message.text.match(/\[([^\]]+)\]\((\d+)\)/) ?? [];
      if (!words) continue;
      const place = result.relatedLocations.find(location => location.id === Number(id)).physicalLocation;
      const uri = place.artifactLocation.uri;
      const wanted = link => link.startsWith(`${words} https://github.com/`) && link.includes(`/${uri}#L${place.region.startLine}`);
      assert.ok(links.some(wanted), `"${words}" is a link to ${uri}; the links are:\n${links.join('\n')}`);
    }
    assert.deepEqual(errors, [], 'the page runs without an error');
    console.log(`${results.length} findings shown`);
  } finally {
    await running.close();
  }
}

/// Opens every folded row until nothing is left to open.
async function unfold(page) {
  const folded = page.locator('tr[aria-expanded=false]');
  for (let left = await folded.count(); left > 0; left = await folded.count()) {
    await folded.first().locator('[class*=expand]').first().click();
  }
}

/// A message as a reader sees it: the words of its links, without where they lead.
function plain(message) {
  return message.replace(/\[((?:\\.|[^\]\\])*)\]\(\d+\)/g, '$1').replace(/\\([[\]\\])/g, '$1').replace(/\s+/g, ' ');
}
