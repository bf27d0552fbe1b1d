/**
 * Jaeger's own header, and the ones for its baggage.
 * https://www.jaegertracing.io/docs/1.76/sdk-migration/#propagation-format
 *
 *   uber-trace-id: 4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1
 *                  trace id                         span id          |  flags, hexadecimal
 *                                                                    parent span id, deprecated, 0 for none
 *   uberctx-<key>: value          percent-encoded
 *   jaeger-baggage: k=v, k=v
 *   jaeger-debug-id: id           asks for a trace that can be found by this id
 *
 * Zeros in front may be left out of ids. Flags: 1 sampled, 2 debug, 8 firehose. Some clients write %3A for the colons.
 */
import { type HexRule, readHex, readId, traceIdMeaning } from './digits.ts';
import { Findings } from './findings.ts';
import {
  type Decoded,
  type Guess,
  type Header,
  type HeaderFormat,
  isNamed,
  type Sampled,
  type TraceContext,
} from './header-format.ts';
import { Part } from './part.ts';
import { unescaped } from './percent.ts';
import { isKept } from './sampling.ts';

export const jaeger: HeaderFormat = {
  id: 'jaeger',
  title: 'Jaeger',
  headers: ['uber-trace-id', 'uberctx-*', 'jaeger-baggage', 'jaeger-debug-id'],
  guess: guessJaeger,
  decode: decodeJaeger,
  encode: encodeJaeger,
};

const traceIdRule: HexRule = { what: 'trace id', lengths: [32], anyLength: true, upperCase: 'fine' };
const spanIdRule: HexRule = { what: 'span id', lengths: [16], anyLength: true, upperCase: 'fine' };

function guessJaeger(value: string): Guess | undefined {
  if (/^[0-9a-f]{1,32}(:|%3a)[0-9a-f]{1,16}\1[0-9a-f]{1,16}\1[0-9a-f]{1,2}$/i.test(value)) {
    return { header: 'uber-trace-id', isSure: true };
  }
  const isAlike = /^[0-9a-f]{8,40}(:|%3a)[0-9a-z]{1,24}(:|%3a|$)/i.test(value);
  return isAlike ? { header: 'uber-trace-id', isSure: false } : undefined;
}

function decodeJaeger(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, 'uber-trace-id');
  const context = value && readContext(findings, value);
  const debugId = findings.only(headers, 'jaeger-debug-id');
  if (debugId) findings.field(debugId, 'debug id', 'starts a trace that is kept and tagged with this id');
  for (const header of headers) {
    if (isNamed(header, 'jaeger-baggage')) readList(findings, new Part(header));
    else if (/^uberctx-/i.test(header.name)) {
      const part = new Part(header).trim();
      findings.field(part, `baggage ${header.name.slice('uberctx-'.length)}`, '', unescaped(findings, part));
    }
  }
  return findings.decoded(context);
}

const names = ['trace id', 'span id', 'parent span id', 'flags'];

function readContext(findings: Findings, value: Part): TraceContext | undefined {
  const separator = /%3a/i.exec(value.text)?.[0];
  const parts = value.split(separator ?? ':');
  if (separator !== undefined) {
    findings.warning(value, 'the colons are percent-encoded, which some clients do and others do not read');
  }
  const [traceIdPart, spanIdPart, parentPart, flagsPart, more] = parts;
  const isShort = parts.length < names.length;
  const traceId = readTraceId(findings, traceIdPart);
  const spanId = spanIdPart && readSpanId(findings, spanIdPart);
  const parentSpanId = parentPart && readParent(findings, parentPart);
  const sampled = flagsPart && readFlags(findings, flagsPart);
  if (value.text === '') findings.error(value, 'the value is empty');
  else if (isShort) {
    const missing = names.slice(parts.length).join(', ');
    findings.error(value.end, `${missing} missing: 4 parts between ":" expected`);
  }
  if (more) findings.error(new Part(value.header, more.from, value.to), 'text behind the flags');
  if (!traceId || !spanId) return undefined;
  return { traceId, spanId, parentSpanId, sampled, traceState: undefined };
}

function readTraceId(findings: Findings, part: Part): string | undefined {
  const short = /^[0-9a-f]{1,15}$|^[0-9a-f]{17,31}$/i.test(part.text) ? 'zeros in front left out' : '';
  findings.field(part, 'trace id', short || traceIdMeaning(part.text));
  return readId(findings, part, traceIdRule);
}

function readSpanId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'span id', "the caller's span");
  return readId(findings, part, spanIdRule);
}

function readParent(findings: Findings, part: Part): string | undefined {
  const isRoot = /^0+$/.test(part.text);
  findings.field(part, 'parent span id', isRoot ? 'none' : "the parent of the caller's span; deprecated");
  return isRoot ? undefined : readId(findings, part, { ...spanIdRule, what: 'parent span id' });
}

function readFlags(findings: Findings, part: Part): Sampled {
  const isReadable = /^[0-9a-f]{1,2}$/i.test(part.text);
  const bits = isReadable ? Number.parseInt(part.text, 16) : 0;
  const words = [bits & 1 ? 'sampled' : 'not sampled', bits & 2 ? 'debug' : '', bits & 8 ? 'firehose' : ''];
  findings.field(part, 'flags', isReadable ? words.filter((word) => word !== '').join(', ') : '');
  const rule: HexRule = { what: 'flags', lengths: [2], anyLength: true, upperCase: 'fine' };
  if (readHex(findings, part, rule) === undefined) return undefined;
  if (bits & ~11)
    findings.warning(part, `unknown flags 0x${(bits & ~11).toString(16)}: 1, 2 and 8 are known`);
  if ((bits & 3) === 2) findings.warning(part, 'debug without sampled: clients set both');
  return bits & 2 ? 'debug' : (bits & 1) !== 0;
}

function readList(findings: Findings, value: Part): void {
  for (const part of value.split(',')) {
    const member = part.trim();
    const cut = member.cut('=');
    if (cut) findings.field(cut[1], `baggage ${cut[0].text}`);
    else findings.warning(member, 'no "=" in this member of the baggage, key=value expected');
  }
}

function encodeJaeger({ traceId, spanId, parentSpanId = '0', sampled }: TraceContext): Header[] {
  if (spanId === undefined) return [];
  const flags = sampled === 'debug' ? 3 : isKept(sampled) ? 1 : 0;
  return [{ name: 'uber-trace-id', value: `${traceId}:${spanId}:${parentSpanId}:${flags}` }];
}
