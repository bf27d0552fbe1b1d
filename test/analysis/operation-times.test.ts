import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { OperationTimes } from '../../src/analysis/operation-times.ts';
import { SlowestSpans } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { runs, shuffled } from '../support/random-traces.ts';
import type { SpanSpec } from '../support/spans.ts';
import { numbered, traceSet, tracesOf } from '../support/trace-sets.ts';

function durations(trace: Trace): Float64Array {
  return trace.end.map((end, row) => end - trace.start[row]);
}

function timesOf(traces: readonly Trace[]): OperationTimes {
  const times = new OperationTimes(1);
  for (const trace of traces) times.add(trace, durations(trace));
  return times;
}

/** A trace of one span of operation `name` for each length. */
function lone(lengths: readonly number[], name: string, unit = 1): SpanSpec[] {
  return lengths.map((length, k) => ({
    id: '1',
    trace: `${name}${k + 1}`,
    name,
    start: 0,
    end: length * unit,
  }));
}

/** The outliers among traces, as `trace name ratio`. */
function outliers(traces: readonly Trace[], limit: number): string[] {
  const times = timesOf(traces);
  const ranking = new SlowestSpans('total', limit, times);
  for (const trace of traces) ranking.add(trace, durations(trace), () => durations(trace));
  return ranking.ranked().map(({ trace, row, durationNano }) => {
    const ratio = times.ratio(trace, row, durationNano);
    return `${trace.traceId} ${trace.nameText(row)} ${ratio}`;
  });
}

describe('what is usual for an operation', () => {
  test('is the median by nearest rank, and how many there are', () => {
    const [trace] = tracesOf(lone([7], 'a'));
    expect(timesOf(tracesOf(lone([4, 1, 3, 2], 'a'))).usual(trace, 0)).toEqual({
      p50Nano: 2,
      sampleCount: 4,
    });
  });

  test('is asked for again after more was added', () => {
    const traces = tracesOf(lone([4, 1, 3, 2, 9, 9], 'a'));
    const times = timesOf(traces.slice(0, 4));
    expect(times.usual(traces[0], 0).p50Nano).toBe(2);
    for (const trace of traces.slice(4)) times.add(trace, durations(trace));
    expect(times.usual(traces[0], 0)).toEqual({ p50Nano: 3, sampleCount: 6 });
  });

  test('leaves out spans without a time', () => {
    const traces = tracesOf([...lone([5], 'a'), { id: '2', trace: 'a1', parent: '1', name: 'a' }]);
    expect(timesOf(traces).usual(traces[0], 0)).toEqual({ p50Nano: 5, sampleCount: 1 });
  });

  test('is that of a full sort, for any set of traces', () => {
    fc.assert(
      fc.property(traceSet(), (set) => {
        const traces = tracesOf(numbered(set));
        const times = timesOf(traces);
        for (const { trace, row } of rowsOf(traces)) {
          const own = rowsOf(traces)
            .filter(({ trace: other, row: r }) => operation(other, r) === operation(trace, row))
            .map(({ trace: other, row: r }) => other.duration(r))
            .sort((a, b) => a - b);
          expect(times.usual(trace, row)).toEqual({
            p50Nano: own[Math.ceil(own.length / 2) - 1],
            sampleCount: own.length,
          });
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('outliers', () => {
  const usual = Array.from({ length: 18 }, () => 10);

  test('are ranked by how many times the median of their operation they took', () => {
    const slow = lone([...usual, 1000, 2000], 'slow', 100);
    const traces = tracesOf([...lone([...usual, 300, 1500], 'fast'), ...slow]);
    expect(outliers(traces, 4)).toEqual([
      'slow20 slow 200',
      'fast20 fast 150',
      'slow19 slow 100',
      'fast19 fast 30',
    ]);
  });

  test('are of operations with 20 spans, and a median above 0', () => {
    const zeros = Array.from({ length: 20 }, () => 0);
    expect(outliers(tracesOf(lone([...usual, 90], 'few')), 0)).toEqual([]);
    expect(outliers(tracesOf(lone([...usual, 90, 9], 'enough')), 1)).toEqual(['enough19 enough 9']);
    expect(outliers(tracesOf(lone([...zeros, 9], 'nothing')), 0)).toEqual([]);
  });

  test('of equal ratios are those that took longer, then those of the smaller trace id', () => {
    const twice = lone([...usual, 50, 50], 'b', 2);
    const traces = tracesOf([...lone([...usual, 50, 50], 'a'), ...twice]);
    expect(outliers(traces, 3)).toEqual(['b19 b 5', 'b20 b 5', 'a19 a 5']);
  });

  test('do not depend on the order of the traces, nor on the limit', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(lengths, lengths, fc.nat(), fc.integer({ min: 1, max: 30 }), (some, more, seed, limit) => {
        const specs = [...lone(some, 'a'), ...lone(more, 'b')];
        const all = outliers(tracesOf(specs), 0);
        expect(outliers(tracesOf(shuffled(specs, seed)), limit)).toEqual(all.slice(0, limit));
      }),
      runs,
    );
  });
});

function rowsOf(traces: readonly Trace[]): { trace: Trace; row: number }[] {
  return traces.flatMap((trace) =>
    Array.from({ length: trace.size }, (_, row) => ({ trace, row })).filter(
      ({ row }) => trace.timed[row] === 1,
    ),
  );
}

function operation(trace: Trace, row: number): string {
  return JSON.stringify([trace.serviceText(row), trace.nameText(row)]);
}
