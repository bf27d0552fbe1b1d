/** A part of a file read by itself: what a worker thread does. */
import { type ByteRange, openRanges } from '../bytes/ranges.ts';
import { formats } from '../formats/index.ts';
import { readRecords } from '../formats/read.ts';
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
}

/** What was read. Plain data, too. */
export interface PartResult {
  part: StorePart;
  /** Records of other signals. */
  skipped: ReadonlyMap<string, number>;
  /** Some records could not be read in full; what became of them is not told. */
  isDamaged: boolean;
}

/** Reads a part. */
export function readPart({ path, range, lines, format: id, details }: PartTask): PartResult {
  const store = new SpanStore({ details });
  const report = new ReadReport();
  const format = formats.find((one) => one.id === id);
  if (format?.encoding !== 'json') throw new Error(`${id} has no records of JSON`);
  const source = openRanges(path, path, [range]);
  try {
    readRecords(format, source, new SpanWriter(store, report, path), lines, !lines);
  } finally {
    source.close();
  }
  return { part: storePart(store), skipped: report.skipped, isDamaged: report.damagedCount > 0 };
}
