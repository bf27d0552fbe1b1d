/** What of a trace, or of its spans that match, assertions put a limit to. */
import { SpanFlag } from '../../model/kinds.ts';
import type { TraceRow } from '../../model/trace.ts';
import { isSelective, type SpanSelector, titleOf } from './field.ts';
import type { Quantity } from './outcome.ts';
import { commonAncestor, hasDuration, type Sample } from './sample.ts';

/** What can be measured. */
export const measures = ['duration', 'criticalPath', 'selfTime', 'spans', 'errors'] as const;

export type Measure = (typeof measures)[number];

/** A value, and the row that shows it. */
export interface Measured {
  value: number;
  row: TraceRow;
}

/** Whether a measure is a time, in nanoseconds; the others are counts. */
export function isTime(measure: Measure): boolean {
  return measure !== 'spans' && measure !== 'errors';
}

/** A value of a measure with its unit. */
export function quantityOf(measure: Measure, value: number): Quantity {
  if (isTime(measure)) return { unit: 'nano', value };
  return { unit: 'count', value, noun: measure === 'errors' ? 'failed span' : 'span' };
}

const titles: Readonly<Record<Measure, string>> = {
  duration: 'duration',
  criticalPath: 'critical path',
  selfTime: 'self time',
  spans: 'spans',
  errors: 'errors',
};

/** A measure of some spans, for people; not escaped: `self time of [cart]`. */
export function measureTitle(measure: Measure, selector: SpanSelector): string {
  return titleOf(titles[measure], selector);
}

/** What the values of a measure are of: traces, or single spans. */
export function sampleUnit(
  measure: Measure,
  selector: SpanSelector,
  unit: 'trace' | 'span',
): 'trace' | 'span' {
  return measure === 'duration' && (unit === 'span' || isSelective(selector)) ? 'span' : 'trace';
}

/**
 * The values of a sample. A duration is that of the trace's root, or where a budget or a selector is about spans, that of
 * each span; spans without one have no value. All others are one value a trace: the sum, or the count, of its spans that are
 * meant, 0 where there is none.
 */
export function measuredValues(measure: Measure, selector: SpanSelector, sample: Sample): Measured[] {
  const { trace } = sample;
  if (measure === 'duration') return durations(selector, sample);
  const rows = sample.rows(selector);
  switch (measure) {
    case 'spans':
      return [{ value: rows.length, row: commonAncestor(trace, rows) }];
    case 'errors':
      return [errors(sample, rows)];
    default:
      return [summed(measure === 'selfTime' ? sample.analysis.self : sample.analysis.onPath, rows)];
  }
}

function durations(selector: SpanSelector, sample: Sample): Measured[] {
  const { trace } = sample;
  const isRoot = sampleUnit('duration', selector, sample.unit) === 'trace';
  const rows = isRoot ? [trace.primaryRoot] : sample.rows(selector);
  return rows.filter((row) => hasDuration(trace, row)).map((row) => ({ value: trace.duration(row), row }));
}

/** The sum, shown by the row with most of it. */
function summed(times: Float64Array, rows: readonly TraceRow[]): Measured {
  let value = 0;
  let largest = -1;
  for (const row of rows) {
    value += times[row];
    if (largest < 0 || times[row] > times[largest]) largest = row;
  }
  return { value, row: largest };
}

/** Failed spans, shown by the failure that best explains the others. */
function errors(sample: Sample, rows: readonly TraceRow[]): Measured {
  const { trace } = sample;
  const failed = rows.filter((row) => (trace.flags[row] & SpanFlag.error) !== 0);
  if (failed.length === 0) return { value: 0, row: -1 };
  const among = new Set(failed);
  const { causes, stopped } = sample.analysis.errors;
  const telling = [...causes, ...stopped].find(({ row }) => among.has(row));
  return { value: failed.length, row: telling?.row ?? failed[0] };
}
