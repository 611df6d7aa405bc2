// The audit's page in a real browser, as its readers use it: by mouse, by keyboard, on a phone, on paper, without scripts;
// and on a repository whose names and values would like to run something.
//
// usage: node audit_test.mjs LOCKSTEP PACKAGES DEMO     (PACKAGES: the folder with node_modules)
// LOCKSTEP_PICTURES=FOLDER keeps pictures to look at.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {launch, packagesIn} from './browser.mjs';

const [lockstep, packages, demo] = process.argv.slice(2).map(path => resolve(path));
const pictures = process.env.LOCKSTEP_PICTURES;
const require = packagesIn(packages);
const work = mkdtempSync(join(tmpdir(), 'lockstep-audit-'));
const running = await launch(require);
const shown = page => page.locator('.finding:visible').count();
try {
  const report = audit(demo, 'demo');
  await filters(report);
  await keys(report);
  await links(report);
  await phone(report);
  await paper(report);
  await withoutScripts(report);
  await hostile();
  if (pictures) await takePictures(report);
} finally {
  await running.close();
  rmSync(work, {recursive: true, force: true});
}

function audit(repository, name) {
  const html = join(work, `${name}.html`);
  const json = join(work, `${name}.json`);
  execFileSync(lockstep, ['audit', repository, '--root', repository, '--quiet', '--no-history', '-o', html, '-o', json]);
  return {html, findings: JSON.parse(readFileSync(json, 'utf8')).findings};
}

/// Opens a report, and holds it to its promise: no error, no request but for the page itself, no dialog.
async function look(report, options, use) {
  const page = await running.newPage({viewport: {width: 1280, height: 900}, ...options});
  const troubles = [];
  page.on('pageerror', error => troubles.push(String(error)));
  page.on('console', message => troubles.push(message.text()));
  page.on('dialog', dialog => {
    troubles.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', request => {
    if (request.url().split('#')[0] !== pathToFileURL(report.html).href) troubles.push(`a request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(report.html).href + (options.hash ?? ''));
  try {
    await use(page);
    assert.deepEqual(troubles, [], 'the page runs without an error and asks for nothing');
  } finally {
    await page.close();
  }
}

async function filters(report) {
  await look(report, {}, async page => {
    const {findings} = report;
    assert.ok(findings.length > 5, 'the demo has findings');
    assert.equal(await shown(page), findings.length);

    await page.getByRole('checkbox', {name: 'errors'}).uncheck();
    const mild = findings.filter(finding => finding.severity !== 'error');
    assert.equal(await shown(page), mild.length);
    assert.equal(await page.locator('#shown').innerText(), `${mild.length} of ${findings.length} shown`);

    await page.getByRole('button', {name: 'Clear'}).click();
    assert.equal(await shown(page), findings.length);

    await page.locator('#search').fill('duplicate-list');
    assert.equal(await shown(page), findings.filter(finding => finding.rule === 'duplicate-list').length);
    await page.locator('#search').fill('no such word anywhere');
    assert.equal(await shown(page), 0);
    assert.ok(await page.getByText('No finding matches the filter.').isVisible());
    await page.getByRole('button', {name: 'Clear'}).click();

    await page.locator('#area').selectOption({label: 'Who acts'});
    assert.equal(await shown(page), findings.filter(finding => finding.rule === 'magic-actor').length);
    await page.getByRole('button', {name: 'Open all'}).click();
    assert.equal(await page.locator('.finding[open]').count(), await shown(page));
    await page.getByRole('button', {name: 'Close all'}).click();
    assert.equal(await page.locator('.finding[open]').count(), 0);
    await page.getByRole('button', {name: 'Clear'}).click();

    await page.locator('.pick').first().click();
    const kind = await page.locator('.pick').first().innerText();
    assert.equal(await shown(page), findings.filter(finding => `${finding.rule}/${finding.kind}` === kind).length);
    await page.getByRole('button', {name: 'Clear'}).click();

    const drifted = findings.find(finding => finding.kind === 'drifted');
    const card = page.locator(`#f-${drifted.id}`);
    await card.locator('summary').first().click();
    assert.ok(await card.locator('.matrix table').isVisible(), 'who lists what');
    const lost = findings.find(finding => finding.rule === 'unguarded-write');
    await page.locator(`#f-${lost.id} > summary`).click();
    assert.ok(await page.locator(`#f-${lost.id} svg.path-drawing`).isVisible(), 'how it happens');
    assert.ok(await page.locator(`#f-${lost.id} svg rect.window`).isVisible(), 'where another request gets in');

    const wasDark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.locator('#theme').click();
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), wasDark);
  });
}

