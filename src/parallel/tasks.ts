/** Files as tasks for threads: some small ones, a large one, or a part of one, which can be read by itself. */
import { decodeSource } from '../bytes/decode.ts';
import { lineRanges } from '../bytes/line-ranges.ts';
import { objectRanges } from '../bytes/object-ranges.ts';
import type { ByteRange } from '../bytes/ranges.ts';
import { openFile } from '../bytes/source.ts';
import { InputError } from '../errors.ts';
import { detect, sampleSize } from '../formats/detect.ts';
import type { JsonFormat } from '../formats/format.ts';

/** What a thread is to read. Plain data: it goes there. */
export interface ReadTask {
  /** Files, one after the other. */
  paths: string[];
  /** Id of the format, instead of detection. */
  format: string | undefined;
  /** Where it is a part of a single file. */
  part?: FilePart;
  /** Shared with who gave it: bytes of the files and spans read so far. */
  progress: Float64Array;
}

/** A part of a file whose format is known, and JSON. */
export interface FilePart {
  /** Whole records. */
  range: ByteRange;
  /** Whether the records are lines; else they are elements of a list. */
  lines: boolean;
}

/** A file, and about how many bytes there are to read. */
export interface SizedFile {
  path: string;
  size: number;
}

/** How to cut files. */
export interface CutOptions {
  /** Threads. */
  jobs: number;
  /** Id of the format, instead of detection. */
  format: string | undefined;
  /** The least that is worth a part, in bytes; for tests. */
  shortest?: number | undefined;
}

/** Starting a thread takes as long as reading so much. */
const shortestPart = 16 << 20;

/** About how many tasks of small files a thread gets: so many that none waits for long. A large file is cut into a part for each. */
const tasksByThread = 8;

/** Tasks in the order of the files; those that are parts of one file are in a list together, others alone. */
export function readTasks(
  files: readonly SizedFile[],
  { jobs, format, shortest = shortestPart }: CutOptions,
): ReadTask[][] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const share = Math.floor(total / jobs / tasksByThread);
  const least = Math.max(shortest, share);
  const tasks: ReadTask[][] = [];
  // Of the task that small files are added to.
  let room = -1;
  for (const { path, size } of files) {
    const parts = size < 2 * least ? [] : partTasks(path, format, jobs, least);
    if (parts.length > 1) {
      tasks.push(parts);
      room = -1;
      continue;
    }
    if (size > room) {
      tasks.push([{ paths: [], format, progress: noProgress() }]);
      room = share;
    }
    tasks[tasks.length - 1][0].paths.push(path);
    room -= size;
  }
  return tasks;
}

/** Up to `count` parts of a file; none where it can't be cut. */
function partTasks(path: string, name: string | undefined, count: number, shortest: number): ReadTask[] {
  const found = plainFormat(path, name);
  if (found === undefined) return [];
  const { format, lines } = found;
  const ranges = lines
    ? lineRanges(path, count, shortest)
    : format.listing && objectRanges(path, format.listing, count, shortest);
  return (ranges ?? []).map((range) => {
    return { paths: [path], format: format.id, part: { range, lines }, progress: noProgress() };
  });
}

function noProgress(): Float64Array {
  return new Float64Array(new SharedArrayBuffer(16));
}

/** The format of a file that holds plain JSON, and whether its records are lines; undefined for others. */
function plainFormat(
  path: string,
  name: string | undefined,
): { format: JsonFormat; lines: boolean } | undefined {
  try {
    const source = openFile(path);
    try {
      const plain = decodeSource(source);
      const head = plain.peek(sampleSize);
      const isPlain = plain.isRaw && head[0] !== 0xef;
      const { format, lines } = detect(head, path, name);
      return isPlain && format.encoding === 'json' ? { format, lines } : undefined;
    } finally {
      source.close();
    }
  } catch (error) {
    // Who reads it will tell.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
