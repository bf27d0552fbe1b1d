/** Files or a part of one read by themselves: what a worker thread does. */
import { observed } from '../bytes/observed.ts';
import { openRanges } from '../bytes/ranges.ts';
import { type ByteSource, openFile } from '../bytes/source.ts';
import { TracectlError } from '../errors.ts';
import { formats } from '../formats/index.ts';
import { type ReadOptions, readRecords, readSource, tellSettled } from '../formats/read.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { SpanWriter } from '../model/span-writer.ts';
import { type StorePart, storePart } from '../model/store-part.ts';
import type { FilePart, ReadTask } from './tasks.ts';

/** How reading went. Plain data, as all that threads tell. */
export interface TaskReport {
  report: Omit<ReadReport, 'skip' | 'damaged'>;
  /** Files that can't be read, and of which nothing was: whoever reads them again is told why. */
  unreadable: string[];
  /**
   * All has to be read again, by a single thread: a part of a file is damaged, and what a damage leads to depends on what came
   * before; or a file could be read at first, and then no more.
   */
  isRefused: boolean;
}

/** What was read, to be handed over. */
export interface TaskResult extends TaskReport {
  part: StorePart;
}

/** How a thread reads. */
export interface ReadSetup {
  /** Attributes, events and links, too. */
  details: boolean;
}

/** Reads tasks, each into a store of its own. `onDone` is called once, when the first task is done, before its result is told. */
export function reading({ details }: ReadSetup, onDone?: () => void): (task: ReadTask) => TaskResult {
  let isFirst = true;
  return (task) => {
    const store = new SpanStore({ details });
    const result = { ...readTaskInto(store, task), part: storePart(store) };
    if (isFirst) onDone?.();
    isFirst = false;
    return result;
  };
}

/** Reads a task into a store. `onSettled` may take spans away, as in ReadOptions. */
export function readTaskInto(
  store: SpanStore,
  { paths, format, part, progress }: ReadTask,
  onSettled?: ReadOptions['onSettled'],
): TaskReport {
  const report = new ReadReport();
  const unreadable: string[] = [];
  for (const path of paths) {
    const sourceCount = sourcesIn(report);
    try {
      const source = part === undefined ? openFile(path) : openRanges(path, path, [part.range]);
      const counted = observed(source, (count) => {
        progress[0] += count;
        progress[1] = report.spanCount;
      });
      if (part === undefined) readSource(counted, store, { format, onSettled }, report);
      else readPart(counted, new SpanWriter(store, report, path), format, part, onSettled);
    } catch (error) {
      if (!(error instanceof TracectlError)) throw error;
      if (sourcesIn(report) > sourceCount) return { report, unreadable, isRefused: true };
      unreadable.push(path);
    }
  }
  return { report, unreadable, isRefused: part !== undefined && report.damagedCount > 0 };
}

function readPart(
  source: ByteSource,
  spans: SpanWriter,
  id: ReadTask['format'],
  { lines }: FilePart,
  onSettled: ReadOptions['onSettled'],
): void {
  const format = formats.find((one) => one.id === id);
  if (format?.encoding !== 'json') throw new Error(`${id} has no records of JSON`);
  tellSettled(spans, format, onSettled);
  try {
    readRecords(format, source, spans, lines, !lines);
  } finally {
    source.close();
  }
}

/** Sources of which at least the format is known. */
function sourcesIn({ formats: counts }: ReadReport): number {
  return Array.from(counts.values()).reduce((sum, count) => sum + count, 0);
}

/** Adds what was read by a task, or by all that are parts of one file, to the report of all that is read. */
export function addReports(
  report: ReadReport,
  tasks: readonly ReadTask[],
  reports: readonly TaskReport[],
): void {
  for (const { report: other } of reports) {
    report.spanCount += other.spanCount;
    report.refusedCount += other.refusedCount;
    for (const [signal, count] of other.skipped) report.skip(signal, count);
    for (const damage of other.damages) report.damaged(damage);
    report.damagedCount += other.damagedCount - other.damages.length;
    for (const [format, count] of other.formats) addSource(report, format, count);
  }
  // Parts don't count as sources.
  const [{ part, format }] = tasks;
  if (part !== undefined && format !== undefined) addSource(report, format, 1);
  // The spans are in the report now.
  for (const { progress } of tasks) progress[1] = 0;
}

function addSource({ formats: counts }: ReadReport, format: string, count: number): void {
  counts.set(format, (counts.get(format) ?? 0) + count);
}
