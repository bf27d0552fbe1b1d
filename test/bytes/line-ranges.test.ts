import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { lineRanges } from '../../src/bytes/line-ranges.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-lines-'));
const path = join(folder, 'lines');
afterAll(() => rmSync(folder, { recursive: true }));

function rangesOf(text: string, count: number, shortest = 1): string[] {
  writeFileSync(path, text);
  return lineRanges(path, count, shortest).map(({ from, to }) =>
    Buffer.from(text).subarray(from, to).toString(),
  );
}

test('cuts behind line breaks only', () => {
  expect(rangesOf('aaaa\nbb\ncc\ndddd\n', 2)).toEqual(['aaaa\nbb\ncc\n', 'dddd\n']);
});

test('makes no more parts than there is work for', () => {
  expect(rangesOf('a\nb\nc\nd\n', 4, 4)).toHaveLength(2);
  expect(rangesOf('a\nb\n', 4, 100)).toEqual(['a\nb\n']);
});

test('leaves a line whole that is longer than a part', () => {
  expect(rangesOf(`a\n${'x'.repeat(300_000)}\nb\n`, 4)).toEqual([`a\n${'x'.repeat(300_000)}\n`, 'b\n']);
});

test('loses no byte, and ends each part but the last with a line break', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 })), fc.integer({ min: 1, max: 6 }), (lines, count) => {
      const text = lines.join('\n');
      const parts = rangesOf(text, count);
      expect(parts.join('')).toBe(text);
      for (const part of parts.slice(0, -1)) expect(part.endsWith('\n')).toBe(true);
    }),
  );
});
