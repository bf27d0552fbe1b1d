/** A file cut into parts, each of which a thread can read by itself. */
import { decodeSource } from '../bytes/decode.ts';
import { lineRanges } from '../bytes/line-ranges.ts';
import { objectRanges } from '../bytes/object-ranges.ts';
import { openFile } from '../bytes/source.ts';
import { detect, sampleSize } from '../formats/detect.ts';
import type { JsonFormat } from '../formats/format.ts';
import type { PartTask } from './read-part.ts';

/** How to cut a file. */
export interface CutOptions {
  /** Threads. */
  jobs: number;
  /** Id of the format, instead of detection. */
  format: string | undefined;
  /** The least that is worth a thread, in bytes; for tests. */
  shortest?: number;
}

/** Starting a thread takes as long as reading so much. */
const shortestPart = 16 << 20;

/** What each thread has to do; at most one task, where the file is better read in one piece. */
export function partTasks(
  path: string,
  { jobs, format: name, shortest = shortestPart }: CutOptions,
  details: boolean,
): PartTask[] {
  const found = plainFormat(path, name);
  if (found === undefined || jobs < 2) return [];
  const { format, lines } = found;
  const ranges = lines
    ? lineRanges(path, jobs, shortest)
    : format.startsWith && objectRanges(path, format.startsWith, jobs, shortest);
  return (ranges ?? []).map((range) => {
    const progress = new Float64Array(new SharedArrayBuffer(16));
    return { path, range, lines, format: format.id, details, progress };
  });
}

/** The format of a file that holds plain JSON, and whether its records are lines; undefined for others. */
function plainFormat(
  path: string,
  name: string | undefined,
): { format: JsonFormat; lines: boolean } | undefined {
  const source = openFile(path);
  try {
    if (source.path === undefined) return undefined;
    const plain = decodeSource(source);
    const head = plain.peek(sampleSize);
    const isPlain = plain.isRaw && head[0] !== 0xef;
    const { format, lines } = detect(head, path, name);
    return isPlain && format.encoding === 'json' ? { format, lines } : undefined;
  } finally {
    source.close();
  }
}
