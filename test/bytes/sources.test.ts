import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openFile } from '../../src/bytes/source.ts';
import { expandSources } from '../../src/bytes/sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-sources-'));

beforeAll(() => {
  mkdirSync(join(folder, 'dumps/old'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  for (const file of [
    'b.json',
    'a.json',
    'dumps/2.jsonl',
    'dumps/old/1.jsonl',
    'dumps/.hidden',
    '[odd].json',
  ]) {
    writeFileSync(join(folder, file), '{}');
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('expandSources', () => {
  test.each([
    [
      ['b.json', '-', 'a.json'],
      ['b.json', '-', 'a.json'],
    ],
    [['dumps'], ['dumps/2.jsonl', 'dumps/old/1.jsonl']],
    [['?.json'], ['a.json', 'b.json']],
    [['dumps/**/*.jsonl'], ['dumps/2.jsonl', 'dumps/old/1.jsonl']],
    [['[odd].json'], ['[odd].json']],
    [['no-such-file'], ['no-such-file']],
  ])('%j', (given, paths) => {
    expect(expandSources(given, folder)).toEqual(paths);
  });

  test('says what matches nothing and holds nothing', () => {
    expect(() => expandSources(['*.gz'], folder)).toThrow('cannot read *.gz: no file matches');
    expect(() => expandSources(['empty'], folder)).toThrow(
      'cannot read empty: there is no file in this directory',
    );
  });
});

describe('openFile', () => {
  test.each([
    ['no-such-file', 'no such file'],
    [folder, 'it is a directory'],
    ['package.json/x', 'a part of the path is not a directory'],
  ])('%s', (path, why) => {
    expect(() => openFile(path)).toThrow(`cannot read ${path}: ${why}`);
  });

  test('reads on where it stopped', () => {
    const source = openFile(join(folder, 'a.json'));
    const bytes = new Uint8Array(3);
    expect([source.read(bytes, 0, 1), source.read(bytes, 1, 2), source.read(bytes, 2, 1)]).toEqual([1, 1, 0]);
    expect(String.fromCharCode(...bytes)).toBe('{}\0');
    source.close();
  });
});
