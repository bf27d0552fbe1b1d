/** One trace as the columns that a report draws. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { ErrorCause } from '../analysis/errors.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { errorText } from '../views/error-text.ts';
import { Shapes } from '../views/folding.ts';
import { isNoteworthy, patternFinding } from '../views/pattern-findings.ts';
import { type Note, type RowColumns, RowFlag, type TraceData } from './data.ts';
import { detailColumns } from './details.ts';
import { Texts } from './texts.ts';

/** All that a report knows of a trace. O(n log n). */
export function traceData(model: TraceAnalysis): TraceData {
  const { trace, summary, path } = model;
  const texts = new Texts();
  return {
    traceId: trace.traceId,
    startTimeUnixNano: String(summary.startTimeUnixNano),
    durationNano: summary.durationNano,
    extentNano: summary.extentNano,
    primaryRoot: trace.primaryRoot,
    errorCount: summary.errorCount,
    texts: texts.list,
    ids: Array.from({ length: trace.size }, (_, row) => trace.spanId(row)),
    rows: rowColumns(model, texts),
    path: {
      row: path.segments.map(({ row }) => row),
      start: path.segments.map(({ start }) => start),
      end: path.segments.map(({ end }) => end),
    },
    details: detailColumns(trace, texts),
    notes: [...errorNotes(model), ...findingNotes(model)],
  };
}

function rowColumns({ trace, self, onPath }: TraceAnalysis, texts: Texts): RowColumns {
  const { size, parent } = trace;
  const column = (value: (row: TraceRow) => number): number[] => {
    const values: number[] = [];
    for (let row = 0; row < size; row++) values.push(value(row));
    return values;
  };
  const first = firstAlike(trace);
  return {
    up: column((row) => (parent[row] < 0 ? 0 : row - parent[row])),
    service: column((row) => texts.number(trace.serviceText(row))),
    name: column((row) => texts.number(trace.nameText(row))),
    kind: column((row) => trace.kind[row]),
    flags: column((row) => rowFlags(trace, row)),
    start: column((row) => trace.adjustedStart[row]),
    shift: column((row) => trace.adjustedStart[row] - trace.start[row]),
    duration: column((row) => trace.duration(row)),
    self: column((row) => self[row]),
    onPath: column((row) => onPath[row]),
    like: column((row) => row - first[row]),
  };
}

function rowFlags(trace: Trace, row: TraceRow): number {
  const flags = trace.flags[row];
  return (
    (flags & SpanFlag.error ? RowFlag.error : 0) |
    (trace.isPlaceholder(row) ? RowFlag.missing : 0) |
    (trace.timed[row] ? RowFlag.timed : 0) |
    (flags & SpanFlag.noEnd ? RowFlag.unfinished : 0)
  );
}

/** By row, the first of the siblings that the tree of `show` would fold it with. */
function firstAlike(trace: Trace): Int32Array {
  const first = new Int32Array(trace.size);
  const shapes = new Shapes(trace);
  const fold = (siblings: readonly TraceRow[]): void => {
    for (const alike of shapes.group(siblings)) for (const row of alike) first[row] = alike[0];
  };
  fold([...trace.tops]);
  for (let row = 0; row < trace.size; row++) {
    const children: TraceRow[] = [];
    for (let c = row + 1; c < trace.subtreeEnd[row]; c = trace.subtreeEnd[c]) children.push(c);
    fold(children);
  }
  return first;
}

function errorNotes({ trace, errors }: TraceAnalysis): Note[] {
  const noteOf = ({ row, chain, note }: ErrorCause, fate: string): Note => ({
    kind: 'error',
    text: `${errorText(trace, row) || (note ?? 'failed')}${fate}`,
    rows: [row, ...chain.filter((other) => other !== row).reverse()],
  });
  return [
    ...errors.causes.map((cause) => noteOf(cause, '')),
    ...errors.stopped.map((cause) => noteOf(cause, ' (recovered)')),
  ];
}

/** What is odd about the trace, and the patterns worth a line. */
function findingNotes(model: TraceAnalysis): Note[] {
  const { trace } = model;
  const patterns = model.patterns().filter((pattern) => isNoteworthy(model, pattern));
  const findings = [...trace.findings, ...patterns.map((pattern) => patternFinding(trace, pattern))];
  if (findings.length === 0) return [];
  const rowOf = new Map(Array.from({ length: trace.size }, (_, row) => [trace.spanId(row), row]));
  return findings.map(({ severity, message, spanIds }) => ({
    kind: severity === 'info' ? 'note' : 'warning',
    text: message,
    rows: spanIds.map((id) => rowOf.get(id) ?? -1).filter((row) => row >= 0),
  }));
}
