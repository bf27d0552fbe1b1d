import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';

import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';

import { type BackendFlags, backendOptions, backendSettings, size } from '../../src/cli/backend-options.ts';
import type { Context } from '../../src/cli/context.ts';
import type { BackendSettings } from '../../src/config/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-backend-'));
afterAll(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, 'conf'));
const config = join(folder, 'conf', 'config.yaml');
writeFileSync(
  config,
  `currentContext: prod
contexts:
  prod:
    url: https://tempo.example.com/base
    kind: tempo
    token: {file: token}
    tenant: team-a
    headers: {X-Shared: from-context, X-Own: {env: OWN}}
    cert: client.pem
    key: client.key
    cacert: ~/ca.pem
    timeout: 1m30s
    retries: 1
    maxBytes: 2MiB
    proxy: http://me:proxy-secret@proxy:3128
  lab:
    url: http://me:lab-secret@lab:16686
    probed: {url: 'http://me:lab-secret@lab:16686', kind: jaeger}
  moved:
    url: http://new
    probed: {url: 'http://old', kind: jaeger}
  basic: {url: 'http://x', user: me, password: {command: printf basic-secret}}
  header: {url: 'http://x', headers: {authorization: Bearer header-secret-0123}}
  both: {url: 'http://x', token: a, headers: {Authorization: b}}
  insecure: {url: 'http://x', insecure: true, maxBytes: 0}
`,
  { mode: 0o600 },
);
writeFileSync(join(folder, 'conf', 'token'), 'context-token\n');
writeFileSync(join(folder, 'token'), 'file-token\n');

function context(env: Record<string, string> = {}, warned: string[] = []): Context {
  return {
    stdin: 'none',
    write: () => {},
    warn: (text) => warned.push(text),
    env: { PATH: process.env['PATH'], HOME: folder, TRACECTL_CONFIG: config, OWN: 'own-secret', ...env },
    cwd: folder,
    packageRoot: '/',
    isTTY: false,
    columns: undefined,
    now: () => new Date(0),
  };
}

function flagsOf(args: readonly string[]): BackendFlags {
  return backendOptions(new Command()).exitOverride().parse(args, { from: 'user' }).opts();
}

async function settings(args: readonly string[], env: Record<string, string> = {}): Promise<BackendSettings> {
  const found = await backendSettings(context(env), flagsOf(args));
  if (!found) throw new Error('no backend');
  return found;
}

function headersOf({ headers }: BackendSettings): string[] {
  return headers.map(({ name, value }) => `${name}: ${value.reveal()}`);
}

function basic(pair: string): string {
  return `Authorization: Basic ${Buffer.from(pair).toString('base64')}`;
}

const url = 'http://localhost:16686';

describe('the backend is', () => {
  test('the flag, the environment, the current context, or none', async () => {
    const env = { TRACECTL_BACKEND: 'http://from.environment' };
    expect((await settings(['-b', url], env)).url).toBe(url);
    expect((await settings(['-b', 'lab'], env)).contextName).toBe('lab');
    expect((await settings([], env)).url).toBe('http://from.environment');
    expect((await settings([], { TRACECTL_BACKEND: 'lab' })).url).toBe('http://lab:16686');
    expect(await settings([], { TRACECTL_BACKEND: '' })).toMatchObject({ contextName: 'prod' });
    const none = { TRACECTL_CONFIG: join(folder, 'nowhere.yaml') };
    expect(await backendSettings(context(none), {})).toBeUndefined();
  });

  test('found without reading the contexts where it is a URL', async () => {
    const env = { TRACECTL_CONFIG: folder };
    expect((await settings(['-b', url], env)).url).toBe(url);
    await expect(settings(['-b', 'prod'], env)).rejects.toThrow('cannot read');
  });

  test.each([
    [['-b', 'prdo'], {}, "no context 'prdo'", 'did you mean prod?'],
    [['-b', 'localhost:16686'], {}, "no context 'localhost:16686'", 'a URL begins with its scheme'],
    [['-b', ''], {}, '--backend is empty', undefined],
    [['-b', 'ftp://me:pw@x'], {}, 'not the URL of a backend: ftp://x', 'such as'],
    [['-b', 'http://me:p/w@x'], {}, 'not the URL of a backend: http://***@x', 'such as'],
    [[], { TRACECTL_BACKEND: 'nothing' }, "no context 'nothing'", 'tracectl context list shows them'],
  ])('refused where it is %j %j', async (args, env, message, hint) => {
    const failure: unknown = await settings(args, env).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 2, message });
    expect(String(Reflect.get(Object(failure), 'hint'))).toContain(String(hint));
  });
});

