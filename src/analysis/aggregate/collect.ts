/** Traces counted into statistics. */
import { SpanFlag } from '../../model/kinds.ts';
import { PairTable } from '../../model/pair-table.ts';
import { grown } from '../../model/strings.ts';
import { type Nanos, unixNano } from '../../model/time.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { analyseTrace, type AnalysisOptions } from '../analyse.ts';
import { type CriticalPath, criticalPath } from '../critical-path.ts';
import { edgeClasses } from '../edges.ts';
import { selfTimes } from '../self-time.ts';
import type { Dimension } from './dimensions.ts';
import type { Statistics } from './statistics.ts';

/** What is computed of a trace. */
interface Figures {
  self: Float64Array;
  path: CriticalPath;
}

/**
 * Counts traces of one store into statistics, which others may count into as well. Per trace linear, but for the critical
 * path; holds nothing of a trace but what statistics hold.
 */
export class StatisticsCollector {
  private readonly statistics: Statistics;
  private readonly dimensions: readonly Dimension[];
  private readonly options: AnalysisOptions;
  /** Number a key of n values: a pair of n - 1 of them and the last. */
  private readonly pairs: PairTable[];
  /** By the number of a key: the group's number in the statistics, plus 1. */
  private groupOfKey = new Int32Array(64);
  /** Of the trace in view, by row: its group's number; -1 for a row that does not count. */
  private groupOfRow = new Int32Array(0);
  /** Of the trace in view, by group: whether a span of it was seen, and its time on the critical path. */
  private seen = new Uint8Array(64);
  private onPath = new Float64Array(64);
  private touched: number[] = [];

  /** Groups spans by the dimensions given, of which there is at least one. */
  constructor(statistics: Statistics, dimensions: readonly Dimension[], options: AnalysisOptions) {
    this.statistics = statistics;
    this.dimensions = dimensions;
    this.options = options;
    this.pairs = dimensions.slice(1).map(() => new PairTable());
  }

  /** Counts a trace: all its spans, or those in some rows. Its critical path and its observed time are those of the whole trace. */
  add(trace: Trace, rows?: Iterable<TraceRow>): void {
    const { statistics } = this;
    const { self, path } = this.figuresOf(trace);
    this.findGroups(trace, rows);
    statistics.traceCount++;
    this.observe(trace);
    this.addSpans(trace, self);
    this.finish(trace, this.addPath(path));
  }

  private figuresOf(trace: Trace): Figures {
    const { profile, self: mode, allRoots } = this.options;
    if (allRoots) return analyseTrace(trace, this.options);
    const edges = edgeClasses(trace, { profile });
    return { self: selfTimes(trace, edges, { self: mode }), path: criticalPath(trace, edges, { profile }) };
  }

  private findGroups(trace: Trace, rows: Iterable<TraceRow> | undefined): void {
    const { size, row } = trace;
    if (size > this.groupOfRow.length) this.groupOfRow = new Int32Array(size * 2);
    const columns = this.dimensions.map((dimension) => dimension.codes(trace));
    if (rows === undefined) {
      for (let i = 0; i < size; i++) this.groupOfRow[i] = row[i] < 0 ? -1 : this.groupAt(columns, i);
    } else {
      this.groupOfRow.fill(-1, 0, size);
      for (const i of rows) this.groupOfRow[i] = this.groupAt(columns, i);
    }
  }

  private groupAt(columns: readonly (Int32Array | Uint8Array)[], i: TraceRow): number {
    let key = columns[0][i];
    for (let k = 1; k < columns.length; k++) key = this.pairs[k - 1].number(key, columns[k][i]);
    if (key >= this.groupOfKey.length) this.groupOfKey = grown(this.groupOfKey, key * 2);
    const known = this.groupOfKey[key];
    return known > 0 ? known - 1 : this.newGroup(key);
  }

  private newGroup(number: number): number {
    const { dimensions, pairs } = this;
    const codes = [];
    let rest = number;
    for (let k = pairs.length - 1; k >= 0; k--) {
      codes.push(pairs[k].secondOf(rest));
      rest = pairs[k].firstOf(rest);
    }
    const key = [rest, ...codes.reverse()].map((code, k) => dimensions[k].value(code));
    const group = this.statistics.groupNumber(key);
    this.groupOfKey[number] = group + 1;
    if (group >= this.seen.length) {
      this.seen = grown(this.seen, group * 2);
      this.onPath = grown(this.onPath, group * 2);
    }
    return group;
  }

  private observe({ size, timed, end, startSeconds, startNanos }: Trace): void {
    let extent = -1;
    for (let i = 0; i < size; i++) if (timed[i] !== 0 && end[i] > extent) extent = end[i];
    if (extent < 0) return;
    const first = unixNano(startSeconds, startNanos);
    this.statistics.observe(first, first + BigInt(extent));
  }

  private addSpans({ size, timed, flags, start, end }: Trace, self: Float64Array): void {
    const { groupOfRow, seen, touched, statistics } = this;
    const { groups } = statistics;
    for (let i = 0; i < size; i++) {
      const number = groupOfRow[i];
      if (number < 0) continue;
      const group = groups[number];
      statistics.spanCount++;
      group.count++;
      if (flags[i] & SpanFlag.error) group.errorCount++;
      if (seen[number] === 0) {
        seen[number] = 1;
        touched.push(number);
      }
      if (timed[i] === 0) continue;
      group.total.add(end[i] - start[i]);
      group.self.add(self[i]);
    }
  }

  /** Returns the length of the path. */
  private addPath({ segments }: CriticalPath): Nanos {
    const { groupOfRow, onPath, statistics } = this;
    let length = 0;
    for (const { row, start, end } of segments) {
      length += end - start;
      if (groupOfRow[row] >= 0) onPath[groupOfRow[row]] += end - start;
    }
    statistics.criticalPath.add(length);
    return length;
  }

  /** Counts what the trace's groups have of its path, and clears the table. */
  private finish(trace: Trace, pathLength: Nanos): void {
    const { seen, onPath, touched, statistics } = this;
    const { primaryRoot: root } = trace;
    const [service, name] = root < 0 ? ['', ''] : [trace.serviceText(root), trace.nameText(root)];
    const duration = root < 0 ? 0 : trace.duration(root);
    statistics.traces.add(service, name, trace.traceId, duration, pathLength);
    for (const number of touched) {
      const group = statistics.groups[number];
      group.traceCount++;
      if (onPath[number] > 0) {
        group.criticalPath.add(onPath[number]);
        statistics.traces.addPart(number, onPath[number]);
      }
      seen[number] = 0;
      onPath[number] = 0;
    }
    touched.length = 0;
  }
}
