import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { OutFile } from '../../src/writers/out-file.ts';

const root = mkdtempSync(join(tmpdir(), 'tracectl-test-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

function content(path: string): string {
  return readFileSync(path, 'utf8');
}

describe('a file that is written', () => {
  test('appears once it is whole, and nothing else does', () => {
    const path = join(folder, 'out.json');
    const file = new OutFile(path);
    expect(readdirSync(folder)).toEqual([]);
    file.write('a');
    file.write(Buffer.from('b'));
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
    file.commit();
    expect(readdirSync(folder)).toEqual(['out.json']);
    expect(content(path)).toBe('ab');
  });

  test('leaves what was there until then, and in its place if it is given up', () => {
    const path = join(folder, 'out.json');
    writeFileSync(path, 'before', { mode: 0o640 });
    const given = new OutFile(path);
    given.write('half');
    given.discard();
    expect([readdirSync(folder), content(path)]).toEqual([['out.json'], 'before']);
    const kept = new OutFile(path);
    kept.write('after');
    expect(content(path)).toBe('before');
    kept.commit();
    kept.discard();
    expect(content(path)).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('is there, empty, when there was nothing to write', () => {
    const path = join(folder, 'out.json');
    new OutFile(path).commit();
    expect(content(path)).toBe('');
  });

  test('takes the place of what a link leads to', () => {
    const target = join(folder, 'target.json');
    const link = join(folder, 'link.json');
    writeFileSync(target, 'before');
    symlinkSync('target.json', link);
    const file = new OutFile(link);
    file.write('after');
    file.commit();
    expect([content(target), readdirSync(folder).sort()]).toEqual(['after', ['link.json', 'target.json']]);
  });

  test('is compressed where its name says so', () => {
    const path = join(folder, 'out.json.gz');
    const file = new OutFile(path);
    for (let i = 0; i < 1000; i++) file.write(`line ${i}\n`);
    file.commit();
    expect(gunzipSync(readFileSync(path)).toString()).toMatch(/^line 0\n[^]*line 999\n$/);
    expect(statSync(path).size).toBeLessThan(5000);
  });

  test('is written at once where it is a device', () => {
    const file = new OutFile('/dev/null');
    file.write('a');
    file.commit();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

test('what can’t be written is told in words', () => {
  expect(() => new OutFile(folder)).toThrow(/^cannot write .*: it is a directory$/);
  const lost = join(folder, 'nowhere', 'out.json');
  expect(() => new OutFile(lost)).toThrow(/^cannot write .*: there is no such folder$/);
  writeFileSync(join(folder, 'file'), '');
  const under = join(folder, 'file', 'out.json');
  expect(() => new OutFile(under)).toThrow(/^cannot write .*: a part of the path is not a folder$/);
});

test.runIf(existsSync('/dev/full'))('a full disk leaves nothing behind', () => {
  const file = new OutFile('/dev/full');
  expect(() => file.write('a'.repeat(10))).toThrow(/^cannot write \/dev\/full: no space is left$/);
});
