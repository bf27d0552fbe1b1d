/**
 * Figures of many traces by group of spans (analysis.md 6). What one thread, one file, or one machine has counted is added
 * to what another has: whichever way traces are split up, and in whatever order they come, the sum is the same.
 */
import type { UnixNano } from '../../model/time.ts';
import { Distribution, type DistributionState } from './distribution.ts';
import { ExactSum, type ExactSumState } from './exact-sum.ts';
import { type GroupKey, keyText } from './keys.ts';
import { TraceRows, type TraceRowsState } from './trace-rows.ts';

/** The parts of a group's figures. */
export interface GroupState {
  key: GroupKey;
  count: number;
  errorCount: number;
  /** Traces with at least one of the spans. */
  traceCount: number;
  /** Durations of the spans that have a time, as recorded. */
  total: DistributionState;
  /** What they spent on their own work. */
  self: DistributionState;
  /** By trace: what the group's spans have of its critical path, where that is more than 0. */
  criticalPath: DistributionState;
}

/** The parts of statistics, as another thread or a file hands them over. */
export interface StatisticsState {
  traceCount: number;
  /** Spans that were counted. */
  spanCount: number;
  /** From the first start to the last end of the traces' spans; undefined where no span has a time. */
  first: UnixNano | undefined;
  last: UnixNano | undefined;
  /** The length of all critical paths, also of what no counted span has of them. */
  criticalPath: ExactSumState;
  groups: GroupState[];
  traces: TraceRowsState;
}

/** Figures of the spans of one group. About 16 bytes a span, up to 8 MB a measure. */
export class GroupStatistics implements GroupState {
  readonly key: GroupKey;
  /** Of the key; what groups are sorted by where nothing else decides. */
  readonly keyText: string;
  count = 0;
  errorCount = 0;
  traceCount = 0;
  readonly total: Distribution = new Distribution();
  readonly self: Distribution = new Distribution();
  readonly criticalPath: Distribution = new Distribution();

  constructor(key: GroupKey, text: string = keyText(key)) {
    this.key = key;
    this.keyText = text;
  }

  /** Adds the figures of other spans. */
  merge(other: GroupState): void {
    this.count += other.count;
    this.errorCount += other.errorCount;
    this.traceCount += other.traceCount;
    this.total.merge(other.total);
    this.self.merge(other.self);
    this.criticalPath.merge(other.criticalPath);
  }
}

/** Figures of many traces; begins empty. */
export class Statistics implements StatisticsState {
  traceCount = 0;
  spanCount = 0;
  first: UnixNano | undefined;
  last: UnixNano | undefined;
  readonly criticalPath: ExactSum = new ExactSum();
  readonly groups: GroupStatistics[] = [];
  readonly traces: TraceRows = new TraceRows();
  private readonly numbers = new Map<string, number>();

  /** The number of the group with a key, added when new. */
  groupNumber(key: GroupKey): number {
    const text = keyText(key);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.groups.push(new GroupStatistics(key, text)) - 1;
      this.numbers.set(text, number);
    }
    return number;
  }

  /** Widens the observed time. */
  observe(first: UnixNano, last: UnixNano): void {
    if (this.first === undefined || first < this.first) this.first = first;
    if (this.last === undefined || last > this.last) this.last = last;
  }

  /** Adds the figures of other traces. Linear in what those hold, not in what this does. */
  merge(other: StatisticsState): void {
    this.traceCount += other.traceCount;
    this.spanCount += other.spanCount;
    if (other.first !== undefined && other.last !== undefined) this.observe(other.first, other.last);
    this.criticalPath.merge(other.criticalPath);
    const numbers = Int32Array.from(other.groups, ({ key }) => this.groupNumber(key));
    other.groups.forEach((group, i) => this.groups[numbers[i]].merge(group));
    this.traces.merge(other.traces, numbers);
  }
}
