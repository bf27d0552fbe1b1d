/** Context that was lost between traces, below the patterns of `stats --patterns`. */
import type { LostContext } from '../analysis/lost-context/lost-context.ts';
import type { Json } from './outputs/report.ts';
import type { Style } from './style.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount } from './text/numbers.ts';
import { wrapped } from './text/wrap.ts';

const indent = '    ';

/** A block for each of those shown: what is lost, how sure that is, and a span that shows it. */
export function* lostContextsText(
  shown: readonly LostContext[],
  count: number,
  { paint, width }: Style,
): Generator<string> {
  for (const { message, confidence, matches } of shown) {
    const [{ traceId, spanId, rootTraceId }] = matches;
    yield `\n${paint.bold(wrapped(`lost context  ${escapeText(message)}`, width, indent))}\n`;
    yield `${indent}confidence: ${confidence}; what should be below is the trace ${escapeText(rootTraceId)}\n`;
    // Not wrapped: it is to be pasted.
    const command = `tracectl show ${escapeText(traceId)} --focus ${escapeText(spanId)}`;
    yield `${indent}${paint.dim(command)}\n`;
  }
  if (count > shown.length) {
    const more = `${formatCount(shown.length)} of ${counted(count, 'lost context')}; --limit 0 for all`;
    yield `\n${paint.dim(more)}\n`;
  }
}

/** Lost context as documents have it. */
export function lostContextJson(lost: LostContext): { [key: string]: Json } {
  const { caller, callee, operation, lostBy, confidence, message } = lost;
  const [{ traceId, spanId, rootTraceId, rootSpanId }] = lost.matches;
  return {
    caller,
    callee,
    operation,
    lostBy,
    confidence,
    callCount: lost.callCount,
    lostCount: lost.lostCount,
    matchCount: lost.matchCount,
    callerCount: lost.callerCount,
    message,
    exemplar: { traceId, spanId, rootTraceId, rootSpanId },
  };
}
