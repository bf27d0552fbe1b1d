import { describe, expect, test } from 'vitest';

import { chooseStyle, type StyleFlags } from '../../src/cli/choose-style.ts';
import { ClosedOutput } from '../../src/cli/context.ts';
import { duration, instantOf, keyValue, moment } from '../../src/cli/parsers.ts';
import { resolveTarget, type Target } from '../../src/cli/target.ts';
import { version } from '../../src/cli/version.ts';
import type { Style } from '../../src/views/style.ts';
import { repository, run } from './context.ts';

function writeToNobody(): void {
  throw new ClosedOutput();
}

function writeBadly(): void {
  throw new TypeError('oops');
}

describe('usage', () => {
  test('no command prints the help', async () => {
    const { exitCode, stdout } = await run([]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('critical-path');
  });

  test('--version', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    [['shwo'], "unknown command 'shwo' (did you mean show?)", 'tracectl --help lists the commands'],
    [['trace.json'], "unknown command 'trace.json'", 'tracectl show trace.json'],
    [
      ['show', '--focs', 'x'],
      "unknown option '--focs' (did you mean --focus?)",
      'tracectl show --help lists the options',
    ],
    [
      ['show', '--depth', 'x'],
      "option '--depth <levels>' argument 'x' is invalid. Expected a whole number",
      'tracectl show --help',
    ],
    [
      ['list', '-o', 'xml'],
      "option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are text, json",
      'tracectl list --help',
    ],
    [['list'], 'no traces to read', 'name a file'],
  ])('%j exits 2 and helps', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`tracectl: ${message}`);
    expect(stderr).toContain(`\n  hint: ${hint}`);
  });

  test('messages cannot control the terminal', async () => {
    const { exitCode, stderr } = await run(['list', 'no\x1b[2Jsuch.json']);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(String.raw`no\u{1b}[2Jsuch.json`);
  });

  test('options may stand before the command', async () => {
    const { stderr } = await run(['-q', 'list', 'nowhere.json']);
    expect(stderr).toBe('tracectl: cannot read nowhere.json: no such file\n');
  });

  test('a reader that has gone is no error', async () => {
    expect(await run(['--help'], { write: writeToNobody })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a bug exits 70, asks for a report, and shows its stack on request', async () => {
    const plain = await run(['show', '--help'], { write: writeBadly });
    expect(plain.exitCode).toBe(70);
    expect(plain.stderr).toMatch(/^tracectl: this is a bug in tracectl: oops\n {2}hint: please report it/);
    expect((await run(['show', '--help', '--debug'], { write: writeBadly })).stderr).toContain(
      'TypeError: oops\n    at ',
    );
  });
});

function target(args: string[], traceFlag?: string): Promise<Target> {
  return resolveTarget(args, traceFlag, repository);
}

test('arguments that look like ids are ids, unless ./ or --trace say otherwise', async () => {
  expect(await target(['4BF9', 'a.json', '-'])).toEqual({
    traceIds: ['4BF9'],
    files: ['a.json', '-'],
    backend: undefined,
  });
  expect(await target(['./4bf9'])).toMatchObject({ traceIds: [], files: ['./4bf9'] });
  expect(await target(['4bf9'], 'span-a')).toMatchObject({ traceIds: ['span-a'], files: ['4bf9'] });
  expect((await target(['0af76519-16cd-43dd-8448-eb211c80319c'])).files).toEqual([]);
  expect((await target(['4bf9-traces', 'a'.repeat(33)])).traceIds).toEqual([]);
});

describe('values of options', () => {
  test.each([
    ['250ms', 250e6],
    ['1.5s', 1.5e9],
    ['1h30m', 5400e9],
    ['10us', 10e3],
    ['3ns', 3],
  ])('%s is a duration', (text, nanos) => {
    expect(duration(text)).toBe(nanos);
  });

  test.each(['', '5', 'ms', '5 parsecs', '5ms!', '-5ms'])('%j is none', (text) => {
    expect(() => duration(text)).toThrow('Expected a duration');
  });

  test.each([
    ['2023-11-14T22:13:20Z', 1_700_000_000_000_000_000n],
    ['2023-11-14 22:13:20', 1_700_000_000_000_000_000n],
    ['2023-11-14T23:13:20+01:00', 1_700_000_000_000_000_000n],
    ['1700000000', 1_700_000_000_000_000_000n],
    ['1700000000.5', 1_700_000_000_500_000_000n],
    ['1700000000123', 1_700_000_000_123_000_000n],
    ['1700000000123456789', 1_700_000_000_123_456_789n],
    ['15m', 1_699_999_100_000_000_000n],
  ])('%s is a moment', (text, unixNano) => {
    expect(instantOf(moment(text), new Date(1_700_000_000_000))).toBe(unixNano);
  });

  test('tags keep what follows the first =', () => {
    expect(keyValue('url=a=b', keyValue('x="y z"'))).toEqual([
      { key: 'x', value: 'y z' },
      { key: 'url', value: 'a=b' },
    ]);
    expect(() => keyValue('=x')).toThrow('Expected key=value');
  });
});

const outside = {
  stdin: 'none' as const,
  write: () => {},
  warn: () => {},
  cwd: '/',
  packageRoot: '/',
  now: () => new Date(),
};

function style(env: Record<string, string>, isTTY: boolean, flags: StyleFlags = {}): Style {
  return chooseStyle({ ...outside, env, isTTY, columns: 90 }, flags);
}

describe('style', () => {
  test.each([
    [{}, true, undefined, 1],
    [{}, false, undefined, 0],
    [{ TERM: 'xterm-256color' }, true, undefined, 2],
    [{ COLORTERM: 'truecolor' }, true, undefined, 3],
    [{ TERM: 'dumb' }, true, undefined, 0],
    [{ NO_COLOR: '1' }, true, undefined, 0],
    [{ NO_COLOR: '' }, true, undefined, 1],
    [{ NO_COLOR: '1' }, true, 'always', 1],
    [{ FORCE_COLOR: '3' }, false, undefined, 3],
    [{ FORCE_COLOR: '0' }, true, undefined, 0],
    [{ CLICOLOR: '0' }, true, undefined, 0],
    [{ CLICOLOR_FORCE: '1' }, false, undefined, 1],
    [{ FORCE_COLOR: '1' }, true, 'never', 0],
  ] as const)('%j on a terminal: %s, --color %s is level %i', (env, isTTY, color, expected) => {
    expect(style(env, isTTY, color ? { color } : {}).paint.level).toBe(expected);
  });

  test('width is the flag, COLUMNS, the terminal; a pipe has none', () => {
    expect(style({}, true).width).toBe(90);
    expect(style({ COLUMNS: '70' }, true).width).toBe(70);
    expect(style({ COLUMNS: '70' }, false).width).toBe(Infinity);
    expect(style({}, false, { width: 50 }).width).toBe(50);
    expect(style({}, true, { width: 10 }).width).toBe(40);
  });
});
