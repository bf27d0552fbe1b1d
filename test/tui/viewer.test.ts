/** The viewer on a terminal: what is written to it, and that it is always given back. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { summarize } from '../../src/analysis/summary.ts';
import { explore } from '../../src/tui/main.tsx';
import type { Session } from '../../src/tui/session.ts';
import type { Terminal, TerminalEvents } from '../../src/tui/terminal.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { brokenTrace } from '../support/random-traces.ts';
import type { SpanSpec } from '../support/spans.ts';
import { at } from '../views/models.ts';
import { analysesOf, Driver, shop } from './viewing.ts';

/** A terminal that keeps its lines, as the sequences that the viewer writes say. */
class FakeTerminal implements Terminal {
  columns = 80;
  rows = 24;
  written = '';
  isTaken = false;
  suspended = 0;
  private leave = '';
  events: TerminalEvents = { onInput() {}, onResize() {}, onResume() {}, onEnd() {} };

  size(): { columns: number; rows: number } {
    return { columns: this.columns, rows: this.rows };
  }

  write(text: string): void {
    this.written += text;
  }

  take(
    screen: { enter: string; leave: string },
    events: TerminalEvents,
  ): { suspend: () => void; release: () => void } {
    this.events = events;
    this.leave = screen.leave;
    this.isTaken = true;
    this.write(screen.enter);
    return { suspend: () => this.suspended++, release: () => this.release() };
  }

