import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { repository, type Run, run } from '../cli/context.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-context-'));
  file = join(folder, 'config.yaml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function context(...args: string[]): Promise<Run> {
  return run(['context', ...args], {
    cwd: folder,
    env: { TRACECTL_CONFIG: file, HOME: folder, PATH: process.env['PATH'] },
  });
}

function written(): unknown {
  return parse(readFileSync(file, 'utf8'));
}

const url = 'http://localhost:16686';

describe('add', () => {
  test('makes the file, and the first context the current one', async () => {
    expect(await context('add', 'lab', url)).toEqual({
      exitCode: 0,
      stdout: 'context lab added; it is the current one\n',
      stderr: '',
    });
    expect((await context('add', 'prod', 'tempo+https://tempo.example.com')).stdout).toBe(
      'context prod added\n',
    );
    expect((await context('add', 'third', url, '--use')).stdout).toContain('it is the current one');
    expect(written()).toEqual({
      currentContext: 'third',
      contexts: { lab: { url }, prod: { url: 'tempo+https://tempo.example.com' }, third: { url } },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('keeps every setting; paths become absolute', async () => {
    const flags = [
      ...'--backend-kind tempo --tenant a|b --cert c.pem --key k.pem --cacert ~/ca.pem --insecure'.split(' '),
      ...'--timeout 1m30s --retries 2 --max-bytes 1MiB --token-env A_TOKEN'.split(' '),
      '--header',
      'X-Team: a: b',
      '--header',
      'X-Other: c',
    ];
    const { exitCode } = await context('add', 'a', url, ...flags);
    expect(exitCode).toBe(0);
    expect(written()).toMatchObject({
      contexts: {
        a: {
          url,
          kind: 'tempo',
          headers: { 'X-Team': 'a: b', 'X-Other': 'c' },
          token: { env: 'A_TOKEN' },
          tenant: 'a|b',
          cert: join(folder, 'c.pem'),
          key: join(folder, 'k.pem'),
          cacert: join(folder, 'ca.pem'),
          insecure: true,
          timeout: '90s',
          retries: 2,
          maxBytes: 1024 * 1024,
        },
      },
    });
  });

  test.each([
    [['--token', 'hush'], { token: 'hush' }, true],
    [['--token-command', 'print it'], { token: { command: 'print it' } }, false],
    [['--user', 'me:hush'], { user: 'me', password: 'hush' }, true],
    [['--timeout', '250ms'], { timeout: '250ms' }, false],
  ])('with %j keeps %j; a secret as it is comes with a warning: %s', async (flags, fields, warns) => {
    const { stderr } = await context('add', 'a', url, ...flags);
    expect(written()).toEqual({ currentContext: 'a', contexts: { a: { url, ...fields } } });
    expect(stderr.includes('warning: the context holds a secret as it is')).toBe(warns);
    expect(stderr.includes('hint: --token-command or --token-env')).toBe(warns);
  });

  test('takes a token file from where it is called', async () => {
    await context('add', 'a', url, '--token-file', 'token');
    expect(written()).toMatchObject({ contexts: { a: { token: { file: join(folder, 'token') } } } });
  });

  test('takes credentials out of the address', async () => {
    const { stdout, stderr } = await context('add', 'a', 'https://me:hush%21@host/base');
    expect(written()).toMatchObject({
      contexts: { a: { url: 'https://host/base', user: 'me', password: 'hush!' } },
    });
    expect(stdout + stderr).not.toContain('hush');
  });

  test.each([
    [['a b', url], "'a b' cannot be the name of a context", 'letters, digits'],
    [['constructor', url], "'constructor' cannot be", 'letters'],
    [[url, 'lab'], 'a URL cannot be the name of a context', 'context add <name> <url>'],
    [['a', 'localhost:16686'], 'not the URL of a backend: localhost:16686', 'http://localhost:16686'],
    [['a', url, '--token', 'b', '--token-env', 'C'], 'more than one way to authenticate', 'one token'],
    [['a', url, '--token-env', '$C'], '--token-env is not the name of a variable', 'without a $'],
    [['a', url, '--key', 'k.pem'], 'a key without a certificate', undefined],
    [['a', url, '--backend-kind', 'x'], 'Allowed choices are jaeger, tempo, zipkin', '--help'],
    [['a'], "missing required argument 'url'", '--help'],
    [['a', url, 'more'], 'too many arguments', '--help'],
  ])('refuses %j', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await context('add', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint ?? '');
    expect(() => written()).toThrow('ENOENT');
  });

  test('replaces one only when told', async () => {
    await context('add', 'a', url, '--tenant', 't');
    expect(await context('add', 'a', 'http://other')).toMatchObject({
      exitCode: 2,
      stderr: 'tracectl: there is a context a already\n  hint: --replace puts this one in its place\n',
    });
    await context('add', 'a', 'http://other', '--replace');
    expect(written()).toEqual({ currentContext: 'a', contexts: { a: { url: 'http://other' } } });
  });
});

const some = `# ours
currentContext: prod
contexts:
  prod: {url: 'https://tempo.example.com', token: hush-hush, tenant: team-a} # Frankfurt
  lab:
    url: http://lab:16686/?api_key=hush-hush
    probed: {url: 'http://lab:16686/?api_key=hush-hush', kind: jaeger, version: 2.1.0}
  all: {url: 'tempo+http://x', user: hush-hush, password: {env: P}, headers: {A: hush-hush, B: {file: f}}, cert: c}
`;

describe('list', () => {
  test('shows how contexts authenticate, and no secret', async () => {
    writeFileSync(file, some, { mode: 0o600 });
    const { exitCode, stdout, stderr } = await context('list', '-v');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `tracectl: read ${file}\n` });
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      '   name  kind    url                            auth                                                                            tenant',
      '*  prod  -       https://tempo.example.com      token from config file                                                          team-a',
      '   lab   jaeger  http://lab:16686/?api_key=***  secret in the URL                                                               -',
      '   all   tempo   tempo+http://x                 password from environment, A from config file, B from file, client certificate  -',
      '',
    ]);
  });

  test('fits its schema, and is empty where there is none', async () => {
    const schema: object = JSON.parse(
      readFileSync(join(repository, 'docs/schemas/context-list.json'), 'utf8'),
    );
    const fits = new Ajv({ allowUnionTypes: true }).compile(schema);
    const empty = await context('list', '-o', 'json');
    expect(JSON.parse(empty.stdout)).toEqual({ schemaVersion: 1, currentContext: null, contexts: [] });
    expect(empty.stderr).toContain('no contexts\n  hint: tracectl context add <name> <url>');
    expect(fits(JSON.parse(empty.stdout))).toBe(true);
    writeFileSync(file, some, { mode: 0o600 });
    const { stdout } = await context('list', '-o', 'json');
    const document: unknown = JSON.parse(stdout);
    expect([fits(document), fits.errors]).toEqual([true, null]);
    expect(document).toMatchObject({
      currentContext: 'prod',
      contexts: [
        { name: 'prod', current: true, kind: null, kindFrom: null },
        { name: 'lab', current: false, kind: 'jaeger', kindFrom: 'probed', version: '2.1.0' },
        { name: 'all', kind: 'tempo', kindFrom: 'stated', version: null, tenant: null },
      ],
    });
  });

  test('cannot control the terminal', async () => {
    writeFileSync(file, 'contexts: {a: {url: "http://x/\\u001b[2J"}}\n');
    expect((await context('list')).stdout).toContain(String.raw`http://x/\u{1b}[2J`);
  });
});

