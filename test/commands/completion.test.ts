import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

import type { CompleteFrom } from '../../src/cli/complete-from.ts';
import { bashWord, splitLine } from '../../src/cli/shell-words.ts';
import { completionCommand } from '../../src/commands/completion.ts';
import { commands } from '../../src/commands/index.ts';
import { type Run, run } from '../cli/context.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = join(folder, 'config.yaml');
beforeEach(() => {
  writeFileSync(config, 'contexts: {prod: {url: "http://x"}, lab: {url: "http://y"}}\n', { mode: 0o600 });
});

const services = ['frontend', 'ns:cart', 'ns:check out', '$(touch pwned)', 'bell\u0007', '`id`', "it's"];

/** What a backend was asked for, and with which flags. */
let asked: unknown[] = [];

const fromBackend: CompleteFrom = async (_context, kind, flags) => {
  asked.push([kind, { ...flags }]);
  if (kind === 'service') return services;
  if (kind === 'operation') return ['GET /checkout', 'GET /cart'];
  return kind === 'tag' ? ['http.method', 'http.route'] : ['0af7651916cd43dd', '0bf7651916cd43dd'];
};

async function completed(args: readonly string[], askBackend: CompleteFrom = fromBackend): Promise<Run> {
  asked = [];
  const entry = commands.find(({ name }) => name === 'completion');
  if (!entry) throw new Error('no completion command');
  const load = vi.spyOn(entry, 'load').mockReturnValue(completionCommand(commands, askBackend));
  try {
    return await run(['completion', ...args], { cwd: folder, env: { TRACECTL_CONFIG: config } });
  } finally {
    load.mockRestore();
  }
}

