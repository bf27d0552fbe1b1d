import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';

import { attackingTrace, attacks } from './attacks.ts';
import { chromiumPath, type Look, Reports } from './browser.ts';

const reports = new Reports();
afterAll(() => reports.close());

const checkout = 'fixtures/otlp-json/checkout.json';
const shop = 'fixtures/otlp-json/shop.jsonl';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const looks: readonly (Look & { width: number })[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 480, colorScheme: 'light' },
  { width: 480, colorScheme: 'dark' },
];

describe.skipIf(chromiumPath === undefined)('a trace in a browser', () => {
  test('is read as a user would: search, error, fold, zoom, details', async () => {
    const { page, complaints } = await reports.open(reports.report('walk.html', [checkout]));
    expect(await page.textContent('h1')).toBe('POST /checkout');
    expect(await page.locator('.facts').first().textContent()).toContain('48 spans');
    await page.fill('input[type=search]', 'issuer timeout');
    await expect.poll(() => page.textContent('output')).toBe('3 found');
    await page.press('input[type=search]', 'Enter');
    await page.press('input[type=search]', 'Enter');
    expect(await selected(page)).toContain('issuer.Authorize');
    expect(await page.textContent('.details')).toContain('card declined: issuer timeout');

    const before = await rowCount(page);
    await page.press('[role=treegrid]', 'Home');
    await page.press('[role=treegrid]', 'ArrowLeft');
    expect(await rowCount(page)).toBe(1);
    expect(await page.getAttribute('.row.selected', 'aria-expanded')).toBe('false');
    await page.press('[role=treegrid]', 'ArrowRight');
    expect(await rowCount(page)).toBe(before);

    await page.press('[role=treegrid]', 'e');
    expect(await selected(page)).toContain('payment');
    await page.getByText('critical path only').click();
    expect(await rowCount(page)).toBeLessThan(before);

    const wide = await barWidth(page);
    await page.press('[role=treegrid]', '+');
    expect(await barWidth(page)).toBeGreaterThan(wide * 1.5);
    await page.press('[role=treegrid]', '0');
    expect(await barWidth(page)).toBeCloseTo(wide, 0);
    expect(complaints).toEqual([]);
  });

  test('zooms by a drag over the minimap, and by the wheel', async () => {
    const { page, complaints } = await reports.open(reports.report('zoom.html', [checkout]));
    const wide = await barWidth(page);
    const box = await page.locator('.minimap').boundingBox();
    if (box === null) throw new Error('there is no minimap');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 10, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => barWidth(page)).toBeGreaterThan(wide * 1.2);
    await page.mouse.dblclick(box.x + 20, y);
    await expect.poll(async () => Math.round(await barWidth(page))).toBe(Math.round(wide));
    await page.mouse.wheel(0, -200);
    await expect.poll(() => barWidth(page)).toBeGreaterThan(wide * 1.2);
    expect(complaints).toEqual([]);
  });

  test('begins with the span that its address names', async () => {
    const path = reports.report('address.html', [shop, '--embed', '3']);
    const { page } = await reports.open(path);
    await page.locator('table a').first().click();
    await page.waitForSelector('[role=treegrid]');
    await page.press('[role=treegrid]', 'End');
    const title = await selected(page);
    const address = await page.getAttribute('.details dd a', 'href');
    const { page: again } = await reports.open(path, { hash: address ?? '' });
    await expect.poll(() => selected(again)).toBe(title);
  });

  test('is readable without scripts', async () => {
    const { page } = await reports.open(reports.report('plain.html', [checkout]), {
      javaScriptEnabled: false,
    });
    expect(await page.textContent('h1')).toBe('POST /checkout');
    expect(await page.locator('tbody tr').count()).toBe(41);
    expect(await page.textContent('tbody')).toContain('[orders] SELECT items ×8');
  });

  test('prints all its rows', async () => {
    const { page } = await reports.open(reports.report('print.html', [checkout]));
    await page.setViewportSize({ width: 800, height: 300 });
    const all = await rowCount(page);
    expect(await page.locator('.rows .row').count()).toBeLessThan(all);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.rows .row').count()).toBe(all);
  });
});

