import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const before = dump('before.jsonl', 'SELECT');

describe('--locked', () => {
  test('holds requests to the lock file', async () => {
    expect((await inFolder('check', before, '--locked')).stderr).toBe(
      'tracectl: no lock file tracectl.lock\n  hint: tracectl lock traces.jsonl writes one, of traces that are fine\n',
    );
    await inFolder('lock', before);
    const kept = await inFolder('check', before, '--locked', '--max-errors', '0');
    expect(kept).toMatchObject({ exitCode: 0, stderr: '' });
    expect(kept.stdout).toMatch(/^ok +all traces shape +as in tracectl\.lock +1 trace$/m);
    const named = await inFolder('check', before, '--locked', 'tracectl.lock');
    expect(named.exitCode).toBe(0);
  });

  test('tells in every report what differs', async () => {
    const slipped = dump('slipped.jsonl', 'UPDATE');
    await inFolder('lock', before, '--update');
    for (const output of ['text', 'json', 'junit', 'sarif', 'github', 'gitlab', 'markdown']) {
      const { exitCode, stdout } = await inFolder('check', slipped, '--locked', '-o', output);
      expect(exitCode).toBe(1);
      expect(plainText(stdout)).toContain('+1 [db] UPDATE in [web] GET /');
      expect(plainText(stdout)).toContain('tracectl lock --update');
    }
  });

  test('means the file beside the budgets that ask for it', async () => {
    mkdirSync(join(dumps.folder, 'ci'), { recursive: true });
    dumps.file('ci/tracectl.yaml', 'budgets:\n  - name: all\n    assert:\n      - locked: true\n');
    const args = ['check', before, '--budgets', 'ci/tracectl.yaml'];
    expect((await inFolder(...args)).stderr).toContain('no lock file ci/tracectl.lock');
    await inFolder('lock', before, '--lock-file', 'ci/tracectl.lock');
    expect((await inFolder(...args)).exitCode).toBe(0);
    expect((await inFolder(...args, '--locked', 'nowhere.lock')).stderr).toContain(
      'no lock file nowhere.lock',
    );
  });

  test('says so where it has taken the traces for the file', async () => {
    const { exitCode, stderr } = await inFolder('check', '--locked', before);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is no lock file');
    expect(stderr).toContain('write --locked behind them');
  });
});

/** A request that makes one call. */
function dump(name: string, call: string): string {
  const trace = 'a'.repeat(32);
  const root = { trace, id: '1'.repeat(16), service: 'web', name: 'GET /', start: 0, end: 9 };
  const id = '2'.repeat(16);
  return dumps.dump(name, [
    root,
    { trace, id, parent: root.id, service: 'db', name: call, start: 1, end: 2 },
  ]);
}

function inFolder(...args: string[]): ReturnType<typeof run> {
  return run(args, { cwd: dumps.folder });
}

/** Markdown escapes brackets. */
function plainText(text: string): string {
  return text.replaceAll('\\', '');
}