test('a context gives everything, paths from its folder', async () => {
  const found = await settings([]);
  expect(headersOf(found)).toEqual([
    'X-Shared: from-context',
    'X-Own: own-secret',
    'Authorization: Bearer context-token',
  ]);
  expect(found).toMatchObject({
    url: 'https://tempo.example.com/base',
    kind: 'tempo',
    contextName: 'prod',
    tenant: 'team-a',
    tls: {
      cert: join(folder, 'conf', 'client.pem'),
      key: join(folder, 'conf', 'client.key'),
      cacert: join(folder, 'ca.pem'),
      insecure: false,
    },
    timeoutMs: 90_000,
    retries: 1,
    maxBytes: 2 * 1024 * 1024,
    proxy: 'http://me:proxy-secret@proxy:3128',
  });
});

test('flags are stronger than the context, setting by setting', async () => {
  const files = '--cert mine.pem --insecure --timeout 250ms --retries 0 --max-bytes 300MB'.split(' ');
  const headers = ['--header', 'x-shared: from-flag', '--header', 'X-Own:', '--token', 'flag-token'];
  const found = await settings([...headers, ...files, '--backend-kind', 'jaeger', '--tenant', 'team-b']);
  expect(headersOf(found)).toEqual(['x-shared: from-flag', 'Authorization: Bearer flag-token']);
  expect(found).toMatchObject({
    kind: 'jaeger',
    tenant: 'team-b',
    tls: { cert: join(folder, 'mine.pem'), cacert: join(folder, 'ca.pem'), insecure: true },
    timeoutMs: 250,
    retries: 0,
    maxBytes: 300_000_000,
  });
  expect(found.tls.key).toBeUndefined();
});

test('what nobody says is a default', async () => {
  expect(await settings(['-b', url])).toMatchObject({
    kind: undefined,
    contextName: undefined,
    headers: [],
    tenant: undefined,
    tls: { insecure: false },
    timeoutMs: 30_000,
    retries: 4,
    maxBytes: 1024 ** 3,
    proxy: undefined,
  });
  expect(await settings(['-b', 'insecure'])).toMatchObject({ tls: { insecure: true }, maxBytes: Infinity });
  expect(await settings(['-b', url, '--timeout', '365d'])).toMatchObject({ timeoutMs: 2 ** 31 - 1 });
  expect(await settings(['-b', url, '--timeout', '1us'])).toMatchObject({ timeoutMs: 1 });
});

test('a remembered kind holds as long as the address', async () => {
  expect((await settings(['-b', 'lab'])).kind).toBe('jaeger');
  expect((await settings(['-b', 'moved'])).kind).toBeUndefined();
});

