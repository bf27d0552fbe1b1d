/**
 * `npm run screenshots`: the pictures of the README, from traces of the sample shop, after a build. Takes Chromium from
 * its place on Debian, or from where CHROMIUM says.
 *
 *   docs/images/report-light.png, report-dark.png   a trace, an error selected
 *   docs/images/report-many.png                     many traces
 *   docs/images/show.svg                            show -o svg
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const checkout = 'fixtures/otlp-json/checkout.json';
const shop = 'fixtures/otlp-json/shop.jsonl';
const images = 'docs/images';
const folder = mkdtempSync(join(tmpdir(), 'tracectl-screenshots-'));

mkdirSync(images, { recursive: true });
writeFileSync(join(images, 'show.svg'), tracectl('show', checkout, '-o', 'svg'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const colorScheme of ['light', 'dark']) {
    await picture(checkout, `report-${colorScheme}`, { colorScheme, height: 800 }, selectError);
  }
  await picture(shop, 'report-many', { colorScheme: 'light', height: 1000 }, showDrawings);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function picture(source, name, { colorScheme, height }, prepare) {
  const file = join(folder, `${name}.html`);
  tracectl('report', source, '-o', file);
  const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('[role=treegrid], [role=tree]');
  await prepare(page);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  await page.close();
}

/** The span that failed first, and why. */
async function selectError(page) {
  await page.fill('input[type=search]', 'issuer timeout');
  await page.press('input[type=search]', 'Enter');
  await page.press('input[type=search]', 'Enter');
  await page.fill('input[type=search]', '');
  await page.focus('[role=treegrid]');
}

/** The lower half: critical paths and the graph. */
async function showDrawings(page) {
  await page.getByRole('heading', { name: 'Critical paths' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelectorAll('h2')[2].scrollIntoView());
}

function tracectl(...args) {
  return execFileSync(process.execPath, [process.env.TRACECTL ?? 'dist/tracectl.cjs', ...args], {
    encoding: 'utf8',
  });
}
