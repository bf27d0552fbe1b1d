/**
 * A stop before memory runs out: node ends without a word where its heap is full, and the system where the machine is.
 *
 *   all of the process    a share of the machine's memory, or --max-memory; stores are typed arrays, outside node's heap
 *   node's heap           its own limit; tables of groups and names lie there
 */
import { ExitCode, TracectlError } from '../errors.ts';
import type { SpanStore } from '../model/span-store.ts';
import { buffersOf } from '../model/store-part.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';

/** Of the machine; what is taken where nobody says how much may be. */
const ownShare = 0.75;

/** Of node's heap; from there on it is mostly busy with collecting. */
const heapShare = 0.9;

/** Milliseconds from one look at the memory to the next. */
const pause = 10;

/** Columns are copied into larger ones when they are full; so much of them is nearly that. */
const nearlyFull = 0.97;

/** Not an InputError: it ends the command, whatever else there is to read. */
export class OutOfMemory extends TracectlError {}

/** Looks at the memory of the process as often as needed, and ends the command in time. */
export class MemoryGuard {
  private readonly context: Pick<Context, 'memory' | 'now'>;
  private readonly given: number | undefined;
  /** Small inputs are read before the first look. */
  private next: number;

  /** `given` is what the process may take, in bytes; undefined: a share of what there is. */
  constructor(context: Pick<Context, 'memory' | 'now'>, given: number | undefined) {
    this.context = context;
    this.given = given;
    this.next = context.now().getTime() + pause;
  }

  /**
   * Throws OutOfMemory where going on could take more than there is; `spanCount` is of what was read so far, and `store` is
   * given while it grows. Costs next to nothing shortly after the last time.
   */
  check(spanCount?: number, store?: SpanStore): void {
    const { memory, now } = this.context;
    if (memory === undefined) return;
    const time = now().getTime();
    // A clock may be set back.
    if (time < this.next && time >= this.next - pause) return;
    this.next = time + pause;
    const { resident, heap } = memory.use();
    if (heap > memory.heapLimit * heapShare) throw this.fullHeap(spanCount);
    const { limit } = this;
    // Adding up what the store has is only worth it where that could matter.
    const growth = store !== undefined && resident > limit / 2 ? nextGrowth(store) : 0;
    if (resident + growth > limit) throw this.fullProcess(spanCount);
  }

  /** What asking for memory in vain throws, as OutOfMemory; anything else as it is. */
  explained(error: unknown, spanCount?: number): unknown {
    const isRefused = error instanceof RangeError && /allocation failed|array length/i.test(error.message);
    if (isRefused) return this.fullProcess(spanCount, error);
    const isOfThread = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    return isOfThread ? this.fullHeap(spanCount, error) : error;
  }

  private get limit(): number {
    return this.given ?? (this.context.memory?.machine ?? Infinity) * ownShare;
  }

  private fullProcess(spanCount: number | undefined, cause?: unknown): OutOfMemory {
    const whose = this.given === undefined ? 'that this machine can spare' : 'of --max-memory';
    return exceeded(spanCount, `${sizeText(this.limit)} ${whose}`, '--max-memory allows more', cause);
  }

  private fullHeap(spanCount: number | undefined, cause?: unknown): OutOfMemory {
    const { heapLimit = 0 } = this.context.memory ?? {};
    const more = `NODE_OPTIONS=--max-old-space-size=${Math.round(heapLimit / 2 ** 19)}`;
    const allows = `fewer groups take less, ${more} allows twice as much`;
    return exceeded(spanCount, `${sizeText(heapLimit)} that node has for objects`, allows, cause);
  }
}

function exceeded(spanCount: number | undefined, what: string, allows: string, cause: unknown): OutOfMemory {
  // Threads that end for want of memory no longer tell how far they are.
  const at = spanCount ? ` at ${counted(spanCount, 'span')}` : '';
  return new OutOfMemory(`stopped${at}: going on would take more than the ${what}`, ExitCode.input, {
    hint:
      'read fewer files at once (stats --partial counts each, stats --merge adds up), of a backend fewer traces ' +
      `(--service, --where, --since); ${allows}`,
    cause,
  });
}

/** Bytes that the store takes besides those it has before many more spans are in it. */
function nextGrowth(store: SpanStore): number {
  if (store.size < store.trace.length * nearlyFull) return 0;
  return buffersOf(store).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
