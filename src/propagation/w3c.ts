/**
 * W3C Trace Context: `traceparent` and `tracestate`, in HTTP headers and, in upper case, in environment variables.
 * https://www.w3.org/TR/trace-context-2/
 * https://opentelemetry.io/docs/specs/otel/context/env-carriers/
 */
import { Findings } from './findings.ts';
import {
  type Decoded,
  type Guess,
  type Header,
  type HeaderFormat,
  isNamed,
  type TraceContext,
} from './header-format.ts';
import { Part } from './part.ts';
import { isKept } from './sampling.ts';
import { readTraceparent } from './traceparent.ts';
import { guessTracestate, readTracestate } from './tracestate.ts';

export const w3c: HeaderFormat = {
  id: 'w3c',
  title: 'W3C Trace Context',
  headers: ['traceparent', 'tracestate'],
  guess: guessW3c,
  decode: decodeW3c,
  encode: encodeW3c,
};

function guessW3c(value: string): Guess | undefined {
  if (/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-|,|$)/i.test(value)) {
    return { header: 'traceparent', isSure: true };
  }
  if (/^([0-9a-f]{2}|[0-9a-f]{32})[-:_. ][0-9a-z]{8,40}[-:_. ][0-9a-z]{1,24}([-:_. ]|$)/i.test(value)) {
    return { header: 'traceparent', isSure: /^[0-9a-f]{2}-[0-9a-z]{20}/i.test(value) };
  }
  return guessTracestate(value);
}

function decodeW3c(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, 'traceparent');
  const parent = value && readTraceparent(findings, value);
  const states = headers.filter((header) => isNamed(header, 'tracestate')).map((header) => new Part(header));
  const before = findings.problems.length;
  readTracestate(findings, states, parent);
  if (states.length > 0 && !value) {
    findings.warning(states[0], 'tracestate without traceparent: receivers drop it');
  }
  if (!parent?.traceId || !parent.parentId) return findings.decoded(undefined);
  const isStateBroken = findings.problems.slice(before).some(({ severity }) => severity === 'error');
  return findings.decoded({
    traceId: parent.traceId,
    spanId: parent.parentId,
    parentSpanId: undefined,
    sampled: parent.sampled,
    traceState: isStateBroken ? undefined : joined(states),
  });
}

/** Several `tracestate` headers are one, in their order. */
function joined(states: readonly Part[]): string | undefined {
  const texts = states.map((part) => part.trim().text).filter((text) => text !== '');
  return texts.length === 0 ? undefined : texts.join(',');
}

function encodeW3c({ traceId, spanId, sampled, traceState }: TraceContext): Header[] {
  if (spanId === undefined) return [];
  const traceparent = {
    name: 'traceparent',
    value: `00-${traceId}-${spanId}-${isKept(sampled) ? '01' : '00'}`,
  };
  return traceState === undefined ? [traceparent] : [traceparent, { name: 'tracestate', value: traceState }];
}
