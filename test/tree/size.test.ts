import { expect, test } from 'vitest';

import { criticalPath, criticalPathTimes } from '../../src/analysis/critical-path.ts';
import { edgeClasses } from '../../src/analysis/edges.ts';
import { errorsOf } from '../../src/analysis/errors.ts';
import { selfTimes } from '../../src/analysis/self-time.ts';
import { onlyTrace, type SpanSpec, storeOf } from '../support/spans.ts';

/** Rebuilds and analyses; returns how many spans there are. */
function analysed(specs: SpanSpec[]): number {
  const trace = onlyTrace(storeOf(specs));
  const edges = edgeClasses(trace);
  selfTimes(trace, edges);
  errorsOf(trace, edges, criticalPathTimes(trace, criticalPath(trace, edges)));
  return trace.spanCount;
}

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

// A second or so on an idle machine. A quadratic step takes longer than a test may, a recursive one fails.
test.each(shapes)('%s of %i spans is rebuilt and analysed', (_, size, shape) => {
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
  expect(analysed(specs)).toBe(size);
});
