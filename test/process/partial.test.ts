/** Partial results through pipes, as a job on many machines has them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

const shop = readFileSync('fixtures/otlp-json/shop.jsonl');

function stats(
  args: string[],
  input: string | Buffer,
): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, ['dist/tracectl.cjs', 'stats', ...args], { input, encoding: 'utf8' });
}

test('the part that has nothing to read adds nothing', () => {
  const flags = ['-', '--allow-empty', '--partial', '-'];
  const [full, empty] = [stats(flags, shop), stats(flags, '')];
  expect(empty).toMatchObject({ status: 0, stderr: '' });
  const { stdout, status } = stats(['--merge', '-'], empty.stdout + full.stdout + empty.stdout);
  expect({ stdout, status }).toEqual({ stdout: stats(['-'], shop).stdout, status: 0 });
});

test('nothing to read is an error where nobody allows it', () => {
  const { stdout, stderr, status } = stats(['-', '--partial', '-'], '');
  expect({ stdout, status }).toEqual({ stdout: '', status: 4 });
  expect(stderr).toContain('tracectl: cannot read -: it is empty');
});
