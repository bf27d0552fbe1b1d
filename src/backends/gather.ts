/** Traces of a backend, read into a store. */
import { InputError } from '../errors.ts';
import { readSource } from '../formats/read.ts';
import { ReadReport } from '../model/read-report.ts';
import { SpanStore } from '../model/span-store.ts';
import { kindHint } from './answers.ts';
import type { TimeRange, TraceAnswer } from './backend.ts';
import { concurrently } from './concurrently.ts';
import type { Connection } from './connect.ts';
import type { Reply } from './http/reply.ts';

/** Requests under way at a time. Servers that guard themselves allow about ten. */
export const mostRequests = 8;

/** Where traces go. */
export interface Into {
  store: SpanStore;
  report: ReadReport;
}

/** A trace that was not found. */
interface Missing {
  traceId: string;
  /** Where it was looked for. */
  tried: string[];
  hint: string | undefined;
}

/** What became of ids that were asked for. */
export interface Fetched {
  missing: Missing[];
  warnings: string[];
}

/** How long to wait for traces that are still arriving. */
export interface Patience {
  milliseconds: number;
  sleep: (milliseconds: number) => Promise<void>;
  now: () => number;
  /** Told what is being waited for. */
  progress: (message: string) => void;
}

/** Reads the traces with these ids, in their order. Throws BackendError and InputError. */
export async function fetchTraces(
  { backend, client }: Connection,
  traceIds: readonly string[],
  range: TimeRange | undefined,
  into: Into,
  patience?: Patience,
): Promise<Fetched> {
  const fetched: Fetched = { missing: [], warnings: [] };
  const ask = (traceId: string): Promise<TraceAnswer> => backend.trace(client, traceId, range);
  const one = (traceId: string): Promise<TraceAnswer> =>
    patience === undefined ? ask(traceId) : settled(() => ask(traceId), traceId, patience);
  const ids = [...new Set(traceIds)];
  let next = 0;
  for await (const answer of concurrently(ids, mostRequests, one)) {
    const traceId = ids[next++];
    if ('reply' in answer) {
      if (answer.warning !== undefined) fetched.warnings.push(answer.warning);
      readReply(answer.reply, into);
    } else fetched.missing.push({ traceId, tried: answer.tried, hint: answer.hint });
  }
  return fetched;
}

/** Reads an answer that holds traces, and disposes of it. Throws InputError where it is none. */
export function readReply(reply: Reply, { store, report }: Into): void {
  try {
    readBody(reply, store, report);
  } finally {
    reply.dispose();
  }
}

/** Reads an answer that holds traces, and keeps it. Throws InputError where it is none. */
export function readBody(reply: Reply, store: SpanStore, report: ReadReport): void {
  try {
    readSource(reply.open(), store, {}, report);
  } catch (cause) {
    // The hint is about files.
    throw cause instanceof InputError ? new InputError(cause.message, { hint: kindHint, cause }) : cause;
  }
}

const firstPause = 250;
const longestPause = 2000;

/** Asks until the trace is there and has as many spans as the time before, or patience ends. */
async function settled(
  ask: () => Promise<TraceAnswer>,
  traceId: string,
  { milliseconds, sleep, now, progress }: Patience,
): Promise<TraceAnswer> {
  const end = now() + milliseconds;
  let pause = firstPause;
  let before = -1;
  for (;;) {
    const answer = await ask();
    const count = spanCount(answer);
    const remaining = end - now();
    if ((count > 0 && count === before) || remaining <= 0) return answer;
    if ('reply' in answer) answer.reply.dispose();
    progress(count === 0 ? `waiting for trace ${traceId}` : `trace ${traceId}: ${count} spans so far`);
    before = count;
    await sleep(Math.min(pause, remaining));
    pause = Math.min(longestPause, pause * 2);
  }
}

function spanCount(answer: TraceAnswer): number {
  if (!('reply' in answer)) return 0;
  const report = new ReadReport();
  readBody(answer.reply, new SpanStore({ details: false }), report);
  return report.spanCount;
}
