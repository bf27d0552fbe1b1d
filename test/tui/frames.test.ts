/** Frames at three sizes, as people see them. */
import { describe, expect, test } from 'vitest';

import { analysesOf, Driver, plain, shop } from './viewing.ts';

const sizes = [
  [40, 10],
  [80, 24],
  [160, 50],
] as const;

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  const driver = (): Driver => new Driver(analysesOf(shop()), { columns, rows });
  const golden = (name: string): string => `../golden/explore-${name}-${columns}x${rows}.txt`;

  test('the list', async () => {
    const frame = driver().press('s').frame();
    await expect(frame).toMatchFileSnapshot(golden('list'));
  });

  test('a trace, its first error selected', async () => {
    const frame = driver().press('G', 'enter', 'e', 'e').frame();
    await expect(frame).toMatchFileSnapshot(golden('trace'));
  });

  test('the details of a span, entered', async () => {
    const frame = driver().press('G', 'enter', 'e', 'e', 'e', 'e', 'enter', 'j').frame();
    await expect(frame).toMatchFileSnapshot(golden('details'));
  });

  test('the help', async () => {
    await expect(driver().press('?').frame()).toMatchFileSnapshot(golden('help'));
  });
});

test('in sixteen colours', async () => {
  const driver = new Driver(analysesOf(shop())).press('G', 'enter', 'e');
  await expect(driver.frame({ color: 1, unicode: true })).toMatchFileSnapshot(
    '../golden/explore-coloured.txt',
  );
});

test('without box-drawing characters where they are not wanted', () => {
  const driver = new Driver(analysesOf(shop()), { columns: 160, rows: 50 }).press('G', 'enter');
  expect(driver.frame(plain)).toMatch(/[─-▟▸▾›]/);
  expect(driver.frame({ color: 0, unicode: false })).not.toMatch(/[─-▟▸▾›]/);
});

test('no frame is higher or wider than the terminal, whatever is shown', () => {
  for (let columns = 40; columns <= 200; columns += 53) {
    for (const rows of [10, 13, 24]) {
      const driver = new Driver(analysesOf(shop()), { columns, rows });
      for (const key of ['?', '?', 'j', 'G', 'enter', 'z', 'e', 'enter', 'G', 'escape', 'p', 't', 'y']) {
        const lines = driver.press(key).frame(plain).trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      }
    }
  }
});
