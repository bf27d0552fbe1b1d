/**
 * How reports of large traces do in a browser, against the same of a small one: `node bench/report.js [shape]`, after a
 * build. Medians of several runs; a frame is what a browser takes from one picture to the next, 16.7 ms at best. The
 * browser is Chromium, CHROMIUM says where if it is not in its place on Debian.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { chromium } from 'playwright-core';

import { writeShape } from './generate.js';

const runs = 5;
const spanCounts = [1000, 50_000];
const folder = '.cache/bench';
const tracectl = process.env.TRACECTL ?? 'dist/tracectl.cjs';
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

mkdirSync(folder, { recursive: true });
if (!existsSync(executablePath)) {
  console.log(`report in a browser: skipped, there is no ${executablePath}`);
} else {
  for (const shape of process.argv.length > 2 ? process.argv.slice(2) : ['balanced', 'siblings', 'chain']) {
    for (const spanCount of spanCounts) await measure(shape, spanCount);
  }
}

async function measure(shape, spanCount) {
  const dump = `${folder}/${shape}-${spanCount}.jsonl`;
  const file = `${folder}/${shape}-${spanCount}.html`;
  if (!existsSync(dump)) writeShape(dump, shape, spanCount);
  const written = spawnSync(process.execPath, [tracectl, 'report', dump, '-o', file], {
    encoding: 'utf8',
  });
  if (written.status !== 0) throw new Error(`report ended with ${written.status}: ${written.stderr}`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await visit(browser, file));
  await browser.close();
  const median = (key) => results.map((result) => result[key]).sort((a, b) => a - b)[runs >> 1];
  const { besides, data, unpacked } = sizes(file);
  console.log(
    [
      `report, ${spanCount} spans, ${shape}:`,
      `first paint ${median('paint').toFixed(0)} ms,`,
      `all rows there ${median('ready').toFixed(0)} ms,`,
      `longest frame of a scroll ${median('longest').toFixed(1)} ms, its median ${median('usual').toFixed(1)} ms,`,
      `search ${median('search').toFixed(0)} ms;`,
      `${kilobytes(besides)} besides the data, ${kilobytes(data)} of data (${kilobytes(unpacked)} unpacked),`,
      `file ${kilobytes(statSync(file).size)}`,
    ].join(' '),
  );
}

/** One visit: opens the file, scrolls through all of it in two seconds, searches. */
async function visit(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.waitForSelector('[role=treegrid] .rows .row');
  const [paint, ready] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    performance.now(),
  ]);
  await page.waitForTimeout(300);
  const frames = await page.evaluate(scrollThrough);
  const search = await page.evaluate(searchFor);
  await page.close();
  frames.sort((a, b) => a - b);
  return { paint, ready, search, longest: frames.at(-1), usual: frames[frames.length >> 1] };
}

/** In the browser: the lengths of the frames of a scroll. */
function scrollThrough() {
  const tree = document.querySelector('[role=treegrid]');
  const steps = 120;
  return new Promise((resolve) => {
    const frames = [];
    let last = performance.now();
    let step = 0;
    requestAnimationFrame(function next(now) {
      frames.push(now - last);
      last = now;
      if (step++ === steps) return resolve(frames.slice(1));
      tree.scrollTop = ((tree.scrollHeight - tree.clientHeight) * step) / steps;
      requestAnimationFrame(next);
    });
  });
}

/** In the browser: how long a search takes until its result is told. */
function searchFor() {
  const input = document.querySelector('input[type=search]');
  const before = performance.now();
  input.value = '/cart/';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve(performance.now() - before));
  });
}

/** Bytes of a report: its blocks of data packed and unpacked, and everything else but the table for those without scripts. */
function sizes(file) {
  const text = readFileSync(file, 'utf8');
  const blocks = [...text.matchAll(/<script type="application\/gzip"[^>]*>([^<]*)<\/script>/g)];
  const data = blocks.reduce((sum, [, block]) => sum + block.length, 0);
  const unpacked = blocks.reduce(
    (sum, [, block]) => sum + gunzipSync(Buffer.from(block, 'base64')).length,
    0,
  );
  const plain = /<noscript>.*<\/noscript>/s.exec(text)?.[0].length ?? 0;
  return { besides: text.length - data - plain, data, unpacked };
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
