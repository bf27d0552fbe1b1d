/** The command around the viewer: where it runs, what it opens, what it does outside. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import type { Context } from '../../src/cli/context.ts';
import type { Terminal, TerminalEvents } from '../../src/tui/terminal.ts';
import { run } from '../cli/context.ts';

const shop = 'fixtures/otlp-json/shop.jsonl';
const checkout = 'fixtures/otlp-json/checkout.json';

const folder = mkdtempSync(join(tmpdir(), 'tracectl-explore-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  screen: string;
}

/** Text to type, and what the screen shows once it is its turn. */
type Turn = [when: string, text: string];

/** Runs a command line on a terminal, and types. What was written is kept without colours. */
async function explored(args: string[], turns: Turn[], context: Partial<Context> = {}): Promise<Outcome> {
  let screen = '';
  let events: TerminalEvents | undefined;
  const state = { hasEnded: false };
  const terminal: Terminal = {
    size: () => ({ columns: 140, rows: 40 }),
    write(text) {
      const [first, ...rest] = text.split('\x1b[');
      // Colours vanish, what moves the cursor breaks the line.
      const plain = rest.map((piece) =>
        piece.replace(/^[\d;?]*([a-zA-Z])/, (_, final) => (final === 'm' ? '' : '\n')),
      );
      screen += first + plain.join('');
    },
    take(_, given) {
      events = given;
      return { suspend() {}, release() {} };
    },
    browse: () => Promise.resolve(false),
  };
  const running = run(['explore', ...args], {
    isTTY: true,
    terminal: () => Promise.resolve(terminal),
    ...context,
  });
  void running.finally(() => (state.hasEnded = true));
  let seen = 0;
  for (const [when, text] of turns) {
    while (!screen.includes(when, seen) && !state.hasEnded)
      await new Promise((resolve) => setTimeout(resolve, 5));
    seen = screen.length;
    events?.onInput(text);
  }
  return { ...(await running), screen };
}

describe('explore', () => {
  test('without a terminal is a sentence and exit 2', async () => {
    for (const context of [
      {},
      { isTTY: true },
      { isTTY: true, terminal: () => Promise.resolve(undefined) },
    ]) {
      const { exitCode, stderr, stdout } = await run(['explore', shop], context);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(
        /^tracectl: explore needs a terminal, and standard output is none\n {2}hint: .*list/,
      );
    }
  });

  test('shows the traces of a dump, and the only trace at once', async () => {
    const many = await explored([shop], [['5 traces', 'q']]);
    expect(many).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    const one = await explored([checkout], [['[frontend] POST /checkout (405ms)', 'q']]);
    expect(one.exitCode).toBe(0);
  });

  test('filters and searches by TraceQL, and points at what is wrong', async () => {
    const { exitCode } = await explored(
      [shop],
      [
        ['5 traces', '/{ status = error }'],
        ['2 of 5 traces', '\r\r'],
        ['POST /checkout (345ms)', '/{ kind = consumer && status = error }\r'],
        ['no span matches', '/{ oops\r'],
        ['the search at 3: { oops', 'q'],
      ],
    );
    expect(exitCode).toBe(0);
  });

  test('says what is not there, and does not begin', async () => {
    const { exitCode, stderr, screen } = await explored(['ffffffffffffffff', shop], [['never', 'q']]);
    expect([exitCode, screen]).toEqual([3, '']);
    expect(stderr).toContain('no trace ffffffffffffffff');
  });

  test('writes new files only', async () => {
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    writeFileSync(join(cwd, 'there.txt'), 'mine');
    await explored(
      [join(process.cwd(), checkout)],
      [
        ['(405ms)', 'w\x15there.txt\r'],
        ['exists already', 'w\x15new.txt\r'],
        ['wrote new.txt', 'o'],
        ['no backend to open this in', 'q'],
      ],
      { cwd },
    );
    expect(readFileSync(join(cwd, 'there.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(cwd, 'new.txt'), 'utf8')).toContain('POST /checkout');
  });

  test('follows a link into a trace that was not read', async () => {
    const { exitCode } = await explored(
      ['0ac93685a8ef1e1d93440d6b1adb68e7', shop],
      [
        ['receive orders (4.26ms)', `\t${'j'.repeat(17)}\r`],
        ['POST /checkout  [frontend]  250ms', 'q'],
      ],
    );
    expect(exitCode).toBe(0);
  });

  test('writes the page of a trace where the code that draws it was built', async () => {
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    mkdirSync(join(cwd, 'dist/report'), { recursive: true });
    writeFileSync(join(cwd, 'dist/report/client.js'), '"drawing"');
    writeFileSync(join(cwd, 'dist/report/client.css'), 'p {}');
    await explored(
      [join(process.cwd(), shop)],
      [
        ['5 traces', 'w\x15a.html\r'],
        ['wrote a.html', 'j\r'],
        ['(345ms)', 'w\x15b.html\r'],
        ['wrote b.html', 'q'],
      ],
      { cwd, packageRoot: cwd },
    );
    for (const name of ['a.html', 'b.html'])
      expect(readFileSync(join(cwd, name), 'utf8')).toContain('"drawing"');
  });

  test('compares two traces', async () => {
    const { exitCode } = await explored(
      [shop],
      [
        ['5 traces', 'jdjd'],
        ['comparison', '\x1b'],
        ['5 traces', 'q'],
      ],
    );
    expect(exitCode).toBe(0);
  });

  test('follows a file that grows', async () => {
    const path = join(folder, 'a.jsonl');
    const lines = readFileSync(shop, 'utf8').split('\n');
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    const following = explored(
      [path, '--follow'],
      [
        ['following', 'k'],
        ['5 traces', 'q'],
      ],
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    writeFileSync(path, readFileSync(shop));
    expect((await following).exitCode).toBe(0);
  });
});
