import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';

import { resolveSecret, Secret, type SecretSource } from '../../src/config/secret.ts';
import { BackendError, UsageError } from '../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'token'), 'from-a-file\r\n');
writeFileSync(join(folder, 'two-lines'), 'one\n\n');
writeFileSync(join(folder, 'empty'), '\n');

const outside = {
  env: { PATH: process.env['PATH'], HOME: folder, API_TOKEN: 'from-the-environment', EMPTY: '' },
  cwd: folder,
};

async function reveal(source: SecretSource): Promise<string> {
  return (await resolveSecret(source, 'the token', outside)).reveal();
}

test('a secret never shows by accident', () => {
  const secret = new Secret('hush-hush');
  const shown = [
    String(secret),
    ['', secret].join(''),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    JSON.stringify(Object.entries(secret)),
  ];
  expect(shown.join('')).not.toContain('hush');
  expect(secret.reveal()).toBe('hush-hush');
});

describe('a secret comes from', () => {
  test.each<[SecretSource, string]>([
    ['as it is', 'as it is'],
    [{ env: 'API_TOKEN' }, 'from-the-environment'],
    [{ file: 'token' }, 'from-a-file'],
    [{ file: '~/token' }, 'from-a-file'],
    [{ file: join(folder, 'two-lines') }, 'one\n'],
    [{ command: 'echo "$API_TOKEN" | tr a-z A-Z' }, 'FROM-THE-ENVIRONMENT'],
    [{ command: ['printf', '%s %s', 'a b', '$HOME'] }, 'a b $HOME'],
    [{ command: 'cat token' }, 'from-a-file'],
  ])('%j', async (source, expected) => {
    expect(await reveal(source)).toBe(expected);
  });
});

describe('what goes wrong names the place and not the secret', () => {
  test.each<[SecretSource, new (...args: never[]) => Error, string]>([
    [{ env: 'NO_SUCH' }, UsageError, 'cannot get the token: the variable NO_SUCH is not set'],
    [{ env: 'EMPTY' }, UsageError, 'cannot get the token: the variable EMPTY is not set'],
    [{ env: 'glsa_pastedToken' }, UsageError, 'cannot get the token: its environment variable is not set'],
    [{ file: 'nowhere' }, UsageError, 'cannot get the token: cannot read nowhere: no such file'],
    [{ file: '.' }, UsageError, 'cannot get the token: cannot read .: it is a directory'],
    [{ file: 'empty' }, UsageError, 'cannot get the token: empty is empty'],
    [
      { command: 'echo hush-hush; exit 3' },
      BackendError,
      'cannot get the token: the command echo ended with exit code 3',
    ],
    [
      { command: 'SECRET=hush-hush sh -c "exit 1"' },
      BackendError,
      'cannot get the token: the command sh ended with exit code 1',
    ],
    [
      { command: ['no-such-program', 'hush-hush'] },
      BackendError,
      'the command no-such-program does not exist',
    ],
    [{ command: 'true' }, BackendError, 'the command true printed nothing'],
    [{ command: ['sh', '-c', 'kill -TERM $$'] }, BackendError, 'the command sh was ended by SIGTERM'],
    [
      { command: 'head -c 2000000 /dev/zero 2>/dev/null' },
      BackendError,
      'the command head printed more than a secret',
    ],
  ])('%j', async (source, type, message) => {
    const failure: unknown = await reveal(source).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(type);
    expect(String(failure)).toContain(message);
    expect(inspect(failure, { depth: 9 })).not.toContain('hush-hush');
  });

  test('a command that hangs, or whose child does, is not waited for', async () => {
    const began = performance.now();
    await expect(
      resolveSecret({ command: '(sleep 30; echo late)' }, 'the token', outside, 200),
    ).rejects.toThrow('the command line did not end within 0.2s');
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test('a signal ends a command', async () => {
    const signal = AbortSignal.timeout(50);
    await expect(
      resolveSecret({ command: ['sleep', '20'] }, 'the token', { ...outside, signal }),
    ).rejects.toThrow('the command sleep was ended');
    await expect(
      resolveSecret({ command: ['sleep', '20'] }, 'the token', { ...outside, signal }),
    ).rejects.toThrow('the command sleep was ended');
  });
});
