/** Sets of requests drawn from distributions, for tests of comparing them. */
import { type SetsDiff, compareSets } from '../../../src/analysis/diff/compare-sets.ts';
import { SetValues } from '../../../src/analysis/diff/set-values.ts';
import { PatternNames } from '../../../src/analysis/patterns/names.ts';

/** An operation of the requests. */
export interface OperationSpec {
  name: string;
  /** Median of its time, which is log-normal, in microseconds; and how wide it spreads. */
  micros: number;
  spread: number;
  /** Spans in a trace, of which each takes that time; 1 if absent. */
  count?: number;
  /** Share of the traces that have it; all if absent. */
  share?: number;
}

/** Requests of one kind. */
export interface RequestSpec {
  name: string;
  operations: readonly OperationSpec[];
}

/** Compares two sets of so many traces each, whose requests are of the kinds given with equal frequency. */
export function compared(
  before: readonly RequestSpec[],
  after: readonly RequestSpec[],
  { traces, seed }: { traces: number; seed: number },
): SetsDiff {
  const names = new PatternNames();
  const random = generator(seed);
  const [a, b] = [before, after].map((requests) => {
    const values = new SetValues(names);
    for (let k = 0; k < traces; k++) addRequest(values, names, requests, `${k}`, random);
    return values;
  });
  return compareSets(a, b, names);
}

function addRequest(
  values: SetValues,
  names: PatternNames,
  requests: readonly RequestSpec[],
  traceId: string,
  random: () => number,
): void {
  const { name, operations } = requests[Math.floor(random() * requests.length)];
  const measured = operations.flatMap((spec) => {
    if (random() >= (spec.share ?? 1)) return [];
    const count = spec.count ?? 1;
    let micros = 0;
    for (let k = 0; k < count; k++)
      micros += Math.round(spec.micros * Math.exp(spec.spread * normal(random)));
    const operation = names.callers.number({ service: 'shop', name: spec.name });
    return [{ operation, timeNano: micros * 1000, spanCount: count }];
  });
  const duration = measured.reduce((sum, { timeNano }) => sum + timeNano, 0);
  values.addValues(names.callers.number({ service: 'shop', name }), traceId, duration, measured);
}

/** By Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Uniform numbers in [0, 1): splitmix32. */
function generator(state: number): () => number {
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