describe('use and remove', () => {
  test('change the current one and keep comments', async () => {
    writeFileSync(file, some);
    expect(await context('use', 'lab')).toEqual({
      exitCode: 0,
      stdout: 'context lab is the current one\n',
      stderr: '',
    });
    expect((await context('remove', 'all')).stdout).toBe('context all removed\n');
    expect((await context('remove', 'lab')).stdout).toBe(
      'context lab removed; none is the current one now\n',
    );
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# ours\n');
    expect(text).toContain('# Frankfurt\n');
    expect(written()).toMatchObject({ contexts: { prod: { tenant: 'team-a' } } });
    expect(text).not.toContain('currentContext');
  });

  test.each(['use', 'remove', 'test'])('%s suggests a name', async (command) => {
    writeFileSync(file, some, { mode: 0o600 });
    expect(await context(command, 'porod')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: "tracectl: no context 'porod'\n  hint: did you mean prod?\n",
    });
  });
});

describe('as a group of commands', () => {
  test('alone it prints its help, and that of the commands in it', async () => {
    expect(await context()).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await context()).stdout).toContain('add [options] <name> <url>');
    expect((await run(['help', 'context'])).stdout).toContain('Usage: tracectl context');
    const { exitCode, stdout } = await context('add', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: tracectl context add [options] <name> <url>');
    expect(stdout).toContain('--cacert');
  });

  test.each([
    [['lst'], "unknown command 'context lst'", 'did you mean context list?'],
    [['sing'], "unknown command 'context sing'", 'tracectl context --help lists the commands'],
    [['use', 'a', '--tokn', 'x'], "unknown option '--tokn'", 'tracectl context --help'],
    [['list', '--token', 'x'], "unknown option '--token'", 'tracectl context --help'],
  ])('%j is refused', async (args, message, hint) => {
    const { exitCode, stderr } = await context(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

test('no secret is in any output, whatever is done with -v and --debug', async () => {
  const secret = 'hush-hush-0123456789';
  const secrets = ['--token', secret, '--header', `X-Key: ${secret}`];
  const runs = [
    await context('add', 'a', url, '-v', '--debug', ...secrets),
    await context('add', 'a', url, '-v', '--debug', ...secrets),
    await context('add', 'b', `https://me:${secret}@host/?token=${secret}`, '-v', '--debug'),
    await context('add', 'c', `nonsense://me:${secret}@host`, '-v', '--debug'),
    await context('add', 'd', url, '-v', '--debug', '--user', secret),
    await context('add', 'd', url, '-v', '--debug', '--header', secret),
    await context('add', 'd', url, '-v', '--debug', '--token-env', `$${secret}`),
    await context('use', 'b', '-v', '--debug'),
    await context('use', 'nothing', '-v', '--debug'),
    ...(await Promise.all(
      ['text', 'json', 'ndjson', 'csv', 'markdown', 'yaml'].map((output) =>
        context('list', '-v', '--debug', '-o', output),
      ),
    )),
    await context('test', 'a', '-v', '--debug'),
    await context('remove', 'a', '-v', '--debug'),
  ];
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('hush');
  expect(readFileSync(file, 'utf8')).toContain(secret);
});

test('a file that is wrong is an error of usage with its place', async () => {
  writeFileSync(file, 'contexts:\n  a:\n    url: http://x\n    tokn: hush\n');
  for (const args of [['list'], ['use', 'a'], ['remove', 'a'], ['add', 'b', url]]) {
    expect(await context(...args)).toMatchObject({
      exitCode: 2,
      stderr: `tracectl: ${file}:4:5: unknown key 'tokn' in contexts.a (did you mean token?)\n`,
    });
  }
});
