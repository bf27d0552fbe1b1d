/** What traces look like that begin with the same operation: what budgets can be begun from. */
import type { FindingCode } from '../../model/finding.ts';
import type { Nanos } from '../../model/time.ts';
import { compareKeys } from '../aggregate/keys.ts';
import { nearestRank } from '../aggregate/quantiles.ts';
import { Numbered } from '../numbered.ts';
import { quantileInterval } from '../statistics/quantile-interval.ts';
import { findingCodes } from './kinds/findings.ts';
import { percents } from './kinds/quantile.ts';
import type { Sample } from './sample.ts';
import { MeasuredSet } from './values.ts';

/** A quantile that was seen. */
interface ObservedQuantile {
  percent: number;
  nano: Nanos;
  /** The upper end of its 95 % interval; null where there are too few traces. */
  high: Nanos | null;
}

/** What was seen of some traces. */
export interface ObservedTraces {
  traceCount: number;
  /** Undefined where no trace has a duration. */
  maxNano: Nanos | undefined;
  quantiles: readonly ObservedQuantile[];
  maxSpans: number;
  maxErrors: number;
  /** Codes of findings, in the order of `findingCodes`. */
  findings: readonly FindingCode[];
}

/** What was seen of the traces of one entry point. */
export interface Observed extends ObservedTraces {
  service: string;
  name: string;
}

/** Observes traces one after the other; what comes out does not depend on their order. */
export class Observations {
  private readonly entryPoints = new Numbered<{ service: string; name: string }>();
  private readonly seen: SeenTraces[] = [];
  private readonly rootless = new SeenTraces();

  /** Linear in the trace. */
  add(sample: Sample): void {
    if (sample.trace.roots.length === 0) {
      this.rootless.add(sample);
      return;
    }
    const { rootService, rootName } = sample.analysis.summary;
    const number = this.entryPoints.number({ service: rootService, name: rootName });
    (this.seen[number] ??= new SeenTraces()).add(sample);
  }

  /** What was seen, of the most frequent entry point first. */
  list(): Observed[] {
    return this.entryPoints.values
      .map((entryPoint, number) => ({ ...entryPoint, ...this.seen[number].figures() }))
      .sort((a, b) => b.traceCount - a.traceCount || compareKeys([a.service, a.name], [b.service, b.name]));
  }

  /** What was seen of traces whose root is not among their spans: no query tells which entry point they are of. */
  withoutRoot(): ObservedTraces {
    return this.rootless.figures();
  }
}

class SeenTraces {
  private readonly durations = new MeasuredSet('duration', {});
  private readonly codes = new Set<FindingCode>();
  private traceCount = 0;
  private maxSpans = 0;
  private maxErrors = 0;

  add(sample: Sample): void {
    const { summary } = sample.analysis;
    this.traceCount++;
    this.durations.add(sample);
    this.maxSpans = Math.max(this.maxSpans, summary.spanCount);
    this.maxErrors = Math.max(this.maxErrors, summary.errorCount);
    for (const { code } of sample.findings) this.codes.add(code);
  }

  figures(): ObservedTraces {
    const { traceCount, maxSpans, maxErrors, codes } = this;
    const sorted = this.durations.sorted();
    return {
      traceCount,
      maxSpans,
      maxErrors,
      maxNano: sorted.length === 0 ? undefined : sorted[sorted.length - 1],
      quantiles: sorted.length === 0 ? [] : percents.map((percent) => observedQuantile(sorted, percent)),
      findings: findingCodes.filter((code) => codes.has(code)),
    };
  }
}

function observedQuantile(sorted: Float64Array, percent: number): ObservedQuantile {
  const nano = sorted[nearestRank(percent, sorted.length) - 1];
  return { percent, nano, high: quantileInterval(sorted, percent).high };
}
