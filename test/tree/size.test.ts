import { expect, test } from 'vitest';

import { criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../src/analysis/edges.ts';
import { errorsOf } from '../../src/analysis/errors.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import { onlyTrace, type SpanSpec, storeOf } from '../support/spans.ts';

/** Rebuilds and analyses; returns the milliseconds it took. */
function timeOf(specs: SpanSpec[], adoptOrphans = false): number {
  const store = storeOf(specs);
  const before = performance.now();
  const trace = onlyTrace(store, { adoptOrphans });
  const edges = edgeClasses(trace);
  selfTimes(trace, edges);
  errorsOf(trace, edges, criticalPathTimes(trace, criticalPath(trace, edges)));
  const took = performance.now() - before;
  expect(trace.spanCount).toBe(specs.length);
  return took;
}

/** Generous: a second or so on an idle machine; a quadratic step takes minutes, a recursive one fails. */
const limit = 8000;

const shapes: [string, number, (k: number, size: number) => Partial<SpanSpec>][] = [
  ['a chain', 200_000, (k) => ({ parent: k > 0 ? String(k) : undefined })],
  ['one parent', 500_000, (k) => ({ parent: k > 0 ? '1' : undefined, start: (k * 7919) % 500_000 })],
  ['a cycle', 100_000, (k, size) => ({ parent: String(((k + 1) % size) + 1) })],
  ['missing parents', 100_000, (k) => ({ parent: `f${k}` })],
  ['equal records', 100_000, () => ({ id: '1' })],
  ['one shared id', 20_000, (k) => ({ id: '1', start: k, end: k + 1 })],
  ['clocks', 50_000, (k) => ({ parent: k > 0 ? String(k) : undefined, host: `h${k}`, start: 100_000 - k })],
  ['failures', 50_000, (k) => ({ parent: k > 0 ? String(k) : undefined, error: true })],
];

test.each(shapes)(
  '%s of %i spans takes no more than a moment',
  (_, size, shape) => {
    const specs = Array.from({ length: size }, (_, k): SpanSpec => {
      return {
        id: String(k + 1),
        name: 'x',
        start: k,
        end: 2 * size - k,
        kind: 'internal',
        ...shape(k, size),
      };
    });
    expect(timeOf(specs)).toBeLessThan(limit);
  },
  60_000,
);
