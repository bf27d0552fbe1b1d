import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { Dumps, type DumpSpan } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** Requests that make these calls. */
function dump(name: string, entryPoint: string, calls: readonly string[]): string {
  const trace = (entryPoint === 'GET /' ? '1' : '2').repeat(32);
  const spans = calls.map((call, k): DumpSpan => {
    return {
      trace,
      id: `${k + 2}`.repeat(16),
      parent: '1'.repeat(16),
      service: 'db',
      name: call,
      start: k,
      end: k + 1,
    };
  });
  return dumps.dump(name, [{ trace, id: '1'.repeat(16), name: entryPoint, start: 0, end: 9 }, ...spans]);
}

const before = dump('before.jsonl', 'GET /', ['SELECT', 'SELECT']);
const after = dump('after.jsonl', 'GET /', ['SELECT', 'GET session']);
const other = dump('other.jsonl', 'GET /other', ['SELECT']);

let count = 0;
let file = '';
/** A lock file of its own for each test. */
beforeEach(() => {
  file = join(dumps.folder, `${count++}.lock`);
});

function lock(...args: string[]): ReturnType<typeof run> {
  return run(['lock', ...args, '--lock-file', file]);
}

function body(): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(4, -1);
}

describe('lock', () => {
  test('writes the shape of requests, and leaves it as it is', async () => {
    expect(await lock(before)).toMatchObject({
      exitCode: 0,
      stdout: `${file} written: 1 entry point in 1 trace\n`,
    });
    expect(body()).toEqual(['[shop] GET /', '  [db] SELECT  few']);
    expect((await lock(before)).stdout).toContain('left as it is');
  });

  test('does not change what differs unless told to', async () => {
    await lock(before);
    const refused = await lock(after);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('2 things are not as it says\n  hint: --update');
    expect(body()).toEqual(['[shop] GET /', '  [db] SELECT  few']);
    expect((await lock(after, '--update')).stdout).toContain('+1 [db] GET session in [shop] GET /\n');
    expect(body()).toEqual(['[shop] GET /', '  [db] GET session  1', '  [db] SELECT  1']);
  });

  test('--check tells what differs, exits 1, and changes nothing', async () => {
    await lock(before);
    expect((await lock(before, '--check')).exitCode).toBe(0);
    const { exitCode, stdout } = await lock(after, '--check');
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '+1 [db] GET session in [shop] GET /',
      'few -> 1 [db] SELECT in [shop] GET /',
    ]);
    expect(body()).toEqual(['[shop] GET /', '  [db] SELECT  few']);
  });

  test('keeps requests that were not seen, unless --prune says that they are gone', async () => {
    await lock(before);
    await lock(other, '--update');
    expect(body().filter((line) => line.startsWith('['))).toEqual(['[shop] GET /', '[shop] GET /other']);
    const { stdout } = await lock(other, '--update', '--prune');
    expect(stdout).toContain('no request [shop] GET / was seen');
    expect(body().filter((line) => line.startsWith('['))).toEqual(['[shop] GET /other']);
  });

  test('keeps what may be, although it was not this time', async () => {
    dumps.file('wide.lock', 'tracectl.lock 1\n[shop] GET /\n  [db] SELECT  0..many\n');
    file = join(dumps.folder, 'wide.lock');
    await lock(before, other, '--update');
    expect(body()).toContain('  [db] SELECT  0..many');
  });

  test.each([
    [['--check'], 'there is no'],
    [['--check', '--update'], '--check and --update together'],
    [['--prune'], '--prune without --update'],
  ])('refuses %j', async (flags, message) => {
    const { exitCode, stderr } = await lock(before, ...flags);
    expect({ exitCode, isThere: existsSync(file) }).toEqual({ exitCode: 2, isThere: false });
    expect(stderr).toContain(message);
  });

  test('names the line of a lock file that is none', async () => {
    file = dumps.file('broken.lock', 'tracectl.lock 1\n[shop] GET /\n<<<<<<< HEAD\n');
    const { exitCode, stderr } = await lock(before, '--check');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('line 3: a merge conflict is not resolved');
  });

  test('leaves out traces with missing spans, and says so', async () => {
    const lost = dumps.file('lost.jsonl', readFileSync(after, 'utf8').split('\n').slice(1).join('\n'));
    const { exitCode, stderr } = await lock(lost);
    expect({ exitCode, isThere: existsSync(file) }).toEqual({ exitCode: 3, isThere: false });
    expect(stderr).toContain('1 trace left out: spans are missing');
  });

  test('keeps to its schema', async () => {
    await lock(before);
    const { stdout } = await lock(after, '--check', '-o', 'json');
    const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/lock.json'), 'utf8'));
    const validate = new Ajv().compile(Object(schema));
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
  });
});
