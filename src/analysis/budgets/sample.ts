/** One trace as assertions look at it: analysed once for all of them, as far as they ask. */
import type { Finding } from '../../model/finding.ts';
import { SpanFlag } from '../../model/kinds.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { type AnalysisOptions, analyseTrace, type TraceAnalysis } from '../analyse.ts';
import { isSelective, type SpanSelector } from './field.ts';
import type { Evidence, Quantity } from './outcome.ts';

/** What samples are made with; the first two are of the rooms above this one. */
export interface SampleTools {
  /** The rows of a trace that a selector means, ascending. */
  select: (selector: SpanSelector, trace: Trace) => readonly TraceRow[];
  /** What is odd or costly about a trace. */
  findings: (analysis: TraceAnalysis) => readonly Finding[];
  options: Partial<AnalysisOptions>;
}

/** A trace of a budget, and of that what the budget is about. */
export class Sample {
  readonly trace: Trace;
  /** What the budget is about: the trace, or the spans of it that match. */
  readonly unit: 'trace' | 'span';
  private readonly matched: readonly TraceRow[];
  private readonly shared: SharedAnalysis;

  private constructor(shared: SharedAnalysis, unit: 'trace' | 'span', matched: readonly TraceRow[]) {
    this.trace = shared.trace;
    this.shared = shared;
    this.unit = unit;
    this.matched = matched;
  }

  /** Samples of one trace, which share what is computed of it: one for each budget that it matches. */
  static of(
    trace: Trace,
    tools: SampleTools,
  ): (unit: 'trace' | 'span', matched: readonly TraceRow[]) => Sample {
    const shared = new SharedAnalysis(trace, tools);
    return (unit, matched) => new Sample(shared, unit, matched);
  }

  get analysis(): TraceAnalysis {
    return this.shared.analysis();
  }

  get findings(): readonly Finding[] {
    return this.shared.findings();
  }

  /** The spans that a selector means; of a budget about spans those of them that match. Ascending. */
  rows(selector: SpanSelector): readonly TraceRow[] {
    if (!isSelective(selector)) return this.unit === 'span' ? this.matched : this.shared.allRows();
    const selected = this.shared.tools.select(selector, this.trace);
    if (this.unit === 'trace') return selected;
    const matched = new Set(this.matched);
    return selected.filter((row) => matched.has(row));
  }

  /** A span of it as evidence. */
  evidence(row: TraceRow, got: Quantity): Evidence {
    const { trace } = this;
    const shown = row < 0 ? trace.primaryRoot : row;
    return {
      traceId: trace.traceId,
      spanId: trace.spanId(shown),
      service: trace.serviceText(shown),
      name: trace.nameText(shown),
      got,
    };
  }
}

/** Whether the duration of a span is known: it has begun, and ended. */
export function hasDuration({ timed, flags }: Trace, row: TraceRow): boolean {
  return row >= 0 && timed[row] !== 0 && (flags[row] & SpanFlag.noEnd) === 0;
}

/** The deepest row whose subtree holds all of some rows, which ascend; the primary root where none does. Linear in the depth. */
export function commonAncestor(trace: Trace, rows: readonly TraceRow[]): TraceRow {
  if (rows.length === 0) return trace.primaryRoot;
  const last = rows[rows.length - 1];
  let row = rows[0];
  while (row >= 0 && trace.subtreeEnd[row] <= last) row = trace.parent[row];
  return row < 0 ? trace.primaryRoot : row;
}

/** The analyses of a trace, made when first asked for. */
class SharedAnalysis {
  readonly trace: Trace;
  readonly tools: SampleTools;
  private made: TraceAnalysis | undefined;
  private found: readonly Finding[] | undefined;
  private spans: TraceRow[] | undefined;

  constructor(trace: Trace, tools: SampleTools) {
    this.trace = trace;
    this.tools = tools;
  }

  analysis(): TraceAnalysis {
    return (this.made ??= analyseTrace(this.trace, this.tools.options));
  }

  findings(): readonly Finding[] {
    return (this.found ??= this.tools.findings(this.analysis()));
  }

  allRows(): readonly TraceRow[] {
    if (this.spans !== undefined) return this.spans;
    const rows: TraceRow[] = [];
    for (let row = 0; row < this.trace.size; row++) if (!this.trace.isPlaceholder(row)) rows.push(row);
    return (this.spans = rows);
  }
}
