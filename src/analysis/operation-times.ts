/**
 * What is usual for an operation: all values of one measure, by service and span name, and their medians.
 *
 * Values are kept in order of arrival, 12 bytes each, whatever the number of operations; the first question sorts them
 * into operations, for 8 bytes more, and each question the values of its operation. So a million spans cost 20 MB and
 * some 40 ms, and many names no more than few.
 */
import { PairTable } from '../model/pair-table.ts';
import { grown } from '../model/strings.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { nearestRank } from './aggregate/quantiles.ts';

/** Fewer values say nothing about what is usual. */
export const fewestSamples = 20;

/** The values of an operation, summed up. */
export interface UsualTime {
  /** By nearest rank; 0 where there is no value. */
  p50Nano: Nanos;
  sampleCount: number;
}

/** The values of one measure for the spans of one store. */
export class OperationTimes {
  private readonly operations = new PairTable();
  private size = 0;
  private operation: Int32Array;
  private value: Float64Array;
  /** Values by operation, once asked for: those of operation k are values[from[k], from[k + 1]). */
  private sorted: { values: Float64Array; from: Int32Array } | undefined;
  private readonly known = new Map<number, UsualTime>();

  /** `capacity` values take no growing. */
  constructor(capacity: number = 1024) {
    this.operation = new Int32Array(capacity);
    this.value = new Float64Array(capacity);
  }

  /** Adds the values of a trace, by row; untimed spans and placeholders are left out. Linear. */
  add({ size, timed, service, name }: Trace, values: Float64Array): void {
    if (this.size + size > this.value.length) this.grow(this.size + size);
    for (let row = 0; row < size; row++) {
      if (timed[row] === 0) continue;
      this.operation[this.size] = this.operations.number(service[row], name[row]);
      this.value[this.size++] = values[row];
    }
    this.sorted = undefined;
    if (this.known.size > 0) this.known.clear();
  }

  /** What is usual for the operation of a row. Sorts the values of each operation once. */
  usual({ service, name }: Trace, row: TraceRow): UsualTime {
    const operation = this.operations.number(service[row], name[row]);
    const known = this.known.get(operation) ?? this.summedUp(operation);
    this.known.set(operation, known);
    return known;
  }

  /** How many times its operation's median a value is; undefined where the samples are few or the median is 0. */
  ratio(trace: Trace, row: TraceRow, value: Nanos): number | undefined {
    const { p50Nano, sampleCount } = this.usual(trace, row);
    return sampleCount < fewestSamples || p50Nano === 0 ? undefined : value / p50Nano;
  }

  private summedUp(operation: number): UsualTime {
    this.sorted ??= this.byOperation();
    const { values, from } = this.sorted;
    const own = values.subarray(from[operation] ?? 0, from[operation + 1] ?? 0).sort();
    return { p50Nano: own[nearestRank(50, own.length) - 1] ?? 0, sampleCount: own.length };
  }

  /** A counting sort. */
  private byOperation(): { values: Float64Array; from: Int32Array } {
    const { size, operation, value } = this;
    const from = new Int32Array(this.operations.size + 1);
    for (let k = 0; k < size; k++) from[operation[k] + 1]++;
    for (let k = 1; k < from.length; k++) from[k] += from[k - 1];
    const next = from.slice();
    const values = new Float64Array(size);
    for (let k = 0; k < size; k++) values[next[operation[k]]++] = value[k];
    return { values, from };
  }

  private grow(least: number): void {
    const room = Math.max(least, this.value.length * 2);
    this.operation = grown(this.operation, room);
    this.value = grown(this.value, room);
  }
}
