/** When a request is worth another try, and after how long. */

const retriedStatuses: readonly number[] = [429, 502, 503, 504];

const breakCodes: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
];

const firstDelay = 250;
const longestDelay = 8000;
/** A server may ask for more patience than a person at a terminal has. */
const longestRetryAfter = 60_000;

/** Whether a status says: later, perhaps. */
export function isRetriedStatus(status: number): boolean {
  return retriedStatuses.includes(status);
}

/** A reply that ended before it was whole: its connection broke, or its time was over. */
export class CutReply extends Error {
  readonly received: number;

  constructor(received: number, cause: unknown) {
    super(`the reply was cut after ${received} bytes`, { cause });
    this.received = received;
  }
}

/** Whether a request ran out of its time: what AbortSignal.timeout aborts with. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Whether a connection broke. */
export function isBreak(error: unknown): boolean {
  return breakCodes.includes(failureCode(error));
}

/** Whether a request failed in a way that another attempt may not meet. */
export function isRetriedFailure(error: unknown): boolean {
  return isBreak(error) || failureCode(error) === 'EAI_AGAIN';
}

/** The code of a failed connection: the error's own, or that of what it wraps. */
export function failureCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return failureCode(at.errors[0]);
  }
  return '';
}

/**
 * Milliseconds to wait before attempt `attempt` (the first retry is 1): what Retry-After asks for, else between half and
 * all of a delay that doubles, so that clients who failed together don't come back together.
 */
export function retryDelay(
  attempt: number,
  retryAfter: string | undefined,
  now: Date,
  random: () => number,
): number {
  const delay = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1));
  const jittered = delay * (0.5 + random() / 2);
  return Math.min(longestRetryAfter, Math.max(jittered, asked(retryAfter, now)));
}

/** Retry-After is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
function asked(retryAfter: string | undefined, now: Date): number {
  if (retryAfter === undefined) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime());
}