  browse(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** The screen as it is now. */
  get screen(): string {
    const lines: string[] = [];
    for (const piece of readable(this.written).split(/(?=<\d+;1H>|<2J>|<\?2026l>)/)) {
      const [, row, text] = /^<(\d+);1H><0m><2K>(.*)$/s.exec(piece) ?? [];
      if (piece.startsWith('<2J>')) lines.length = 0;
      if (row !== undefined) lines[Number(row) - 1] = text.replaceAll(/<[\d;]*m>/g, '').trimEnd();
    }
    return Array.from(lines).join('\n').trimEnd();
  }

  private release(): void {
    this.write(this.leave);
    this.isTaken = false;
  }
}

const csi = '\x1b[';

/** Written text with each sequence in angle brackets. */
function readable(written: string): string {
  const [first, ...rest] = written.split(csi);
  return first + rest.map((piece) => piece.replace(/^[\d;?]*[a-zA-Z]/, '<$&>')).join('');
}

interface Viewing {
  terminal: FakeTerminal;
  ended: Promise<number>;
  files: Map<string, string>;
  signal: (exitCode: number) => void;
  press: (text: string) => Promise<string>;
}

function view(specs: readonly SpanSpec[], changes: Partial<Session> = {}): Viewing {
  const analyses = analysesOf(specs);
  const terminal = new FakeTerminal();
  const files = new Map<string, string>();
  const traces = analyses.map(({ trace }) => summarize(trace));
  const viewing = { signal: (_exitCode: number): void => {} };
  const ended = explore({
    name: 'shop.jsonl',
    terminal,
    look: { color: 0, unicode: true },
    query: '',
    traceId: undefined,
    followEvery: undefined,
    traces: () => ({ traces, hasMore: false }),
    reload: () => Promise.resolve({ traces, hasMore: false }),
    open(traceId) {
      const found = analyses.find(({ trace }) => trace.traceId === traceId);
      return found ? Promise.resolve(found) : Promise.reject(new Error(`no trace ${traceId}`));
    },
    filter: () => Promise.resolve(new Set([traces[0].traceId])),
    search: () => Promise.resolve([1]),
    onSignal(handler) {
      viewing.signal = handler;
      return () => {};
    },
    address: (traceId) => `http://localhost:16686/trace/${traceId}`,
    writeFile: (path, pieces) => files.set(path, [...pieces].join('')),
    page: (traceIds) => Promise.resolve(['<!doctype html>', ...traceIds]),
    compare: (traceIds) => Promise.resolve([`compared ${traceIds.length}`]),
    ...changes,
  });
  return {
    terminal,
    ended,
    files,
    signal: (exitCode) => viewing.signal(exitCode),
    async press(text) {
      terminal.events.onInput(text);
      await new Promise((resolve) => setImmediate(resolve));
      return terminal.screen;
    },
  };
}

describe('the terminal', () => {
  test('shows what components draw, also where only lines change', async () => {
    const { press, ended } = view(shop());
    const driver = new Driver(analysesOf(shop()));
    for (const key of ['s', 'j', '\r', 'e', 'e', '?', '?', '\r', 'j']) {
      expect(await press(key)).toBe(driver.type(key).frame().trimEnd());
    }
    void press('q');
    expect(await ended).toBe(0);
  });

  test.each([
    ['q', 'q', 0],
    ['ctrl-c', '\x03', 130],
  ])('is given back after %s', async (_, key, exitCode) => {
    const { terminal, ended, press } = view(shop());
    expect(terminal.isTaken).toBe(true);
    await press(key);
    expect(await ended).toBe(exitCode);
    expect(terminal.isTaken).toBe(false);
    expect(readable(terminal.written)).toMatch(/^<\?1049h>.*<\?1049l>$/s);
  });

  test('is given back after a signal, and after its end', async () => {
    const signalled = view(shop());
    signalled.signal(143);
    expect(await signalled.ended).toBe(143);
    const gone = view(shop());
    gone.terminal.events.onEnd();
    expect(await gone.ended).toBe(129);
    expect(signalled.terminal.isTaken || gone.terminal.isTaken).toBe(false);
  });

  test('is given back when the viewer fails, which is told', async () => {
    const [analysis] = analysesOf(shop());
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a bug might leave
    const broken = { ...analysis, path: {} as typeof analysis.path };
    const { terminal, ended } = view(shop(), {
      traces: () => ({ traces: Array.from<never>({ length: 1 }), hasMore: false }),
    });
    await expect(ended).rejects.toThrow(TypeError);
    expect(terminal.isTaken).toBe(false);
    const other = view(shop(), { open: () => Promise.resolve(broken) });
    expect(await other.press('\r')).toContain('is not iterable');
    other.signal(143);
    await other.ended;
  });

  test('is drawn anew after it was suspended, and after a resize', async () => {
    const { terminal, press } = view(shop());
    const before = terminal.screen;
    await press('\x1a');
    expect(terminal.suspended).toBe(1);
    terminal.events.onResume();
    expect(terminal.screen).toBe(before);
    Object.assign(terminal, { columns: 40, rows: 10 });
    terminal.events.onResize();
    expect(terminal.screen.split('\n').length).toBeLessThanOrEqual(10);
    await press('q');
  });

  test('gets nothing but what it is asked to do, whatever names and values are', async () => {
    const specs = hostileNames.map((name, i) =>
      at(String(i + 1), i === 0 ? undefined : '1', name, name, i, 100 - i, {
        attributes: { [name]: name },
        message: name,
        error: true,
      }),
    );
    const { terminal, press } = view(specs, {
      look: { color: 2, unicode: true },
      name: hostileNames.join(' '),
    });
    for (const key of ['\r', ...hostileNames.flatMap(() => ['e', '\r', 'G', '\x1b[Z', '\x1b[D', 'y', 'x'])])
      await press(key);
    await press('q');
    const known = /^([\d;]*m|\d+;1H|2K|2J|H|\?(1049|7|25|1000|1006|2004|2026)[hl])$/;
    const pieces = terminal.written.split(csi).slice(1);
    const sequences = pieces.map((piece) => /^[\d;?]*[a-zA-Z]/.exec(piece)?.[0] ?? '');
    expect(sequences.filter((one) => !known.test(one))).toEqual([]);
    expect(pieces.join('')).not.toMatch(/\p{Cc}/u);
  });

  test('stays in its lines and columns for any trace', async () => {
    await fc.assert(
      fc.asyncProperty(
        brokenTrace(20),
        fc.array(
          fc.constantFrom('j', 'k', 'l', 'h', ' ', 'z', 'p', 'f', 's', 'e', 'c', 'C', 'G', '\r', '\t', 't'),
        ),
        async (specs, keys) => {
          const { terminal, press, ended } = view(specs);
          await press('\r');
          for (const key of keys) await press(key);
          expect(terminal.screen.split('\n').length).toBeLessThanOrEqual(24);
          void press('q');
          expect(await ended).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is done outside', () => {
  test('an id goes to the clipboard by OSC 52', async () => {
    const { terminal, press } = view(shop());
    expect(await press('Gyy')).toContain('copied the trace id: 4bf92f3577b34da6a3ce929d0e0e4736');
    const id = Buffer.from('4bf92f3577b34da6a3ce929d0e0e4736').toString('base64');
    expect(terminal.written).toContain(`\x1b]52;c;${id}\x07`);
    await press('q');
  });

  test('what is shown is written as text and JSON', async () => {
    const { files, press } = view(shop());
    await press('G\r');
    await press('w\r');
    expect(files.get('trace-4bf92f3577b34da6.txt')).toContain('└── ▾ [orders] POST /orders (135ms)');
    await press('w\x15a.json\r');
    expect(JSON.parse(files.get('a.json') ?? '')).toMatchObject({
      schemaVersion: 1,
      traces: [{ spanCount: 13 }],
    });
    await press('w\x15a.html\r');
    expect(files.get('a.html')).toBe('<!doctype html>4bf92f3577b34da6a3ce929d0e0e4736');
    await press('q');
  });

  test('queries, comparisons, addresses, and what went wrong', async () => {
    const { press } = view(shop(), { filter: () => Promise.reject(new Error('syntax error at 3\n  ^')) });
    expect(await press('/{ x\r')).toContain('syntax error at 3');
    await press('\x1b');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await press('o')).toMatch(/opened http:.*\/trace\/2222/);
    expect(await press('djd')).toContain('compared 2');
    expect(await press('q')).not.toContain('compared');
    await press('q');
  });

  test('a source that is followed is read again and again, what is open stays', async () => {
    const all = analysesOf(shop()).map(({ trace }) => summarize(trace));
    let count = 1;
    const reload = (): Promise<{ traces: typeof all; hasMore: boolean }> =>
      Promise.resolve({ traces: all.slice(0, Math.min(3, count++)), hasMore: false });
    const { terminal, press } = view(shop(), {
      reload,
      followEvery: 5,
      traces: () => ({ traces: [], hasMore: false }),
    });
    expect(terminal.screen).toContain('0 traces');
    while (!terminal.screen.startsWith('3 traces')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(terminal.screen).toContain('following');
    await press('q');
  });

  test('a trace that is open is read again once it has grown, and not before', async () => {
    const analyses = analysesOf(shop());
    const traces = analyses.map(({ trace }) => summarize(trace));
    const opened: string[] = [];
    const source = { reads: 0 };
    const { terminal, press, ended } = view(shop(), {
      followEvery: 2,
      traceId: traces[0].traceId,
      open(traceId) {
        opened.push(traceId);
        return Promise.resolve(analyses[0]);
      },
      reload() {
        const grown = ++source.reads === 5 ? [{ ...traces[0], spanCount: 99 }] : traces;
        return Promise.resolve({ traces: grown, hasMore: false });
      },
    });
    while (source.reads < 9) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(opened).toEqual([traces[0].traceId, traces[0].traceId]);
    expect(terminal.screen).toContain('[orders] POST /orders');
    await press('q');
    expect(await ended).toBe(0);
  });
});
