/**
 * Datadog's headers: ids are 64 bits in decimal; the high half of a longer trace id travels as a tag.
 * https://docs.datadoghq.com/tracing/trace_collection/trace_context_propagation/
 *
 *   x-datadog-trace-id            low 64 bits, decimal
 *   x-datadog-parent-id           the caller's span, decimal
 *   x-datadog-sampling-priority   -1, 0 drop; 1, 2 keep
 *   x-datadog-origin              rum, synthetics, ...
 *   x-datadog-tags                _dd.p.tid=640cfd8d00000000,_dd.p.dm=-4     tid: high 64 bits, hexadecimal
 */
import { priorityText, readDatadogTag } from './datadog-tags.ts';
import { decimalOf, is64Bit, isZero, readDecimal64, readHex } from './digits.ts';
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

const names = {
  traceId: 'x-datadog-trace-id',
  parentId: 'x-datadog-parent-id',
  priority: 'x-datadog-sampling-priority',
  origin: 'x-datadog-origin',
  tags: 'x-datadog-tags',
};

/** Longer tags are dropped by the tracers. */
const mostTagCharacters = 512;

export const datadog: HeaderFormat = {
  id: 'datadog',
  title: 'Datadog',
  headers: Object.values(names),
  guess: guessDatadog,
  decode: decodeDatadog,
  encode: encodeDatadog,
};

function guessDatadog(value: string): Guess | undefined {
  if (/^_dd\.p\.|,_dd\.p\./.test(value)) return { header: names.tags, isSure: true };
  return /^\d{17,20}$/.test(value) ? { header: names.traceId, isSure: false } : undefined;
}

function decodeDatadog(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const traceIdPart = findings.only(headers, names.traceId);
  const low = traceIdPart && readLow(findings, traceIdPart);
  const parentPart = findings.only(headers, names.parentId);
  const spanId = parentPart && readParent(findings, parentPart);
  const priorityPart = findings.only(headers, names.priority);
  const sampled = priorityPart ? readPriority(findings, priorityPart) : 'deferred';
  const origin = headers.find((header) => isNamed(header, names.origin));
  if (origin) findings.field(new Part(origin).trim(), 'origin', 'where the trace began');
  const tags = headers.find((header) => isNamed(header, names.tags));
  const high = tags && readTags(findings, new Part(tags).trim());
  if (traceIdPart && !priorityPart) findings.undecided(traceIdPart);
  if (parentPart && !traceIdPart) findings.error(parentPart.end, `${names.traceId} is missing`);
  if (low === undefined) return findings.decoded(undefined);
  if (!parentPart) findings.warning(traceIdPart ?? new Part(headers[0]), `${names.parentId} is missing`);
  const traceId = (high ?? '0'.repeat(16)) + low;
  return findings.decoded({ traceId, spanId, parentSpanId: undefined, sampled, traceState: undefined });
}

function readLow(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'trace id', meaningOf(part.text, ', the low 64 bits'));
  const low = readDecimal64(findings, part, 'the trace id');
  if (low === undefined || !isZero(low)) return low;
  findings.error(part, 'the trace id is zero, which stands for none');
  return undefined;
}

function readParent(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'parent id', meaningOf(part.text, ", the caller's span"));
  const spanId = readDecimal64(findings, part, 'the parent id');
  if (spanId === undefined || !isZero(spanId)) return spanId;
  findings.warning(part, 'the parent id is zero, which stands for none: synthetic tests send it');
  return undefined;
}

/** A decimal id in hexadecimal, and what it is. */
function meaningOf(text: string, what: string): string {
  const isId = /^\d{1,20}$/.test(text) && BigInt(text) < 1n << 64n;
  return isId ? `${BigInt(text).toString(16).padStart(16, '0')}${what}` : '';
}

function readPriority(findings: Findings, part: Part): Sampled {
  const meaning = priorityText(part.text);
  findings.field(part, 'priority', meaning);
  if (meaning !== '') return Number(part.text) > 0;
  if (/^-?\d{1,9}$/.test(part.text)) {
    findings.warning(part, `unknown sampling priority: -1, 0, 1 and 2 are known`);
    return Number(part.text) > 0;
  }
  findings.error(part, 'the sampling priority is no whole number');
  return undefined;
}

/** Notes the tags; returns the high half of the trace id. */
function readTags(findings: Findings, value: Part): string | undefined {
  let high: string | undefined;
  for (const part of value.split(',')) {
    const tag = part.trim();
    const [key, text] = tag.cut('=') ?? [tag, undefined];
    if (!text) {
      findings.field(tag, '');
      findings.error(tag, 'no "=" in this tag, key=value expected');
      continue;
    }
    if (!key.text.startsWith('_dd.p.')) {
      findings.field(text, key.text);
      findings.warning(key, 'tags without _dd.p. in front are not passed on');
      continue;
    }
    const name = key.text.slice('_dd.p.'.length);
    readDatadogTag(findings, text, key.text, name);
    if (name === 'tid')
      high = readHex(findings, text, { what: '_dd.p.tid', lengths: [16], upperCase: 'error' });
  }
  if (value.text.length > mostTagCharacters) {
    const length = `${value.text.length} characters of tags`;
    findings.warning(value.end, `${length}; beyond ${mostTagCharacters} tracers drop them`);
  }
  return high;
}

function encodeDatadog({ traceId, spanId, sampled }: TraceContext): Header[] {
  const headers = [{ name: names.traceId, value: decimalOf(traceId.slice(16)) }];
  if (spanId !== undefined) headers.push({ name: names.parentId, value: decimalOf(spanId) });
  const priority = sampled === 'debug' ? '2' : sampled === true ? '1' : sampled === false ? '0' : undefined;
  if (priority !== undefined) headers.push({ name: names.priority, value: priority });
  if (!is64Bit(traceId)) headers.push({ name: names.tags, value: `_dd.p.tid=${traceId.slice(0, 16)}` });
  return headers;
}
