/**
 * `npm run screenshots`: the pictures of the README, from traces of the sample shop, after a build. Takes Chromium from
 * its place on Debian, or from where CHROMIUM says, and tmux for what is in a terminal.
 *
 *   docs/images/report-light.png, report-dark.png   a trace, an error selected
 *   docs/images/report-many.png                     many traces
 *   docs/images/show.svg                            show -o svg
 *   docs/images/explore-trace.png                   a trace in the terminal, an error selected
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { AnsiUp } from 'ansi_up';
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
  await terminalPicture('explore-trace', ['explore', checkout], ['e', 'e']);
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

/** What a terminal shows of a command once keys were pressed. */
async function terminalPicture(name, args, keys) {
  const command = [process.execPath, 'dist/tracectl.cjs', ...args].join(' ');
  const settings = 'env -u CI -u NO_COLOR TERM=tmux-256color COLORTERM=truecolor';
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', '132', '-y', '34', `${settings} ${command}`);
  try {
    for (const key of ['', ...keys]) {
      if (key !== '') tmux('send-keys', key);
      await setTimeout(1500);
    }
    const screen = new AnsiUp().ansi_to_html(tmux('capture-pane', '-p', '-e'));
    const page = await browser.newPage({ viewport: { width: 1140, height: 640 } });
    await page.setContent(
      `<body style="margin:0;background:#16181d;color:#e6e9ec"><pre style="margin:16px;font:14px/17px 'DejaVu Sans Mono',monospace">${screen}</pre>`,
    );
    await page.screenshot({ path: join(images, `${name}.png`) });
    await page.close();
  } finally {
    tmux('kill-server');
  }
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

function tmux(...args) {
  return execFileSync('tmux', ['-L', 'tracectl-screenshots', ...args], { encoding: 'utf8' });
}

function tracectl(...args) {
  return execFileSync(process.execPath, [process.env.TRACECTL ?? 'dist/tracectl.cjs', ...args], {
    encoding: 'utf8',
  });
}
