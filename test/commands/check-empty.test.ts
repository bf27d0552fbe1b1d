import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const shop = 'fixtures/otlp-json/shop.jsonl';

describe('--allow-empty', () => {
  const none = ['check', shop, '--service', 'nobody', '--allow-empty', '--max-spans', '1', '--p95', '1s'];

  test.each([
    ['text', '-      all traces  no trace to check'],
    ['json', '"ok":true,"traceCount":0'],
    ['junit', '<skipped message="no trace to check"/>'],
    ['sarif', '"results": []'],
    ['github', ''],
    ['gitlab', '[]'],
    ['markdown', '0 traces checked'],
  ])('no trace is an answer in %s, and a report', async (output, text) => {
    const path = join(dumps.folder, `none.${output}`);
    const { exitCode, stdout } = await run([...none, '-o', output, '--report', `${output}=${path}`]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(text);
    expect(readFileSync(path, 'utf8')).toBe(stdout);
  });

  test('breaks no budget, strictly neither; without it that is not accepted', async () => {
    expect((await run([...none, '--strict'])).exitCode).toBe(0);
    expect((await run([...none, '--baseline', shop])).exitCode).toBe(0);
    expect((await run(none.filter((word) => word !== '--allow-empty'))).exitCode).toBe(3);
  });

  test('leaves budgets broken that nothing matches, where there are traces', async () => {
    expect((await run(['check', shop, '--allow-empty', '--p95', 'GET /nowhere=1s'])).exitCode).toBe(1);
  });

  test('accepts a baseline without traces', async () => {
    const budgets = dumps.file('b.yaml', 'budgets:\n  - name: all\n    assert:\n      - baseline: 5%\n');
    const args = [
      'check',
      shop,
      '--budgets',
      budgets,
      '--baseline',
      dumps.file('none.jsonl', '{"resourceSpans":[]}\n'),
      '--allow-empty',
    ];
    expect((await run(args)).stdout).toContain('too few');
  });
});
