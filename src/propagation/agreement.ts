/** Whether headers of several formats name the same trace. */
import type { DecodedFormat } from './decode.ts';
import { is64Bit } from './digits.ts';
import type { Problem, Sampled, TraceContext } from './header-format.ts';
import { Part } from './part.ts';
import { isKept } from './sampling.ts';

/** A warning for each format that says something else than the first: services that read one or the other part ways. */
export function disagreements(formats: readonly DecodedFormat[]): Problem[] {
  const [first, ...others] = formats.filter(({ context }) => context !== undefined);
  if (!first?.context) return [];
  const problems: Problem[] = [];
  for (const other of others) {
    const message = other.context && disagreement(first, first.context, other, other.context);
    if (message) problems.push({ severity: 'warning', message, place: new Part(other.headers[0]) });
  }
  return problems;
}

function disagreement(
  { headers: [{ name }] }: DecodedFormat,
  context: TraceContext,
  { headers: [{ name: otherName }] }: DecodedFormat,
  other: TraceContext,
): string | undefined {
  if (!isSameTrace(context.traceId, other.traceId)) {
    return `${otherName} names another trace than ${name}: ${other.traceId}, not ${context.traceId}`;
  }
  if (
    isDecided(context.sampled) &&
    isDecided(other.sampled) &&
    isKept(context.sampled) !== isKept(other.sampled)
  ) {
    const words = isKept(other.sampled) ? ['sampled', 'not sampled'] : ['not sampled', 'sampled'];
    return `${otherName} says ${words[0]}, ${name} says ${words[1]}`;
  }
  return undefined;
}

/** An id of 64 bits is that of the 128 bits whose low half it is. */
function isSameTrace(a: string, b: string): boolean {
  if (a === b) return true;
  return (is64Bit(a) || is64Bit(b)) && a.slice(16) === b.slice(16);
}

function isDecided(sampled: Sampled): boolean {
  return sampled !== undefined && sampled !== 'deferred';
}
