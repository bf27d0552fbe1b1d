import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type ConfigEdits, editConfig } from '../../src/config/edit.ts';
import { contextNamed, knownKind, readConfig, rememberKind } from '../../src/config/file.ts';
import { configPath } from '../../src/config/paths.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-config-'));
  path = join(folder, 'tracectl', 'config.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

function outside(): { env: Record<string, string>; cwd: string } {
  return { env: { XDG_CONFIG_HOME: folder }, cwd: folder };
}

function write(text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function edit(change: (edits: ConfigEdits) => void): Promise<string> {
  return editConfig(outside(), change);
}

describe('the file is where', () => {
  test('TRACECTL_CONFIG says, else XDG_CONFIG_HOME, else the platform', async () => {
    const env = { TRACECTL_CONFIG: 'my.yaml', XDG_CONFIG_HOME: folder, HOME: folder };
    expect(await configPath({ env, cwd: '/somewhere' })).toBe('/somewhere/my.yaml');
    expect(await configPath({ env: { ...env, TRACECTL_CONFIG: '' }, cwd: '/' })).toBe(path);
    expect(await configPath({ env: { HOME: folder, XDG_CONFIG_HOME: 'relative' }, cwd: '/' })).toMatch(
      /tracectl.*config\.yaml$/,
    );
    expect(await configPath({ env: {}, cwd: '/' })).toBeUndefined();
  });
});

describe('reading', () => {
  test('finds nothing where there is no file', async () => {
    expect(await readConfig(outside())).toBeUndefined();
    expect(await readConfig({ env: {}, cwd: folder })).toBeUndefined();
  });

  test('says what it cannot read', async () => {
    mkdirSync(path, { recursive: true });
    await expect(readConfig(outside())).rejects.toThrow(`cannot read ${path}: EISDIR`);
  });

  test.each([
    ['token: text', 0o644, 1],
    ['token: text', 0o640, 1],
    ['token: text', 0o600, 0],
    ['token: {env: T}', 0o644, 0],
    ['headers: {A: text}', 0o644, 1],
    ['headers: {A: {file: f}}', 0o644, 0],
    ['proxy: http://me:pw@proxy', 0o644, 1],
    ['proxy: http://proxy', 0o644, 0],
  ])('of %s with mode %o warns %i times', async (line, mode, count) => {
    write(`contexts: {a: {url: "http://x", ${line}}}\n`, mode);
    const config = await readConfig(outside());
    const warnings = config?.warnings.filter((text) =>
      text.includes(`(mode ${mode.toString(8)}); chmod 600`),
    );
    expect([config?.warnings.length, warnings?.length]).toEqual([count, count]);
  });

  test('a name that is not there is suggested', async () => {
    write('contexts: {prod: {url: "http://x"}, staging: {url: "http://y"}}\n');
    const config = await readConfig(outside());
    const hint = (name: string): unknown => {
      try {
        return contextNamed(config, name);
      } catch (error) {
        return error;
      }
    };
    expect(hint('prod')).toEqual({ url: 'http://x' });
    expect(hint('stagign')).toMatchObject({ message: "no context 'stagign'", hint: 'did you mean staging?' });
    expect(hint('nothing-like')).toMatchObject({ hint: 'tracectl context list shows them' });
    expect(hint('localhost:16686')).toMatchObject({
      hint: 'a URL begins with its scheme: http://localhost:16686',
    });
    expect(() => contextNamed(undefined, 'x')).toThrow("no context 'x'");
  });
});

const commented = `# what we run
currentContext: prod   # ask this one
contexts:
  # the one on call needs
  prod:
    url: "https://tempo.example.com"   # in Frankfurt
    token: {env: T}


  lab: # not always on
    url: 'http://lab:16686'
`;

describe('changing', () => {
  test('makes a file that only its owner can read, in a folder of that kind', async () => {
    const before = process.umask(0);
    try {
      expect(await edit(({ set }) => set('a', { url: 'http://x', token: undefined, tenant: 't' }))).toBe(
        path,
      );
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8')).toBe('contexts:\n  a:\n    url: http://x\n    tenant: t\n');
  });

  test('closes a file that was open to others', async () => {
    write(commented, 0o644);
    await edit(({ use }) => use('lab'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('keeps comments, quotes and order', async () => {
    write(commented);
    await edit(({ set, setField, use }) => {
      set('new', { url: 'http://new' });
      setField('lab', 'kind', 'jaeger');
      use('lab');
    });
    const after = readFileSync(path, 'utf8');
    for (const comment of commented.match(/#.*/g) ?? []) expect(after).toContain(comment);
    expect(after).toContain('currentContext: lab # ask this one\n');
    expect(after).toContain(`url: 'http://lab:16686'\n    kind: jaeger\n  new:\n    url: http://new\n`);
    expect(after).toContain('url: "https://tempo.example.com" # in Frankfurt');
  });

  test('takes away what is removed and nothing else', async () => {
    write(commented);
    await edit(({ remove, use }) => {
      remove('prod');
      use(undefined);
    });
    const config = await readConfig(outside());
    expect([...(config?.contexts.keys() ?? [])]).toEqual(['lab']);
    expect(config?.currentContext).toBeUndefined();
  });

  test('does not write where nothing changes', async () => {
    write(commented, 0o644);
    utimesSync(path, 1, 1);
    await edit(() => {});
    expect(statSync(path).mtimeMs).toBe(1000);
    expect(readdirSync(dirname(path))).toEqual(['config.yaml']);
  });

  test('leaves the file alone when something is wrong, before or after', async () => {
    write('contexts: {a: {urk: 1}}\n');
    await expect(edit(({ use }) => use('a'))).rejects.toThrow("unknown key 'urk'");
    write(commented);
    await expect(edit(({ set }) => set('b', { url: 'nowhere' }))).rejects.toThrow('must be a URL');
    await expect(
      edit(() => {
        throw new TypeError('oops');
      }),
    ).rejects.toThrow('oops');
    expect(readFileSync(path, 'utf8')).toBe(commented);
    expect(readdirSync(dirname(path))).toEqual(['config.yaml']);
  });

  test('keeps a link a link', async () => {
    write('');
    const target = join(folder, 'dotfiles.yaml');
    writeFileSync(target, commented);
    rmSync(path);
    symlinkSync(target, path);
    await edit(({ use }) => use('lab'));
    expect(readFileSync(target, 'utf8')).toContain('currentContext: lab');
    expect((await readConfig(outside()))?.currentContext).toBe('lab');
  });

  test('loses nothing when many do it at once', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
    await Promise.all(names.map((name) => edit(({ set }) => set(name, { url: 'http://x' }))));
    expect([...((await readConfig(outside()))?.contexts.keys() ?? [])].sort()).toEqual(names.sort());
  });

  test('waits for another writer, but not for a dead one', async () => {
    write(commented);
    const lock = `${path}.lock`;
    writeFileSync(lock, '');
    utimesSync(lock, 1, 1);
    await edit(({ use }) => use('lab'));
    expect(readdirSync(dirname(path))).toEqual(['config.yaml']);
    writeFileSync(lock, '');
    setTimeout(() => rmSync(lock), 120);
    await edit(({ use }) => use('prod'));
    expect((await readConfig(outside()))?.currentContext).toBe('prod');
  });

  test('says what it cannot write', async () => {
    writeFileSync(join(folder, 'tracectl'), '');
    await expect(edit(({ use }) => use('a'))).rejects.toThrow(`cannot write ${path}: `);
    await expect(editConfig({ env: {}, cwd: '/' }, () => {})).rejects.toThrow('there is no home folder');
  });
});

describe('the kind of a backend', () => {
  test('is remembered beside what the user wrote', async () => {
    write(commented);
    expect(await rememberKind('lab', 'jaeger', outside(), '2.1.0')).toBeUndefined();
    const lab = (await readConfig(outside()))?.contexts.get('lab');
    expect(lab).toEqual({
      url: 'http://lab:16686',
      probed: { url: 'http://lab:16686', kind: 'jaeger', version: '2.1.0' },
    });
    expect(readFileSync(path, 'utf8')).toContain('# not always on');
    utimesSync(path, 1, 1);
    await rememberKind('lab', 'jaeger', outside(), '2.1.0');
    expect(statSync(path).mtimeMs).toBe(1000);
  });

  test('is what the user states, else what was probed at the same address', () => {
    const probed = { url: 'http://x', kind: 'jaeger' };
    expect(knownKind({ url: 'http://x', kind: 'tempo', probed })).toBe('tempo');
    expect(knownKind({ url: 'http://x', probed })).toBe('jaeger');
    expect(knownKind({ url: 'http://y', probed })).toBeUndefined();
  });

  test('is forgotten quietly where it cannot be written', async () => {
    write(commented);
    writeFileSync(`${path}.lock`, '');
    expect(await rememberKind('lab', 'jaeger', outside())).toMatch(
      /^the kind of lab is not remembered: another/,
    );
    rmSync(`${path}.lock`);
    expect(await rememberKind('gone', 'jaeger', outside())).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(commented);
  });

  test('comes with a version only where that is one', async () => {
    write(commented);
    await rememberKind('lab', 'jaeger', outside(), '2.0 \u001b[31m');
    expect(readFileSync(path, 'utf8')).not.toContain('version');
  });
});