describe('authentication', () => {
  test.each<[string[], Record<string, string>, string[]]>([
    [['-b', url, '--token', 't'], {}, ['Authorization: Bearer t']],
    [['-b', url, '--token-file', 'token'], {}, ['Authorization: Bearer file-token']],
    [['-b', url, '--token-command', 'cat token'], {}, ['Authorization: Bearer file-token']],
    [['-b', url, '--user', 'me:p:w'], {}, [basic('me:p:w')]],
    [['-b', 'https://me:p%40%2Fw@host/'], {}, [basic('me:p@/w')]],
    [['-b', 'https://only-a-token@host/'], {}, [basic('only-a-token:')]],
    [['-b', url, '--header', 'authorization: Digest x'], {}, ['authorization: Digest x']],
    [['-b', url], { TRACECTL_TOKEN: 'e' }, ['Authorization: Bearer e']],
    [['-b', url], { TRACECTL_TOKEN_FILE: 'token' }, ['Authorization: Bearer file-token']],
    [['-b', url], { TRACECTL_TOKEN_COMMAND: 'printf c' }, ['Authorization: Bearer c']],
    [['-b', url], { TRACECTL_HEADERS: 'A: b\n\nC: d\n' }, ['A: b', 'C: d']],
    [['-b', 'basic'], {}, [basic('me:basic-secret')]],
    [['-b', 'lab'], {}, [basic('me:lab-secret')]],
    [['-b', 'header'], {}, ['authorization: Bearer header-secret-0123']],
    [[], { TRACECTL_BACKEND: 'http://me:pw@host' }, [basic('me:pw')]],
    // The strongest place that authenticates does it alone.
    [['-b', url, '--token', 'flag'], { TRACECTL_TOKEN: 'e' }, ['Authorization: Bearer flag']],
    [['-b', 'http://me:pw@x'], { TRACECTL_TOKEN: 'e' }, [basic('me:pw')]],
    [['-b', 'basic'], { TRACECTL_TOKEN: 'e' }, ['Authorization: Bearer e']],
    [['-b', 'header'], { TRACECTL_TOKEN: 'e' }, ['Authorization: Bearer e']],
    [['-b', 'header', '--user', 'a:b'], { TRACECTL_TOKEN: 'e' }, [basic('a:b')]],
    [['-b', 'basic', '--header', 'Authorization: Own x'], {}, ['Authorization: Own x']],
  ])('of %j with %j', async (args, env, expected) => {
    expect(headersOf(await settings(args, env))).toEqual(expected);
  });

  test('takes no credentials of a context to another address', async () => {
    expect((await settings(['-b', url])).headers).toEqual([]);
  });

  test('in the address is taken out of it and out of messages', async () => {
    const found = await settings(['-b', 'tempo+https://me:hush-hush@host:8080/a?b=c#d']);
    expect(found.url).toBe('tempo+https://host:8080/a?b=c#d');
    expect(found.redact(`got ${Buffer.from('me:hush-hush').toString('base64')} of hush-hush`)).toBe(
      'got *** of ***',
    );
  });
});

const secret = 'hush-hush-0123456789';

describe('refused without a word of the secret:', () => {
  test.each<[string[], Record<string, string>, string]>([
    [
      ['--token', secret, '--user', `me:${secret}`],
      {},
      'more than one way to authenticate on the command line',
    ],
    [['--token', secret, '--header', `Authorization: ${secret}`], {}, 'more than one way'],
    [['--token', secret, '--token-file', 'token'], {}, 'more than one way'],
    [['-b', `http://me:${secret}@x`, '--token', secret], {}, 'more than one way'],
    [['-b', `http://me:${secret}@x`, '--user', `me:${secret}`], {}, 'a user in the address and another one'],
    [['-b', 'both'], {}, 'more than one way to authenticate of context both'],
    [
      [],
      { TRACECTL_TOKEN: secret, TRACECTL_TOKEN_FILE: 'token' },
      'more than one way to authenticate in the env',
    ],
    [['--header', secret], {}, "a --header is not of the form 'Name: value'"],
    [['--header', `${secret} ${secret}: x`], {}, "a --header is not of the form 'Name: value'"],
    [['--header', `A: ${secret}\r\nB: c`], {}, 'a --header holds a line break'],
    [['--header', `A: ${secret}\0`], {}, 'a --header holds a character that HTTP does not allow'],
    [['--header', `Content-Length: ${secret}`], {}, 'Content-Length belongs to the connection'],
    [['--token', `${secret}\n`], {}, 'the token on the command line holds a line break'],
    [['--token', `${secret}…`], {}, 'the token on the command line holds a character'],
    [['--token', ''], {}, '--token is empty'],
    [['--token-file', ''], {}, '--token-file is empty'],
    [['--tenant', ' '], {}, '--tenant is empty'],
    [['--tenant', 'a\nb'], {}, 'the tenant holds a line break'],
    [['--user', secret], {}, '--user is not of the form name:password'],
    [['--key', 'a.pem'], {}, 'a key without a certificate on the command line'],
    [[], { TRACECTL_HEADERS: secret }, "a line of TRACECTL_HEADERS is not of the form 'Name: value'"],
  ])('%j %j', async (args, env, message) => {
    const all = args.includes('-b') ? args : ['-b', url, ...args];
    const failure: unknown = await settings(all, env).catch((error: unknown) => error);
    expect(failure).toMatchObject({ exitCode: 2 });
    expect(String(failure)).toContain(message);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('hush-hush');
  });
});

