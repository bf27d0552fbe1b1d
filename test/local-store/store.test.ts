import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { ByteSource } from '../../src/bytes/source.ts';
import { storeFolder } from '../../src/local-store/folder.ts';
import { openSegment } from '../../src/local-store/read-segment.ts';
import { SegmentWriter } from '../../src/local-store/segment-writer.ts';
import { segmentsIn, trimSegments } from '../../src/local-store/segments.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-store-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (text: string): Buffer => Buffer.from(`${text}\n`);

/** All that can be read of the store, or what has an id. */
function content(traceId?: string): string[] {
  return segmentsIn(folder).flatMap((segment) => {
    const source = openSegment(segment, traceId);
    return source === undefined
      ? []
      : textOf(source)
          .split('\n')
          .filter((one) => one !== '');
  });
}

function textOf(source: ByteSource): string {
  const chunk = Buffer.alloc(1 << 16);
  let text = '';
  for (
    let count = source.read(chunk, 0, chunk.length);
    count > 0;
    count = source.read(chunk, 0, chunk.length)
  ) {
    text += chunk.toString('utf8', 0, count);
  }
  source.close();
  return text;
}

describe('what is written', () => {
  test('is there at once, in order, for this user alone', () => {
    const writer = new SegmentWriter(folder);
    writer.append(line('a'));
    writer.append(line('b'));
    expect(content()).toEqual(['a', 'b']);
    const [{ path }] = segmentsIn(folder);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writer.close();
  });

  test('of several writers at once is whole', () => {
    const writers = [1, 2, 3].map(() => new SegmentWriter(folder));
    for (let i = 0; i < 300; i++) writers[i % 3].append(line(`${i % 3}`.repeat(1 + i)));
    const lines = content();
    expect(lines).toHaveLength(300);
    expect(lines.every((text) => /^(0+|1+|2+)$/.test(text))).toBe(true);
    for (const writer of writers) writer.close();
  });

  test('takes no more room than it may, the oldest goes first', () => {
    const writer = new SegmentWriter(folder, 8000);
    for (let i = 0; i < 100; i++) writer.append(line(String(i).padStart(499, '.')));
    const lines = content();
    const size = segmentsIn(folder).reduce((sum, segment) => sum + segment.size, 0);
    expect(size).toBeLessThanOrEqual(8000);
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.at(-1)).toMatch(/\.99$/);
    expect(lines.map((text) => Number(text.replaceAll('.', '')))).toEqual(
      Array.from({ length: lines.length }, (_, i) => 100 - lines.length + i),
    );
    writer.close();
  });

  test('is written again where the segment was removed by another that made room', () => {
    const writer = new SegmentWriter(folder);
    writer.append(line('old'));
    trimSegments(folder, 0);
    writer.append(line('new'));
    expect(content()).toEqual(['new']);
    writer.close();
  });

  test('larger than all of the room is kept all the same', () => {
    const writer = new SegmentWriter(folder, 100);
    writer.append(line('x'.repeat(500)));
    writer.append(line('y'.repeat(500)));
    expect(content()).toEqual(['y'.repeat(500)]);
    writer.close();
  });

  test('where nothing can be written is an error with a sentence', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => new SegmentWriter(file)).toThrow(/cannot write to the store in .*file: it is a file/);
    expect(() => new SegmentWriter(join(file, 'below'))).toThrow(/a part of the path is a file/);
  });
});

describe('what is read', () => {
  test('is whole lines: what a writer left unfinished is none', () => {
    const writer = new SegmentWriter(folder);
    writer.append(line('whole'));
    const [{ path }] = segmentsIn(folder);
    appendFileSync(path, '{"torn":');
    expect(content()).toEqual(['whole']);
    writer.close();
  });

  test('is nothing where there is only an unfinished line, or none', () => {
    writeFileSync(join(folder, 'a.jsonl'), '{"torn":');
    writeFileSync(join(folder, 'b.jsonl'), '');
    writeFileSync(join(folder, 'notes.txt'), 'not ours\n');
    expect(content()).toEqual([]);
  });

  test('is what there was when reading began', () => {
    const writer = new SegmentWriter(folder);
    writer.append(line('before'));
    const [segment] = segmentsIn(folder);
    writer.append(line('after'));
    const source = openSegment(segment);
    expect(source && textOf(source).trim()).toBe('before');
    writer.close();
  });

  test('is only lines with an id, in any spelling of it', () => {
    const id = '0af7651916cd43dd8448eb211c80319c';
    const writer = new SegmentWriter(folder);
    for (const text of ['other', `a ${id}`, 'more', `b ${id}`]) writer.append(line(text));
    expect(content(id)).toEqual([`a ${id}`, `b ${id}`]);
    expect(content('AF765191-6cd4-3dd8-448e-b211c80319c')).toEqual([`a ${id}`, `b ${id}`]);
    expect(content('ffffffffffffffff')).toEqual([]);
    // Three digits stand everywhere.
    expect(content('0af')).toHaveLength(4);
    writer.close();
  });

  test('is not an unfinished line that holds the id', () => {
    const id = '0af7651916cd43dd8448eb211c80319c';
    writeFileSync(join(folder, 'a.jsonl'), `whole ${id}\ntorn ${id}`);
    expect(content(id)).toEqual([`whole ${id}`]);
  });

  test('is nothing of a segment that was removed meanwhile', () => {
    writeFileSync(join(folder, 'a.jsonl'), 'a\n');
    const [segment] = segmentsIn(folder);
    rmSync(segment.path);
    expect(openSegment(segment)).toBeUndefined();
    expect(segmentsIn(join(folder, 'nowhere'))).toEqual([]);
  });
});

test('segments that are still written to are removed last', () => {
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.jsonl`), 'x'.repeat(100));
  const long = new Date(Date.now() - 3600e3);
  utimesSync(join(folder, 'b.jsonl'), long, long);
  expect(trimSegments(folder, 250)).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'c.jsonl']);
  expect(readFileSync(join(folder, 'a.jsonl'), 'utf8')).toHaveLength(100);
});

describe('the folder', () => {
  const cwd = '/project';

  test.each([
    [
      'what is said',
      { TRACECTL_STORE: 'traces', XDG_DATA_HOME: '/data', HOME: '/home/me' },
      '/project/traces',
    ],
    ['the folder for data', { XDG_DATA_HOME: '/data', HOME: '/home/me' }, '/data/tracectl/traces'],
    ['nothing without a home', {}, undefined],
  ])('is %s', async (_name, env, expected) => {
    expect(await storeFolder({ env, cwd })).toBe(expected);
  });

  test('is in the platform’s folder for data, whatever a relative one says', async () => {
    expect(await storeFolder({ env: { HOME: '/home/me', XDG_DATA_HOME: 'data' }, cwd })).toMatch(
      /tracectl.traces$/,
    );
  });
});