describe.skipIf(chromiumPath === undefined)('many traces in a browser', () => {
  test('are a list, statistics, critical paths and a graph, and lead into traces', async () => {
    const { page, complaints } = await reports.open(reports.report('many.html', [shop]));
    const titles = await page.locator('h2').allTextContents();
    expect(titles).toEqual(['Traces', 'Where the time goes', 'Critical paths', 'Who calls whom']);
    await page.getByRole('button', { name: 'total' }).click();
    const slowest = page.locator('table').first().locator('tbody tr').first();
    expect(await slowest.textContent()).toContain('378ms');
    await page.focus('[role=tree]');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.selection').textContent()).toContain('POST /orders');
    await page.locator('.selection a').click();
    await page.waitForSelector('[role=treegrid]');
    expect(await selected(page)).toContain('POST /orders');
    await page.getByText('all traces').click();
    await page.waitForSelector('h2');
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)('everybody', () => {
  test.each(looks)('can read it: axe finds nothing at $width, $colorScheme', async (look) => {
    for (const [name, source] of [
      ['one', checkout],
      ['many', shop],
    ]) {
      const { page, complaints } = await reports.open(reports.report(`${name}.html`, [source]), look);
      await page.waitForSelector('[role=treegrid], [role=tree]');
      await page.evaluate(axe);
      const violations: unknown = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))',
      );
      expect(violations).toEqual([]);
      expect(complaints).toEqual([]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});

describe.skipIf(chromiumPath === undefined)('a trace whose every text is an attack', () => {
  const ids = ['a'.repeat(32), 'b'.repeat(32)];
  const one = reports.dump('attack.jsonl', attackingTrace(ids[0]));
  const two = reports.dump('attacks.jsonl', ids.map(attackingTrace).join(''));

  test('runs nothing, and shows it as text', async () => {
    const { page, complaints } = await reports.open(reports.report('attack.html', [one]));
    for (let i = 0; i < attacks.length; i++) {
      await page.press('[role=treegrid]', 'ArrowDown');
      await page.locator('.row.selected').hover();
      if (i < 3) await page.locator('.details dd').first().click();
    }
    await page.fill('input[type=search]', '<img');
    await expect.poll(() => page.textContent('output')).toContain('found');
    const text = (await page.textContent('body')) ?? '';
    expect(text).toContain('<img src=x onerror=ran("img")>');
    expect(text).toContain('\\u{1b}');
    expect(text).toContain('\\u{202e}');
    expect(
      await page.locator('#app img, #app script, #app iframe, #app [onerror], #app [onload]').count(),
    ).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('runs nothing in the overview of many, or without scripts', async () => {
    const path = reports.report('attacks.html', [two]);
    const { page, complaints } = await reports.open(path);
    // All spans are of one service: there is no graph.
    expect(await page.locator('h2').count()).toBe(3);
    expect(await page.locator('#app img, #app script, #app [onerror]').count()).toBe(0);
    const plain = await reports.open(path, { javaScriptEnabled: false });
    expect(await plain.page.locator('img').count()).toBe(0);
    expect(await plain.page.textContent('tbody')).toMatch(/ #\d/);
    expect([...complaints, ...plain.complaints]).toEqual([]);
  });

  test('its address can name anything', async () => {
    const path = reports.report('hash.html', [one]);
    for (const hash of [
      '#trace/1/%',
      '#trace/999999/x',
      '#trace/1/<img src=x onerror=ran(1)>',
      '#__proto__',
    ]) {
      const { page, complaints } = await reports.open(path, { hash });
      await page.waitForSelector('[role=treegrid], .failure');
      expect(complaints).toEqual([]);
    }
  });
});

function selected(page: Page): Promise<string | null> {
  return page.textContent('.row.selected .label');
}

/** Rows of the tree, those out of view too. */
async function rowCount(page: Page): Promise<number> {
  return Number(await page.getAttribute('[role=treegrid]', 'aria-rowcount')) - 1;
}

/** Pixels of the first bar. */
async function barWidth(page: Page): Promise<number> {
  return (await page.locator('.rows .row .bar').first().boundingBox())?.width ?? 0;
}