/** The values offered for the last of the words. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await completed(['fish', '--', ...words]);
  return stdout
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t')[0]);
}

async function directive(...words: string[]): Promise<string> {
  return (await completed(['zsh', '--', ...words])).stdout.split('\n')[0];
}

describe('what is offered', () => {
  test('first: commands with what they do', async () => {
    expect(await offered('')).toEqual([...commands.map(({ name }) => name), 'help', '--help', '--version']);
    expect(await offered('com')).toEqual(['completion']);
    expect(await offered('help', 'sl')).toEqual(['slowest']);
    expect(await offered('--v')).toEqual(['--version']);
    expect((await completed(['zsh', '--', 'slo'])).stdout).toBe('\nslowest\tthe spans that took most time\n');
  });

  test.each([
    [['show', '--sty'], ['--style']],
    [['search', '--min'], ['--min-duration']],
    [
      ['show', '--style', ''],
      ['ascii', 'unicode', 'diagram'],
    ],
    [['show', '--style=u'], ['--style=unicode']],
    [['list', '-o', 'm'], ['markdown']],
    [['list', '-qo', 'm'], ['markdown']],
    [['list', '-ojson', '--qu'], ['--quiet']],
    [
      ['list', '-b', ''],
      ['prod', 'lab'],
    ],
    [['list', '--backend=l'], ['--backend=lab']],
    [['list', '--no-such=l'], []],
    [['list', '--limit', ''], []],
    [['-q', 'list', '--serv'], ['--service']],
    [['list', '--cac'], ['--cacert']],
    [
      ['context', ''],
      ['add', 'list', 'use', 'remove', 'test'],
    ],
    [
      ['context', 'use', ''],
      ['prod', 'lab'],
    ],
    [['context', 'use', 'prod', ''], []],
    [['context', 'remove', 'p'], ['prod']],
    [['context', 'add', ''], []],
    [
      ['context', 'add', 'a', 'http://x', '--token-'],
      ['--token-file', '--token-command', '--token-env'],
    ],
    [['context', '--h'], ['--help']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nonsense', ''], []],
  ])('%j: %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  test('rare options only once their first letter is there', async () => {
    expect(await offered('list', '--')).not.toContain('--cacert');
    expect(await offered('list', '--')).toContain('--tenant');
  });

  test('behind -- only arguments', async () => {
    expect(await offered('list', '--', '--se')).toEqual([]);
  });

  test('names of a broken file of contexts: none, quietly', async () => {
    writeFileSync(config, 'contexts: [');
    expect(await completed(['fish', '--', 'list', '-b', ''])).toEqual({
      exitCode: 0,
      stdout: '\n',
      stderr: '',
    });
  });
});

const failing: CompleteFrom = async () => {
  throw new Error('no connection');
};

const hanging: CompleteFrom = (context) => {
  context.warn('still trying');
  return new Promise((resolve) => setTimeout(() => resolve(['late']), 8000).unref());
};

describe('what a backend knows', () => {
  test('comes with the flags before the cursor', async () => {
    const before = ['list', '-b', 'prod', '--tenant', 't', '--service', 'cart'];
    expect(await offered(...before, '--operation', 'GET /ch')).toEqual(['GET /checkout']);
    expect(asked).toMatchObject([['operation', { backend: 'prod', tenant: 't', service: 'cart' }]]);
    expect(await offered('list', '--limit', 'wrong', '--service', 'front')).toEqual(['frontend']);
    expect(await offered('show', '0a')).toEqual(['0af7651916cd43dd']);
    expect(await offered('show', '--trace', '0b')).toEqual(['0bf7651916cd43dd']);
    expect(await offered('list', '--tag', 'http.m')).toEqual(['http.method=']);
    expect(await offered('list', '--tag', 'http.method=')).toEqual(['http.method=']);
    expect(await directive('list', '--tag', 'http.')).toBe('nospace');
    expect(await offered('operations', 'front')).toEqual(['frontend']);
    expect(await offered('tags', 'http.')).toEqual(['http.method', 'http.route']);
  });

  test('is not asked where nothing of it may stand', async () => {
    await offered('list', '');
    await offered('list', '--serv');
    await offered('list', '-b', '');
    expect(asked).toEqual([]);
  });

  test('is no word where it would not print as it is', async () => {
    expect(await offered('list', '--service', 'bell')).toEqual([]);
  });

  test('is left out when it fails, or takes more than two seconds', async () => {
    expect(await completed(['fish', '--', 'list', '--service', ''], failing)).toEqual({
      exitCode: 0,
      stdout: '\n',
      stderr: '',
    });
    const keepAlive = setTimeout(() => {}, 8000);
    expect((await completed(['fish', '--', 'list', '--service', ''], hanging)).stderr).toBe('');
    clearTimeout(keepAlive);
  });
});

test('files are left to the shell', async () => {
  expect(await directive('list', '')).toBe('files');
  expect(await directive('list', 'a.json', '')).toBe('files');
  expect(await directive('show', '')).toBe('files');
  expect(await directive('list', '-f', '')).toBe('files');
  expect(await directive('list', '--token-file=')).toBe('files');
  expect(await directive('list', '--limit', '')).toBe('');
  expect(await directive('context', 'use', '')).toBe('');
});

describe('a line of bash', () => {
  test.each([
    ['tracectl show ', ['tracectl', 'show', ''], '', ''],
    ['  tracectl  show a', ['tracectl', 'show', 'a'], 'a', ''],
    [String.raw`x 'a b' "c d" e\ f`, ['x', 'a b', 'c d', 'e f'], String.raw`e\ f`, ''],
    [`x --service 'ns:c`, ['x', '--service', 'ns:c'], `'ns:c`, "'"],
    [String.raw`x "a\"b`, ['x', 'a"b'], String.raw`"a\"b`, '"'],
    [String.raw`x 'a\' b\\`, ['x', 'a\\', 'b\\'], String.raw`b\\`, ''],
    ["x '' ", ['x', '', ''], '', ''],
    ['', [''], '', ''],
  ])('%j is split as bash would', (line, words, raw, quote) => {
    expect(splitLine(line)).toEqual({ words, raw, quote });
  });

  test.each([
    ['frontend', 'x fr', 'frontend'],
    ['GET /a', 'x G', String.raw`GET\ /a`],
    ['GET /a', "x 'G", 'GET /a'],
    ["it's", "x 'i", undefined],
    ['$(id)', 'x "', undefined],
    ['$(id)', 'x ', String.raw`\$\(id\)`],
    ['ns:cart', 'x ns:c', 'cart'],
    ['--style=unicode', 'x --style=u', 'unicode'],
    ['http://a:1', 'x http://a:', '1'],
    ['a b:c d', String.raw`x a\ b:c`, String.raw`c\ d`],
  ])('%j goes into %j as %j', (value, line, expected) => {
    expect(bashWord(value, splitLine(line), ` \t\n"'@><=;|&(:`)).toBe(expected);
  });

  test('is not cut where : and = do not break words', () => {
    expect(bashWord('ns:cart', splitLine('x ns:c'), ' ')).toBe('ns:cart');
  });
});

/** Runs a script in a shell where `tracectl` answers from a file and keeps what it was asked. */
function inShell(
  shell: string,
  args: string[],
  script: string,
  answer: string,
): { replies: string[]; query: string[] } {
  const query = join(folder, 'query');
  writeFileSync(join(folder, 'answer'), answer);
  writeFileSync(
    join(folder, 'tracectl'),
    `#!/bin/sh\nprintf '%s\\0' "$@" > '${query}'\ncat '${folder}/answer'\n`,
  );
  chmodSync(join(folder, 'tracectl'), 0o755);
  writeFileSync(join(folder, 'script'), script);
  const { stdout, stderr, status } = spawnSync(shell, [...args, join(folder, 'script')], {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH']}`, HOME: folder },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return {
    replies: stdout.split('\n').slice(0, -1),
    query: readFileSync(query, 'utf8').split('\0').slice(0, -1),
  };
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** What bash offers for a line: it asks our script, which asks us. */
async function inBash(line: string): Promise<string[]> {
  const { stdout: functions } = await run(['completion', 'bash']);
  const breaks = ` \t\n"'><=;|&(:`;
  const { stdout: answer } = await completed(['bash', '--', line, breaks]);
  const word = /[^ ]*$/.exec(line)?.[0] ?? '';
  const { replies, query } = inShell(
    'bash',
    ['--norc', '--noprofile'],
    `${functions}
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
COMP_LINE=${shellQuoted(`${line} behind the cursor`)}
COMP_POINT=${line.length}
_tracectl tracectl ${shellQuoted(word)} ''
printf '%s\\n' "\${COMPREPLY[@]}"
`,
    answer,
  );
  expect(query).toEqual(['completion', 'bash', '--', line, breaks]);
  return replies;
}

describe.skipIf(!isInstalled('bash'))('the script for bash', () => {
  test('offers what tracectl answers', async () => {
    expect(await inBash('tracectl sl')).toEqual(['slowest']);
    expect(await inBash('tracectl show --style=')).toEqual(['ascii', 'unicode', 'diagram']);
    expect(await inBash('tracectl list -b ')).toEqual(['prod', 'lab']);
    expect(await inBash(`tracectl list --operation 'GET /c`)).toEqual(['GET /checkout', 'GET /cart']);
  });

  test('adds files where they may stand', async () => {
    expect(await inBash('tracectl list conf')).toEqual(['config.yaml']);
  });

  test('runs nothing of what servers call their services', async () => {
    expect(await inBash('tracectl list --service ')).toEqual([
      'frontend',
      'ns:cart',
      String.raw`ns:check\ out`,
      String.raw`\$\(touch\ pwned\)`,
      '\\`id\\`',
      String.raw`it\'s`,
    ]);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('is registered for tracectl', async () => {
    const { stdout: functions } = await run(['completion', 'bash']);
    const { stdout } = spawnSync('bash', ['--norc'], {
      input: `${functions}complete -p tracectl\n`,
      encoding: 'utf8',
    });
    expect(stdout).toBe('complete -F _tracectl tracectl\n');
  });
});

test.each(['bash', 'zsh', 'fish'])('%s finds no mistake in its script', async (shell) => {
  const { exitCode, stdout } = await run(['completion', shell]);
  expect({ exitCode, text: stdout.slice(0, 1) }).toEqual({ exitCode: 0, text: '#' });
  writeFileSync(join(folder, 'script'), stdout);
  const check = spawnSync(shell, ['-n', join(folder, 'script')], { encoding: 'utf8' });
  if (check.error) process.stderr.write(`skipped: ${shell} is not installed, its script is not checked\n`);
  expect({ stderr: check.stderr ?? '', isRight: check.error !== undefined || check.status === 0 }).toEqual({
    stderr: '',
    isRight: true,
  });
});

test('an unknown shell is refused', async () => {
  expect(await run(['completion', 'tcsh'])).toMatchObject({ exitCode: 2 });
});
