/** A part of a file read by itself: what a worker thread does. */
import { observed } from '../bytes/observed.ts';
import { type ByteRange, openRanges } from '../bytes/ranges.ts';
import { formats } from '../formats/index.ts';
import { type ReadOptions, readRecords, tellSettled } from '../formats/read.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { SpanWriter } from '../model/span-writer.ts';
import { type StorePart, storePart } from '../model/store-part.ts';

/** What to read. Plain data: it goes to another thread. */
export interface PartTask {
  path: string;
  /** Whole records. */
  range: ByteRange;
  /** Whether the records are lines; else they are elements of a list. */
  lines: boolean;
  /** Id of a format in JSON. */
  format: string;
  details: boolean;
  /** Shared with who started it: bytes and spans read so far. */
  progress: Float64Array;
}

/** How reading a part went. Plain data, too. */
export interface PartReport {
  spanCount: number;
  /** Records of other signals. */
  skipped: ReadonlyMap<string, number>;
  /** Some records could not be read in full; what became of them is not told. */
  isDamaged: boolean;
}

/** A part that was read. */
export interface PartResult extends PartReport {
  part: StorePart;
}

/** Reads a part, to be handed over. */
export function readPart(task: PartTask): PartResult {
  const store = new SpanStore({ details: task.details });
  return { ...readPartInto(store, task), part: storePart(store) };
}

/** Reads a part into a store. `onSettled` may take spans away, as in ReadOptions. */
export function readPartInto(
  store: SpanStore,
  { path, range, lines, format: id, progress }: PartTask,
  onSettled?: ReadOptions['onSettled'],
): PartReport {
  const report = new ReadReport();
  const format = formats.find((one) => one.id === id);
  if (format?.encoding !== 'json') throw new Error(`${id} has no records of JSON`);
  const source = observed(openRanges(path, path, [range]), (count) => {
    progress[0] += count;
    progress[1] = report.spanCount;
  });
  const spans = new SpanWriter(store, report, path);
  tellSettled(spans, format, onSettled);
  try {
    readRecords(format, source, spans, lines, !lines);
  } finally {
    source.close();
  }
  const { spanCount, skipped, damagedCount } = report;
  return { spanCount, skipped, isDamaged: damagedCount > 0 };
}

/** Adds what was read of a file in parts to the report of all that is read. */
export function reportParts(
  report: ReadReport,
  [{ format }]: readonly PartTask[],
  parts: PartReport[],
): void {
  for (const { spanCount, skipped } of parts) {
    report.spanCount += spanCount;
    for (const [signal, count] of skipped) report.skip(signal, count);
  }
  report.formats.set(format, (report.formats.get(format) ?? 0) + 1);
}