async function keys(report) {
  await look(report, {}, async page => {
    const open = () => page.locator('.finding[open]').count();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    assert.equal(await open(), 1);
    assert.ok(await page.locator('.finding').nth(1).evaluate(finding => finding.open), 'the second one');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    assert.equal(await open(), 2);
    await page.keyboard.press('/');
    await page.keyboard.type('j');
    assert.equal(await page.locator('#search').inputValue(), 'j', 'keys are text while somebody types');
    await page.keyboard.type(' names no finding');
    assert.equal(await shown(page), 0);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#search').inputValue(), '');
    assert.equal(await shown(page), report.findings.length, 'an emptied search hides nothing');
  });
}

async function links(report) {
  const {id} = report.findings[3];
  await look(report, {hash: `#f-${id}`}, async page => {
    assert.ok(await page.locator(`#f-${id}`).evaluate(finding => finding.open), 'a link to a finding opens it');
  });
}

async function phone(report) {
  await look(report, {viewport: {width: 360, height: 740}}, async page => {
    await page.getByRole('button', {name: 'Open all'}).click();
    await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `nothing sticks out to the right of a phone: ${wide}`);
  });
}

async function paper(report) {
  await look(report, {}, async page => {
    await page.emulateMedia({media: 'print'});
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('.finding[open]').count(), report.findings.length, 'on paper everything is open');
    assert.ok(!await page.locator('nav').isVisible());
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('.finding[open]').count(), 0);
  });
}

async function withoutScripts(report) {
  await look(report, {javaScriptEnabled: false}, async page => {
    assert.equal(await shown(page), report.findings.length);
    assert.ok(!await page.locator('#filter').isVisible(), 'nothing is offered that would not work');
    await page.locator('.finding > summary').first().click();
    assert.ok(await page.locator('.finding .facts').first().isVisible());
  });
}

/// Names of files and folders, values, keys of locks: whatever is shown may be markup.
async function hostile() {
  const root = join(work, 'hostile');
  cpSync(demo, root, {recursive: true});
  const evil = '<img src=x onerror=alert(1)>';
  const values = ['alpha-one', 'beta-two', 'gamma-three', 'delta-four', `"'>${evil}`, '</script><script>alert(2)</script>'];
  const list = values.map(value => JSON.stringify(value)).join(', ');
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  };
  // As a path it reads </script>…
  write(`packages/backend/src/<//script>${evil}.ts`.replace('<//', '</'), `export const EVIL_STATES = [${list}];\n`);
  write(`packages/backend/src/${evil}.ts`, `export const EVIL_STATES_AGAIN = [${list}, 'epsilon-five'];\n`);
  write('package.json', readFileSync(join(root, 'package.json'), 'utf8').replace(/"name": *"[^"]*"/, `"name": ${JSON.stringify(evil)}`));
  write('.github/CODEOWNERS', `* @org/team ${evil.replaceAll(' ', '')}\n`);
  const report = audit(root, 'hostile');
  const found = report.findings.filter(finding => finding.place.path.includes('<img'));
  assert.ok(found.length > 0, 'a finding in such a file');
  await look(report, {}, async page => {
    await page.getByRole('button', {name: 'Open all'}).click();
    assert.equal(await page.locator('img').count(), 0, 'markup never becomes a part of the page');
    assert.equal(await page.locator('script').count(), 1);
    const text = await page.locator(`#f-${found[0].id}`).innerText();
    assert.ok(text.includes(evil), 'it is shown as it is written');
    assert.ok((await page.locator('h1').innerText()).includes(evil));
  });
}

async function takePictures(report) {
  const take = (page, name, options) => page.screenshot({path: join(pictures, `${name}.png`), ...options});
  for (const colorScheme of ['light', 'dark']) {
    await look(report, {colorScheme}, async page => {
      await take(page, `${colorScheme}-top`);
      await page.evaluate(() => document.querySelectorAll('details').forEach(one => { one.open = true; }));
      await take(page, `${colorScheme}-all`, {fullPage: true});
    });
  }
  await look(report, {viewport: {width: 390, height: 844}}, async page => {
    await take(page, 'phone-top');
    await page.locator('.finding > summary').first().click();
    await take(page, 'phone-all', {fullPage: true});
  });
  await look(report, {}, async page => page.pdf({path: join(pictures, 'paper.pdf'), format: 'A4'}));
}
