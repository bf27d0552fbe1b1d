/** The segments of a store: files that only grow, each of one writer, until they are removed whole. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const suffix = '.jsonl';

/** A file of the store. */
export interface Segment {
  path: string;
  /** Bytes. */
  size: number;
  /** When it was last written to, in milliseconds since 1970. */
  modified: number;
}

/** The name of a writer's next segment: names sort by the time they were made, and no two writers have the same. */
export function segmentName(now: Date, writer: string, number: number): string {
  const time = now.toISOString().replaceAll(/[-:.]/g, '');
  return `${time}-${writer}-${String(number).padStart(6, '0')}${suffix}`;
}

/** The segments of a folder that hold something, in the order they were begun; none where there is no such folder. */
export function segmentsIn(folder: string): Segment[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(suffix))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      // Another listener may have removed it since.
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.isFile() && stats.size > 0 ? [{ path, size: stats.size, modified: stats.mtimeMs }] : [];
    });
}

/**
 * Removes segments until what is left takes at most so many bytes: those first that were not written to for the longest
 * time, which spares the ones that are being written. Returns how many were removed.
 */
export function trimSegments(folder: string, mostBytes: number): number {
  const segments = segmentsIn(folder).sort((a, b) => a.modified - b.modified);
  let total = segments.reduce((sum, { size }) => sum + size, 0);
  let removed = 0;
  for (const { path, size } of segments) {
    if (total <= mostBytes) break;
    rmSync(path, { force: true });
    total -= size;
    removed++;
  }
  return removed;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
