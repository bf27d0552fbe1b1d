/** How far reading is, and where it stops. */
import { afterAll, describe, expect, test } from 'vitest';

import type { Context } from '../../src/cli/context.ts';
import { Dumps } from '../commands/dumps.ts';
import { run } from './context.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** Enough for several reads: a window of the reader holds a quarter of a megabyte. */
const spans = Array.from({ length: 5000 }, (_, i) => {
  return { trace: `t${Math.floor(i / 10)}`, id: `s${i}`, start: i, end: i + 1 };
});
const large = dumps.dump('large.jsonl', spans);

/** A clock that goes on by so much whenever it is looked at. */
function clock(milliseconds: number): Pick<Context, 'now'> {
  let time = Date.parse('2023-11-14T23:00:00Z');
  return { now: () => new Date((time += milliseconds)) };
}

/** Megabytes that the process and node's heap take. */
function memory(resident: number, heap = 0): Pick<Context, 'memory'> {
  return {
    memory: {
      machine: 1000e6,
      heapLimit: 100e6,
      use: () => ({ resident: resident * 1e6, heap: heap * 1e6 }),
    },
  };
}

describe('progress', () => {
  const terminal = { isErrorTTY: true };

  test('is told on a terminal while it lasts, and taken away', async () => {
    const { stderr } = await run(['stats', large], { ...terminal, ...clock(300) });
    const lines = stderr.split('\r\u001B[K');
    expect(lines[1]).toMatch(/^0\.\d MB of \d\.\d MB, [\d,]+ spans, \d\.\d MB\/s, \ds left$/);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.at(-1)).toBe('');
  });

  test('counts all files', async () => {
    const small = dumps.dump('small.jsonl', spans.slice(0, 10));
    const { stderr } = await run(['stats', small, large], { ...terminal, ...clock(300) });
    const [, total] = /of (\d\.\d) MB/.exec(stderr) ?? [];
    const last = stderr.split('\r\u001B[K').at(-2);
    expect(last).toMatch(new RegExp(`^${total} MB of ${total} MB, 5,010 spans`));
  });

  test.each([
    ['where it is soon over', ['stats', large], { ...terminal, ...clock(1) }],
    ['where standard error is no terminal', ['stats', large], clock(300)],
    ['with --quiet', ['stats', large, '--quiet'], { ...terminal, ...clock(300) }],
  ])('is not told %s', async (_, args, context) => {
    const { stderr, exitCode } = await run(args, context);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('is taken away before an error is told', async () => {
    const cut = dumps.file('cut.jsonl', `${'{"resourceSpans":[]}\n'.repeat(20_000)}{"resourceSpans":[`);
    const { stderr } = await run(['stats', cut], { ...terminal, ...clock(300) });
    const last = stderr.split('\r\u001B[K').at(-1);
    expect(last).toMatch(/^tracectl: .*cut\.jsonl: 1 record could not be read in full/);
  });
});

describe('memory', () => {
  test.each(['stats', 'slowest', 'critical-path', 'graph', 'list'])(
    '%s stops before it takes more than --max-memory',
    async (command) => {
      const flags = ['--max-memory', '500MB'];
      const { stdout, stderr, exitCode } = await run([command, large, ...flags], {
        ...clock(20),
        ...memory(501),
      });
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 4 });
      expect(stderr).toMatch(
        /^tracectl: stopped: going on would take more than the 500 MB of --max-memory\n {2}hint: .*--merge.*--max-memory/,
      );
    },
  );

  test('tells how many spans were read until then', async () => {
    let looks = 0;
    const use = (): { resident: number; heap: number } => ({ resident: ++looks < 4 ? 0 : 800e6, heap: 0 });
    const context = { ...clock(20), memory: { machine: 1000e6, heapLimit: 100e6, use } };
    const { stderr } = await run(['stats', large], context);
    expect(stderr).toMatch(/^tracectl: stopped at [1-4],\d{3} spans: going on/);
  });

  test('is enough up to --max-memory', async () => {
    const { exitCode } = await run(['stats', large, '--max-memory', '520MB'], {
      ...clock(20),
      ...memory(501),
    });
    expect(exitCode).toBe(0);
  });

  test('is looked at also where the clock is set back', async () => {
    let time = 1e12;
    const now = (): Date => new Date((time += time === 1e12 ? 3_600_000 : -20));
    const { stderr } = await run(['stats', large], { now, ...memory(751) });
    expect(stderr).toContain('more than the 750 MB that this machine can spare');
  });

  test('is three quarters of the machine where nothing is said', async () => {
    const { stderr } = await run(['stats', large], { ...clock(20), ...memory(751) });
    expect(stderr).toContain('more than the 750 MB that this machine can spare');
    const { exitCode } = await run(['stats', large], { ...clock(20), ...memory(730) });
    expect(exitCode).toBe(0);
  });

  test('is looked at before columns are copied into larger ones', async () => {
    // All that is read is in the store; what makes it grow would take more than is left.
    const left = ['--max-memory', '499.99MB'];
    const { stderr } = await run(['stats', large, ...left], { ...clock(20), ...memory(499.9) });
    expect(stderr).toContain('going on would take more than the 500 MB of --max-memory');
  });

  test('of node for objects ends what reads and what counts', async () => {
    const { stderr, exitCode } = await run(['stats', large], { ...clock(20), ...memory(1, 91) });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('more than the 100 MB that node has for objects');
    expect(stderr).toContain('NODE_OPTIONS=--max-old-space-size=191 allows twice as much');
  });

  test('ends the whole command, not one of its files', async () => {
    const context = { ...clock(20), ...memory(751) };
    const { stderr, exitCode } = await run(['stats', large, large], context);
    expect(exitCode).toBe(4);
    expect(stderr.match(/^tracectl:/gm)).toHaveLength(1);
  });
});
