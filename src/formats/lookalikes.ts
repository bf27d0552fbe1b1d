/** What an input is that is no trace format: the sentence a person needs. */
import { decodeUtf8 } from '../model/strings.ts';
import type { JsonSketch } from './json-sketch.ts';

/** Says what the input looks like and why it is not read: `it is an HTML page ("Sign in"), not a trace`. */
export function describeInput(head: Uint8Array, sketch: JsonSketch): string {
  if (head.length === 0) return 'it is empty';
  const text = decodeUtf8(head.subarray(0, 1 << 16)).trim();
  if (text.replaceAll('\0', '') === '') return 'it holds nothing but blanks';
  if (/^(<!doctype html|<html|<head)/i.test(text)) return `it is an HTML page${titleOf(text)}, not a trace`;
  if (text.startsWith('<')) return 'it is XML, not a trace';
  for (const [pattern, what] of textLookalikes) if (pattern.test(text)) return what;
  if (/^[[{]/.test(text)) return describeJson(text, sketch);
  if (isBinary(head)) return `it is binary data (first bytes ${hexDump(head)}) of no known trace format`;
  return `it is text that starts with "${text.slice(0, 30).split('\n')[0]}", not a trace`;
}

const unread = 'which this version does not read';

/** Formats known by name but not read, and what else is often mistaken for a trace; the first whose fields occur. */
const lookalikes: readonly [fields: string[], what: string][] = [
  [['panels', 'schemaVersion'], 'it is a Grafana dashboard, not a trace'],
  [['dashboard.panels'], 'it is a Grafana dashboard, not a trace'],
  [['traceEvents'], `it is a Chrome trace (trace events), ${unread}`],
  [['ph', 'ts'], `it is a Chrome trace (trace events), ${unread}`],
  [['SpanContext.TraceID'], `it is the output of the Go SDK’s stdouttrace exporter, ${unread}`],
  [
    ['context.trace_id', 'context.span_id'],
    `it is the output of a console exporter of OpenTelemetry (Python, PHP), ${unread}`,
  ],
  [['trace_id', 'span_id', 'resource', 'meta'], `it is a Datadog trace, ${unread}`],
  [['trace_id', 'span_id', 'resource', 'service'], `it is a Datadog trace, ${unread}`],
  [['traceSegmentId'], `it is a SkyWalking segment, ${unread}`],
  [['segment.traceSegmentId'], `it is a SkyWalking segment, ${unread}`],
  [['sg', 'gt'], `it is a SkyWalking segment, ${unread}`],
  [['ts', 'ss.si', 'ss.on'], `it is a SkyWalking segment, ${unread}`],
  [['trace_id', 'subsegments'], `it is an AWS X-Ray segment, ${unread}`],
  [['trace_id', 'id', 'start_time'], `it is an AWS X-Ray segment, ${unread}`],
  [['metadata', 'transaction'], `it is Elastic APM intake data, ${unread}`],
  [['metadata', 'span'], `it is Elastic APM intake data, ${unread}`],
  [['traceGroup'], `it is OpenSearch trace analytics data, ${unread}`],
  [
    ['traceId', 'spanId', 'endTime', 'instrumentationScope'],
    `it is OpenSearch trace analytics data, ${unread}`,
  ],
  [['result.list.data.traceID'], `it is the answer to a SigNoz query, ${unread}`],
  [['errors.msg'], 'it is an error answer of a backend, not a trace'],
];

/** The same for what is text; the first that matches. */
const textLookalikes: readonly [pattern: RegExp, what: string][] = [
  [
    /^\{\s*\n\s+resource: \{[^]*^\s+traceId: '/m,
    `it is the output of the console exporter of OpenTelemetry for Node, ${unread}`,
  ],
  [/LoggingSpanExporter - '/, `it is the log of OpenTelemetry’s logging exporter for Java, ${unread}`],
  [/^Activity\.TraceId: /m, `it is the output of the console exporter of OpenTelemetry for .NET, ${unread}`],
  [/^\s+Trace ID +: [0-9a-f]{32}$/m, `it is the log of the Collector’s debug exporter, ${unread}`],
  [/^(?![[{])[^\n]*\btrace_?id[",;\t][^\n]*\bspan_?id\b/i, `it is a table of spans (CSV), ${unread}`],
];

function describeJson(text: string, sketch: JsonSketch): string {
  for (const [fields, what] of lookalikes) if (sketch.has(...fields)) return what;
  if (/^\[\s*\]/.test(text) || /^\{\s*\}/.test(text)) return 'it is JSON without anything in it';
  const fields = sketch.top.slice(0, 5).map((field) => `"${field}"`);
  if (fields.length === 0) return 'it is JSON without any field of a known trace format';
  return `it is JSON with the field${fields.length > 1 ? 's' : ''} ${fields.join(', ')}, of no known trace format`;
}

function titleOf(html: string): string {
  const title = /<title[^>]*>\s*([^<]{1,80}?)\s*</i.exec(html)?.[1];
  return title === undefined || title === '' ? '' : ` ("${title}")`;
}

function isBinary(head: Uint8Array): boolean {
  return head.subarray(0, 1024).some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}

function hexDump(head: Uint8Array): string {
  return Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
