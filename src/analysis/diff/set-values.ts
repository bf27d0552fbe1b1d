/**
 * One side of a comparison of sets (analysis.md 7.2): what each trace has of each operation, by the operation that the
 * traces begin with. Operations go by service and name, with the ids in URL paths replaced. Traces are added one by one and
 * not kept: about 16 bytes remain of each operation of each, and 100 of each trace.
 */
import { grown } from '../../model/strings.ts';
import { longestNanos, type Nanos } from '../../model/time.ts';
import type { Trace } from '../../model/trace.ts';
import { criticalPath, criticalPathTimes } from '../critical-path.ts';
import { edgeClasses, type Profile } from '../edges.ts';
import type { PatternNames } from '../patterns/names.ts';
import { CallOrders } from '../patterns/order.ts';
import { selfTimes } from '../self-time.ts';
import { SampleColumn } from './sample-column.ts';

/** How traces are measured. */
export interface SetOptions {
  profile: Profile;
  /** The time that is compared: that on the critical path, or all self time of an operation's spans. */
  by: 'critical' | 'self';
}

/** What a trace has of one operation. */
export interface OperationValue {
  /** Number of the operation among the callers of the names in use. */
  operation: number;
  timeNano: Nanos;
  spanCount: number;
}

/** What the traces of one entry point have of one operation; traces without it have no value. */
export interface OperationValues {
  time: SampleColumn;
  count: SampleColumn;
}

/** The traces that begin with one operation. */
export interface EntryPointValues {
  /** Durations of their roots, and ids; by trace. */
  durations: SampleColumn;
  traceIds: string[];
  operations: Map<number, OperationValues>;
}

/** The values of one set of traces. */
export class SetValues {
  traceCount = 0;
  spanCount = 0;
  /** Traces without a time, which are left out. */
  untimedCount = 0;
  readonly entryPoints: Map<number, EntryPointValues> = new Map();
  readonly orders: CallOrders;
  private readonly names: PatternNames;
  private readonly options: SetOptions;
  /** Of the trace in view, by operation. */
  private time = new Float64Array(64);
  private spans = new Int32Array(64);

  /** Both sides of a comparison share their `names`: numbers of operations are then the same. */
  constructor(names: PatternNames, options: SetOptions = { profile: 'auto', by: 'critical' }) {
    this.names = names;
    this.options = options;
    this.orders = new CallOrders(names);
  }

  /** Measures a trace and adds it. O(n log n). */
  add(trace: Trace): void {
    const { primaryRoot: root } = trace;
    if (root < 0 || trace.timed[root] === 0) {
      this.untimedCount++;
      return;
    }
    const edges = edgeClasses(trace, this.options);
    this.orders.add(trace, edges);
    this.spanCount += trace.spanCount;
    const values = this.valuesOf(trace, this.timesOf(trace, edges));
    this.addValues(this.names.caller(trace, root), trace.traceId, trace.duration(root), values);
  }

  /** Adds a trace by what was measured of it. Linear in its operations, each of which is given once. */
  addValues(entry: number, traceId: string, duration: Nanos, values: readonly OperationValue[]): void {
    this.traceCount++;
    const { durations, traceIds, operations } = this.entryPoint(entry);
    durations.add(duration);
    traceIds.push(traceId);
    for (const { operation, timeNano, spanCount } of values) {
      let known = operations.get(operation);
      if (known === undefined) {
        known = { time: new SampleColumn(), count: new SampleColumn() };
        operations.set(operation, known);
      }
      known.time.add(timeNano);
      known.count.add(spanCount);
    }
  }

  private entryPoint(entry: number): EntryPointValues {
    let known = this.entryPoints.get(entry);
    if (known === undefined) {
      known = { durations: new SampleColumn(), traceIds: [], operations: new Map() };
      this.entryPoints.set(entry, known);
    }
    return known;
  }

  private timesOf(trace: Trace, edges: Uint8Array): Float64Array {
    const { profile, by } = this.options;
    if (by === 'self') return selfTimes(trace, edges);
    return criticalPathTimes(trace, criticalPath(trace, edges, { profile }));
  }

  private valuesOf(trace: Trace, times: Float64Array): OperationValue[] {
    const touched: number[] = [];
    for (let row = 0; row < trace.size; row++) {
      if (trace.isPlaceholder(row)) continue;
      const operation = this.names.caller(trace, row);
      if (operation >= this.time.length) {
        this.time = grown(this.time, operation * 2);
        this.spans = grown(this.spans, operation * 2);
      }
      if (this.spans[operation]++ === 0) touched.push(operation);
      this.time[operation] += times[row];
    }
    return touched.map((operation) => {
      // Self times of parallel spans add up; what is compared must be exact.
      const timeNano = Math.min(this.time[operation], longestNanos);
      const value = { operation, timeNano, spanCount: this.spans[operation] };
      this.time[operation] = 0;
      this.spans[operation] = 0;
      return value;
    });
  }
}
