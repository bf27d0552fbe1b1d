import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { shellLine } from '../../src/views/text/shell.ts';

test('plain words stay as they are', () => {
  expect(shellLine(['tracectl', 'show', '4bf9', '-f', 'out/traces.jsonl.gz'])).toBe(
    'tracectl show 4bf9 -f out/traces.jsonl.gz',
  );
});

test('a shell reads the words that were meant', () => {
  const words = ["it's", 'a b', '$HOME', '`id`', '*', '', '"', '\\', '!x', '商品', ';ls', '#1', '~'];
  const read = execFileSync('sh', ['-c', `printf '%s\\n' ${shellLine(words)}`], { encoding: 'utf8' });
  expect(read.split('\n').slice(0, -1)).toEqual(words);
});

test('nothing in a word controls the terminal', () => {
  expect(shellLine(['a\u001b[31m\nb'])).toBe(String.raw`'a\u{1b}[31m\nb'`);
});
