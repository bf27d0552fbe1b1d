/**
 * B3 in several headers, as Zipkin's libraries first had it.
 * https://github.com/openzipkin/b3-propagation#multiple-headers
 *
 *   X-B3-TraceId        16 or 32 digits
 *   X-B3-SpanId         16 digits
 *   X-B3-ParentSpanId   16 digits, absent on a root
 *   X-B3-Sampled        1 or 0; absent: the receiver decides
 *   X-B3-Flags          1: debug, instead of X-B3-Sampled
 */
import { readB3ParentSpanId, readB3SpanId, readB3TraceId } from './b3.ts';
import { Findings } from './findings.ts';
import type { Decoded, Header, HeaderFormat, Sampled, TraceContext } from './header-format.ts';
import type { Part } from './part.ts';
import { sampledText } from './sampling.ts';

export const b3multi: HeaderFormat = {
  id: 'b3multi',
  title: 'B3, several headers',
  headers: ['X-B3-TraceId', 'X-B3-SpanId', 'X-B3-ParentSpanId', 'X-B3-Sampled', 'X-B3-Flags'],
  // Each header holds one id or one digit: nothing to tell them by.
  guess: () => undefined,
  decode: decodeB3Multi,
  encode: encodeB3Multi,
};

function decodeB3Multi(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const [traceIdPart, spanIdPart, parentPart, sampledPart, flagsPart] = b3multi.headers.map((name) =>
    findings.only(headers, name),
  );
  const traceId = traceIdPart && readB3TraceId(findings, traceIdPart);
  const spanId = spanIdPart && readB3SpanId(findings, spanIdPart);
  const parentSpanId = parentPart && readB3ParentSpanId(findings, parentPart);
  const decided = sampledPart ? readSampled(findings, sampledPart) : 'deferred';
  const isDebug = flagsPart && readFlags(findings, flagsPart, sampledPart !== undefined);
  checkIds(findings, traceIdPart, spanIdPart, parentPart);
  if (spanIdPart && !sampledPart && !flagsPart) findings.undecided(spanIdPart);
  if (!traceId || !spanId) return findings.decoded(undefined);
  const sampled = isDebug ? 'debug' : decided;
  return findings.decoded({ traceId, spanId, parentSpanId, sampled, traceState: undefined });
}

/** A decision may be sent alone; of the ids, trace and span go together. */
function checkIds(
  findings: Findings,
  traceId: Part | undefined,
  spanId: Part | undefined,
  parentSpanId: Part | undefined,
): void {
  const given = traceId ?? spanId ?? parentSpanId;
  if (given && !traceId) findings.error(given.end, 'X-B3-TraceId is missing');
  if (given && !spanId) findings.error(given.end, 'X-B3-SpanId is missing');
}

function readSampled(findings: Findings, part: Part): Sampled {
  const text = part.text.toLowerCase();
  const sampled = /^(1|true)$/.test(text) ? true : /^(0|false)$/.test(text) ? false : undefined;
  findings.field(part, 'sampled', sampled === undefined ? '' : sampledText(sampled));
  if (sampled === undefined) findings.error(part, 'X-B3-Sampled is neither 0 nor 1');
  else if (text.length > 1)
    findings.warning(part, `${part.text} instead of ${sampled ? 1 : 0}; not all readers take it`);
  return sampled;
}

function readFlags(findings: Findings, part: Part, hasSampled: boolean): boolean {
  const isDebug = part.text === '1';
  findings.field(part, 'flags', isDebug ? sampledText('debug') : part.text === '0' ? 'none' : '');
  if (!isDebug && part.text !== '0')
    findings.warning(part, 'X-B3-Flags has unknown flags: 1 is the only one');
  if (isDebug && hasSampled)
    findings.warning(part, 'debug takes the place of X-B3-Sampled, which is sent, too');
  return isDebug;
}

function encodeB3Multi({ traceId, spanId, parentSpanId, sampled }: TraceContext): Header[] {
  if (spanId === undefined) return [];
  const headers = [
    { name: 'X-B3-TraceId', value: traceId },
    { name: 'X-B3-SpanId', value: spanId },
  ];
  if (parentSpanId !== undefined) headers.push({ name: 'X-B3-ParentSpanId', value: parentSpanId });
  if (sampled === 'debug') headers.push({ name: 'X-B3-Flags', value: '1' });
  else if (typeof sampled === 'boolean') headers.push({ name: 'X-B3-Sampled', value: sampled ? '1' : '0' });
  return headers;
}
