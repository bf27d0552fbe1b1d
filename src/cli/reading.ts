/** Dumps being read: how far that is, told where it takes long, and a stop before it takes too much memory. */
import { fstatSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { observed } from '../bytes/observed.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Context } from './context.ts';
import { MemoryGuard } from './memory.ts';
import type { OutputFlags, SourceFlags } from './options.ts';
import { ReadingProgress } from './progress.ts';

/** Where spans are read into. */
interface Into {
  store: SpanStore;
  report: ReadReport;
}

/** Follows the reading of sources, here one after the other, and by threads. */
export class Reading {
  /** For what comes after reading, too. */
  readonly guard: MemoryGuard;
  private readonly into: Into;
  private readonly progress: ReadingProgress;
  /** Bytes of the sources that were read before, and of this one. */
  private before = 0;
  private current = 0;
  /** What threads have read: bytes, and spans that are not in the report yet. */
  private elsewhere = { bytes: 0, spanCount: 0 };

  /** `names` are all sources, `-` for standard input. */
  constructor(
    context: Context,
    names: readonly string[],
    into: Into,
    { maxMemory, quiet }: SourceFlags & Pick<OutputFlags, 'quiet'>,
  ) {
    this.guard = new MemoryGuard(context, maxMemory);
    this.into = into;
    const total = context.isErrorTTY ? sizeOf(context, names) : undefined;
    this.progress = new ReadingProgress(context, { quiet: quiet === true }, total);
  }

  /** Does the reading, all of it; what stops it for want of memory is thrown as OutOfMemory. */
  async during<Result>(read: () => Result | Promise<Result>): Promise<Result> {
    try {
      // Without a rest before: Ctrl-C is listened for around what happens at once.
      return await read();
    } catch (error) {
      throw this.guard.explained(error, this.into.report.spanCount);
    } finally {
      this.progress.end();
    }
  }

  /** The same source, followed; reading it may throw OutOfMemory. */
  observed(source: ByteSource): ByteSource {
    this.current = 0;
    return observed(source, (count) => {
      this.current += count;
      this.tell();
    });
  }

  /** Another source is read now. */
  next(): void {
    this.before += this.current;
    this.current = 0;
  }

  /** Threads have read so much in all, and so many spans of it are not in the report yet. May throw OutOfMemory. */
  reached(bytes: number, spanCount: number): void {
    this.elsewhere = { bytes, spanCount };
    this.tell();
  }

  private tell(): void {
    const { report, store } = this.into;
    const { bytes, spanCount } = this.elsewhere;
    const total = report.spanCount + spanCount;
    this.progress.tell(this.before + this.current + bytes, total);
    this.guard.check(total, store);
  }
}

/** Bytes of all sources, as they are stored; undefined where one tells only at its end. */
function sizeOf(context: Context, names: readonly string[]): number | undefined {
  let size = 0;
  for (const name of names) {
    const stats =
      name === '-' ? stdinStats(context) : statSync(resolve(context.cwd, name), { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    size += stats.size;
  }
  return size;
}

function stdinStats({ stdin }: Context): Stats | undefined {
  return stdin === 'file' ? fstatSync(0) : undefined;
}
