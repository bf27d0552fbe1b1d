/**
 * `node --expose-gc bench/explore.js`: the time from a key to its frame in the viewer, on a trace of 100,000 spans against one of 100,
 * and the memory it takes besides the trace. The terminal is one of ours that only counts; all else is as it runs.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { analyseTrace, readTraces } from '../dist/index.js';
import { writeShape } from './generate.js';

const { explore } = createRequire(import.meta.url)('../dist/parts/_viewer.cjs');
const folder = '.cache/bench';
const size = { columns: 160, rows: 50 };
/** Keys, and how often each is pressed; what each pair does leaves the screen as it was. */
const tours = {
  'down and up': ['j', 'k'],
  'half screens': ['\x04', '\x15'],
  'end and start': ['G', 'g'],
  'fold and unfold': [' ', ' '],
  'next error and back': ['e', 'E'],
};
const rounds = 60;

mkdirSync(folder, { recursive: true });

console.log(`node ${process.version}, ${size.columns}x${size.rows}, medians of ${rounds} rounds in turn\n`);
console.log(row('trace', 'keys', 'goal', 'ratio', '100,000', '100', 'heap beside the trace'));
for (const shape of ['balanced', 'chain', 'siblings']) {
  const pair = [await opened(shape, 100_000), await opened(shape, 100)];
  for (const [name, keys] of Object.entries(tours)) {
    const [large, small] = times(pair, keys);
    const heaps = pair.map(({ heap }) => megabytes(heap)).join(' and ');
    console.log(
      row(shape, name, '<= 1.5', (large / small).toFixed(2), milliseconds(large), milliseconds(small), heaps),
    );
  }
  for (const { terminal, ended } of pair) {
    terminal.events.onInput('q');
    await ended;
  }
}

/** A viewer of a trace, and the bytes that it added to the heap. */
async function opened(shape, count) {
  const [trace] = readTraces(readFileSync(shaped(shape, count)));
  const analysis = analyseTrace(trace);
  const before = heapBytes();
  const terminal = countingTerminal();
  const ended = explore(sessionOf(analysis, terminal));
  // The trace is opened by a promise.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { terminal, ended, heap: heapBytes() - before };
}

/** The median times of keys in two viewers, in turn: what else the machine does falls on both. */
function times(pair, keys) {
  const found = pair.map(() => []);
  for (let round = -5; round < rounds; round++) {
    for (const key of keys) {
      pair.forEach(({ terminal }, i) => {
        const started = performance.now();
        terminal.events.onInput(key);
        if (round >= 0) found[i].push(performance.now() - started);
      });
    }
  }
  return found.map(median);
}

function countingTerminal() {
  const terminal = {
    written: 0,
    events: undefined,
    size: () => size,
    write: (text) => (terminal.written += text.length),
    take(_screen, events) {
      terminal.events = events;
      return { suspend() {}, release() {} };
    },
    browse: async () => false,
  };
  return terminal;
}

function sessionOf(analysis, terminal) {
  const { summary } = analysis;
  return {
    name: 'bench',
    terminal,
    look: { color: 2, unicode: true },
    query: '',
    traceId: summary.traceId,
    followEvery: undefined,
    traces: () => ({ traces: [summary], hasMore: false }),
    open: async () => analysis,
    onSignal: () => () => {},
  };
}

function shaped(shape, count) {
  const path = `${folder}/${shape}-${count}.jsonl`;
  if (!existsSync(path)) writeShape(path, shape, count);
  return path;
}

function heapBytes() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function milliseconds(value) {
  return `${value.toFixed(2)} ms`;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function row(...cells) {
  const widths = [10, 20, 7, 7, 10, 10, 0];
  return cells.map((cell, i) => cell.padEnd(widths[i])).join(' ');
}