test('settings and flags show no secret, and take all of them out of texts', async () => {
  const found = await settings(['--header', 'Cookie: session=0123456789abcdef; a=b'], {
    TRACECTL_BACKEND: 'prod',
  });
  const shown = inspect(found, { depth: 9, showHidden: true }) + JSON.stringify(found);
  for (const text of ['context-token', 'own-secret', '0123456789abcdef']) {
    expect(shown).not.toContain(text);
    expect(found.redact(`it said ${text}!`)).toBe('it said ***!');
  }
  expect(found.redact('no proxy-secret')).toBe('no ***');
  const flags = flagsOf(['--token', 'hush', '--user', 'me:hush', '--header', 'A: hush']);
  expect(inspect(flags) + JSON.stringify(flags)).not.toContain('hush');
  const { redact } = await settings([
    '-b',
    'http://x/?api_key=hush%2Fhush',
    '--header',
    `Authorization: Basic bWU6cHctMTIz`,
  ]);
  expect(redact('hush/hush hush%2Fhush pw-123 bWU6cHctMTIz')).toBe('*** *** *** ***');
});

test('a file of contexts with secrets that others can read is told', async () => {
  const open = join(folder, 'open.yaml');
  writeFileSync(open, 'contexts: {a: {url: "http://x", token: hush}}\n', { mode: 0o644 });
  const warned: string[] = [];
  await backendSettings(context({ TRACECTL_CONFIG: open }, warned), { backend: 'a' });
  expect(warned.join('')).toMatch(
    /^tracectl: warning: .*open\.yaml holds secrets and others may read it \(mode 644\)/,
  );
  await backendSettings(context({ TRACECTL_CONFIG: open }, warned), { backend: 'a', quiet: true });
  expect(warned).toHaveLength(1);
});

describe('sizes', () => {
  test.each([
    ['1000', 1000],
    ['300MB', 300e6],
    ['1GiB', 2 ** 30],
    ['1.5 KiB', 1536],
    ['2k', 2000],
    ['0', 0],
    ['7b', 7],
  ])('%s is %i bytes', (text, bytes) => {
    expect(size(text)).toBe(bytes);
  });

  test.each(['', 'MB', '1TB', '-1', '1e9', '1 2'])('%j is none', (text) => {
    expect(() => size(text)).toThrow('Expected a size such as 300MB or 1GiB.');
  });
});

test('the help has the options that many need, and takes the others, too', () => {
  const help = backendOptions(new Command()).helpInformation();
  expect(help).toContain('--token <secret>');
  expect(help).not.toContain('--cacert');
  expect(flagsOf(['--cacert', 'ca.pem', '--retries', '2'])).toEqual({ cacert: 'ca.pem', retries: 2 });
});
