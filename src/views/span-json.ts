/** Spans, findings and traces as the JSON of the contract. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { edgeClassNames } from '../analysis/edges.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import type { Attributes, AttributeValue } from '../model/attributes.ts';
import type { Finding } from '../model/finding.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanEvent, SpanLink, TraceRow } from '../model/trace.ts';
import type { Json } from './outputs/report.ts';

/** The fields that `show` and `list` have in common. */
export function summaryJson(summary: TraceSummary): { [key: string]: Json } {
  return {
    traceId: summary.traceId,
    rootSpanId: summary.rootSpanId ?? null,
    rootService: summary.rootService,
    rootName: summary.rootName,
    startTimeUnixNano: String(summary.startTimeUnixNano),
    durationNano: summary.durationNano,
    extentNano: summary.extentNano,
    spanCount: summary.spanCount,
    serviceCount: summary.serviceCount,
    errorCount: summary.errorCount,
    depth: summary.depth,
    pieces: summary.pieces,
  };
}

/** One row of a trace. Times are as recorded, not corrected. */
export function spanJson(model: TraceAnalysis, row: TraceRow): { [key: string]: Json } {
  const { trace } = model;
  const span = trace.span(row);
  const parent = trace.parent[row];
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? null,
    treeParentId: parent < 0 ? null : trace.spanId(parent),
    depth: trace.depth[row],
    service: span.service,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: startTime(model, row),
    startOffsetNano: trace.start[row],
    durationNano: trace.duration(row),
    selfTimeNano: model.self[row],
    criticalPathNano: model.onPath[row],
    edgeClass: edgeClass(model, row),
    status: { code: span.statusCode, message: span.statusMessage },
    error: isError(model, row),
    attributes: attributesJson(span.attributes),
    resource: attributesJson(span.resource),
    scope: attributesJson(span.scope),
    events: span.events.map(eventJson),
    links: span.links.map(linkJson),
    placeholder: trace.isPlaceholder(row),
  };
}

/** The recorded start; `0` where none was. */
export function startTime({ trace }: TraceAnalysis, row: TraceRow): string {
  const isKnown = trace.timed[row] === 1 || trace.isPlaceholder(row);
  return isKnown ? String(trace.startUnixNano(row)) : '0';
}

/** How a span relates to its parent; null at the top and below a placeholder. */
export function edgeClass({ trace, edges }: TraceAnalysis, row: TraceRow): string | null {
  const parent = trace.parent[row];
  return parent < 0 || trace.isPlaceholder(parent) ? null : (edgeClassNames[edges[row]] ?? null);
}

export function isError({ trace }: TraceAnalysis, row: TraceRow): boolean {
  return (trace.flags[row] & SpanFlag.error) !== 0;
}

/** A finding; its data are plain already, but for integers past what JSON numbers hold. */
export function findingJson({ code, severity, message, spanIds, data }: Finding): Json {
  return { code, severity, message, spanIds, data: valueJson(data) };
}

/** Attributes as an object; fromEntries, since a key may be `__proto__`. */
function attributesJson(attributes: Attributes): { [key: string]: Json } {
  return Object.fromEntries(Array.from(attributes, ([key, value]) => [key, attributeJson(value)]));
}

/** Integers beyond 2^53, and numbers that JSON has no word for, are strings; bytes are base64. */
export function attributeJson(value: AttributeValue): Json {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : valueJson(value);
}

function valueJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return containerJson(value);
    default:
      return null;
  }
}

function containerJson(value: object | null): Json {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(valueJson);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, valueJson(field)]));
}

function eventJson({ name, timeUnixNano, attributes }: SpanEvent): Json {
  return { name, timeUnixNano: String(timeUnixNano), attributes: attributesJson(attributes) };
}

function linkJson({ traceId, spanId, traceState, attributes }: SpanLink): Json {
  return { traceId, spanId, traceState, attributes: attributesJson(attributes) };
}
