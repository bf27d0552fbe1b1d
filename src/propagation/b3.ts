/**
 * B3 in a single header, as Zipkin has it.
 * https://github.com/openzipkin/b3-propagation#single-header
 *
 *   b3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90
 *       trace id (16 or 32)              span id (16)     |  parent span id, optional
 *                                                         1 accept, 0 deny, d debug; left out: the receiver decides
 *   b3: 0                                                 a decision without a trace
 */
import { readId, traceIdMeaning } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat, Sampled, TraceContext } from './header-format.ts';
import { Part } from './part.ts';
import { sampledText } from './sampling.ts';

export const b3: HeaderFormat = {
  id: 'b3',
  title: 'B3, single header',
  headers: ['b3'],
  guess: guessB3,
  decode: decodeB3,
  encode: encodeB3,
};

/** Notes a trace id, as B3 has it in one header or in several. */
export function readB3TraceId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'trace id', traceIdMeaning(part.text));
  return readId(findings, part, { what: 'trace id', lengths: [16, 32], upperCase: 'warning' });
}

/** Notes a span id. */
export function readB3SpanId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'span id', "the caller's span");
  return readId(findings, part, { what: 'span id', lengths: [16], upperCase: 'warning' });
}

/** Notes the id of the parent. */
export function readB3ParentSpanId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'parent span id', "the parent of the caller's span");
  return readId(findings, part, { what: 'parent span id', lengths: [16], upperCase: 'warning' });
}

function guessB3(value: string): Guess | undefined {
  if (/^([0-9a-f]{16}|[0-9a-f]{32})-[0-9a-f]{16}(-[01d](-[0-9a-f]{16})?)?$/i.test(value)) {
    return { header: 'b3', isSure: true };
  }
  return /^[0-9a-f]{12,40}-[0-9a-f]{8,24}(-|$)/i.test(value) ? { header: 'b3', isSure: false } : undefined;
}

function decodeB3(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, 'b3');
  if (value === undefined) return findings.decoded(undefined);
  const parts = value.split('-');
  if (parts.length === 1) {
    readLone(findings, value);
    return findings.decoded(undefined);
  }
  const [traceIdPart, spanIdPart, ...rest] = parts;
  const traceId = readB3TraceId(findings, traceIdPart);
  const spanId = readB3SpanId(findings, spanIdPart);
  // Some leave the decision out and go on with the parent.
  const isParentEarly = rest.length === 1 && rest[0].text.length > 1;
  if (isParentEarly) {
    findings.warning(rest[0], 'no sampling state before the parent span id; some readers refuse that');
  }
  const [samplingPart, parentPart, more] = isParentEarly ? [undefined, ...rest] : rest;
  const sampled = samplingPart ? readSampling(findings, samplingPart) : 'deferred';
  if (!samplingPart) findings.undecided(value);
  const parentSpanId = parentPart && readB3ParentSpanId(findings, parentPart);
  if (more) findings.error(new Part(value.header, more.from, value.to), 'text behind the parent span id');
  if (!traceId || !spanId) return findings.decoded(undefined);
  return findings.decoded({ traceId, spanId, parentSpanId, sampled, traceState: undefined });
}

/** A value without dashes is a decision; an id alone is not enough. */
function readLone(findings: Findings, value: Part): void {
  if (/^[01d]$/.test(value.text)) {
    readSampling(findings, value);
    return;
  }
  findings.field(value, 'trace id');
  if (value.text === '') findings.error(value, 'the value is empty');
  else findings.error(value.end, 'one part, at least a trace id and a span id expected');
}

function readSampling(findings: Findings, part: Part): Sampled {
  const states: Record<string, Sampled> = { '0': false, '1': true, d: 'debug' };
  const sampled = Object.hasOwn(states, part.text) ? states[part.text] : undefined;
  findings.field(part, 'sampling', sampled === undefined ? '' : sampledText(sampled));
  if (sampled === undefined) findings.error(part, `the sampling state is none of 0, 1 and d`);
  return sampled;
}

function encodeB3({ traceId, spanId, parentSpanId, sampled }: TraceContext): Header[] {
  if (spanId === undefined) return [];
  const state = sampled === 'debug' ? 'd' : sampled === true ? '1' : sampled === false ? '0' : undefined;
  const parts = [traceId, spanId, state, state === undefined ? undefined : parentSpanId];
  return [{ name: 'b3', value: parts.filter((part) => part !== undefined).join('-') }];
}
