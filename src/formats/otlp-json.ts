/**
 * OTLP/JSON and what its writers make of it.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 *   {"resourceSpans": [{"resource": {…}, "scopeSpans": [{"scope": {…}, "spans": [{…}]}]}]}
 *
 *   batches                       resourceSpans in Tempo's v1 API
 *   {"trace": …}, {"result": …}   wrappers of Tempo's v2 and Jaeger's v3 API
 *   instrumentationLibrarySpans   scopeSpans before OTLP 0.15
 *   snake_case                    Python's MessageToDict with the names of the .proto file
 *   ids                           hexadecimal as specified, base64 as generic protobuf libraries write them
 *   enums                         numbers as specified, names as generic protobuf libraries write them
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { JsonShapes } from '../bytes/json-shapes.ts';
import { RepeatedObjects } from '../bytes/repeated-objects.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { JsonFormat } from './format.ts';
import { otlpShapes } from './otlp-json-shapes.ts';
import { enumerationOf, kinds, readAttributes, statusCodes } from './otlp-json-values.ts';

const wrappers = ['', 'trace.', 'result.', 'data.'];
const lists = [
  'resourceSpans',
  'resource_spans',
  'batches',
  'scopeSpans',
  'scope_spans',
  'instrumentationLibrarySpans',
];
/** Wrappers in wrappers beyond this are an attack. */
const deepestWrapper = 3;
const otherSignals = ['resourceMetrics', 'resource_metrics', 'resourceLogs', 'resource_logs'];

export const otlpJson: JsonFormat = {
  id: 'otlp-json',
  title: 'OTLP JSON (OpenTelemetry SDKs and Collector, Tempo, Jaeger v3)',
  encoding: 'json',

  sniff(sketch) {
    return wrappers.some((wrapper) => [...lists, ...otherSignals].some((list) => sketch.has(wrapper + list)));
  },

  spell: camelCase,

  read(json, spans) {
    if (json.peekType() !== 'array') readRecord(json, spans);
    else while (json.nextElement()) readRecord(json, spans);
  },
};

/** Tempo answers with all of a trace, other writers with spans as they come. */
function readRecord(json: JsonReader, spans: SpanWriter): void {
  const isTrace = readRequest(json, spans, 0);
  if (isTrace) spans.settled('traces');
}

function camelCase(key: string): string {
  if (!key.includes('_')) return key;
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** An export request, one of its wrappers, or an element of resourceSpans on its own. Returns whether it is a reply of Tempo's. */
function readRequest(json: JsonReader, spans: SpanWriter, depth: number): boolean {
  const { store } = spans;
  const first = store.size;
  let resource = 0;
  let isTrace = false;
  try {
    while (json.nextKey()) {
      isTrace ||= json.key === 'batches' || json.key === 'trace';
      switch (json.key) {
        case 'resourceSpans':
        case 'batches':
          while (json.nextElement()) {
            readResourceSpans(json, spans);
            spans.settled('spans');
          }
          break;
        case 'trace':
        case 'result':
        case 'data':
          if (depth < deepestWrapper) readRequest(json, spans, depth + 1);
          else json.skip();
          break;
        case 'resource':
          resource = readResource(json, spans);
          break;
        case 'resourceMetrics':
          spans.report.skip('metrics');
          json.skip();
          break;
        case 'resourceLogs':
          spans.report.skip('logs');
          json.skip();
          break;
        case 'spans':
          // What is left of a list whose beginning was damaged: nothing tells whose spans these are.
          json.complain('spans outside of resourceSpans');
          readSpans(json, spans);
          break;
        case 'spanId':
          json.complain('a span outside of resourceSpans');
          json.skip();
          break;
        default:
          readScopeList(json, spans);
      }
    }
  } finally {
    if (resource !== 0) store.resource.fill(resource, first, store.size);
  }
  return isTrace;
}

function readResourceSpans(json: JsonReader, spans: SpanWriter): void {
  const { store } = spans;
  const first = store.size;
  let resource = 0;
  try {
    while (json.nextKey()) {
      if (json.key === 'resource') resource = readResource(json, spans);
      else readScopeList(json, spans);
    }
  } finally {
    // The resource may stand behind the spans it is about.
    store.resource.fill(resource, first, store.size);
  }
}

function readScopeList(json: JsonReader, spans: SpanWriter): void {
  switch (json.key) {
    case 'scopeSpans':
    case 'instrumentationLibrarySpans':
      while (json.nextElement()) readScopeSpans(json, spans);
      break;
    default:
      json.skip();
  }
}

function readResource(json: JsonReader, spans: SpanWriter): number {
  const { resources } = spans.store;
  const { resources: repeated } = guessesOf(json, spans);
  const known = repeated.find();
  if (known >= 0) return known;
  resources.begin();
  while (json.nextKey()) {
    if (json.key === 'attributes') readAttributes(json, resources);
    else json.skip();
  }
  const resource = resources.end();
  repeated.keep(resource);
  return resource;
}

function readScopeSpans(json: JsonReader, spans: SpanWriter): void {
  const { store } = spans;
  const first = store.size;
  let scope = 0;
  try {
    while (json.nextKey()) {
      switch (json.key) {
        case 'spans':
          readSpans(json, spans);
          break;
        case 'scope':
        case 'instrumentationLibrary':
          if (spans.details) scope = readScope(json, spans);
          else json.skip();
          break;
        default:
          json.skip();
      }
    }
  } finally {
    if (spans.details) store.scope.fill(scope, first, store.size);
  }
}

/** A scope's name and version are kept as attributes of those names. */
function readScope(json: JsonReader, spans: SpanWriter): number {
  const { scopes } = spans.store;
  scopes.begin();
  while (json.nextKey()) {
    switch (json.key) {
      case 'name':
      case 'version':
        scopes.attribute(json.keyId, 0, json.text());
        break;
      case 'attributes':
        readAttributes(json, scopes);
        break;
      default:
        json.skip();
    }
  }
  return scopes.end();
}

/** What helps to read a source faster: what was read of it before. */
interface Guesses {
  spans: JsonShapes;
  resources: RepeatedObjects;
}

/** One for all records of a source. */
const guessesOfSources = new WeakMap<SpanWriter, Guesses>();

function guessesOf(json: JsonReader, spans: SpanWriter): Guesses {
  let guesses = guessesOfSources.get(spans);
  if (guesses === undefined) {
    guesses = { spans: otlpShapes(json, spans), resources: new RepeatedObjects(json) };
    guessesOfSources.set(spans, guesses);
  }
  return guesses;
}

function readSpans(json: JsonReader, spans: SpanWriter): void {
  const { spans: shapes } = guessesOf(json, spans);
  while (json.nextElement()) {
    if (shapes.read() > 0) continue;
    spans.begin(json);
    readSpan(json, spans);
    shapes.learn();
    spans.commit(json);
  }
}

function readSpan(json: JsonReader, spans: SpanWriter): void {
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        spans.traceId(json.id());
        break;
      case 'spanId':
        spans.spanId(json.id());
        break;
      case 'parentSpanId':
        spans.parentSpanId(json.id());
        break;
      case 'name':
        spans.name(json.text());
        break;
      case 'kind':
        spans.kind(enumeration(json, kinds));
        break;
      case 'startTimeUnixNano':
        spans.start(json.instant(9));
        break;
      case 'endTimeUnixNano':
        spans.end(json.instant(9));
        break;
      case 'attributes':
        readAttributes(json, spans);
        break;
      case 'events':
        if (spans.details) while (json.nextElement()) readEvent(json, spans);
        else json.skip();
        break;
      case 'links':
        // Without details, too: a link says which of two spans was first, and so binds their clocks.
        while (json.nextElement()) readLink(json, spans);
        break;
      case 'status':
        readStatus(json, spans);
        break;
      default:
        json.skip();
    }
  }
}

function readEvent(json: JsonReader, spans: SpanWriter): void {
  const { events } = spans.store;
  const row = spans.event();
  while (json.nextKey()) {
    switch (json.key) {
      case 'timeUnixNano':
        spans.eventTime(row, json.instant(9));
        break;
      case 'name':
        events.name[row] = json.text();
        break;
      case 'attributes':
        readAttributes(json, spans.extras);
        break;
      default:
        json.skip();
    }
  }
  spans.closeEvent(row);
}

function readLink(json: JsonReader, spans: SpanWriter): void {
  const { links } = spans.store;
  const row = spans.link();
  while (json.nextKey()) {
    switch (json.key) {
      case 'traceId':
        spans.linkTraceId(row, json.id());
        break;
      case 'spanId':
        spans.linkSpanId(row, json.id());
        break;
      case 'traceState':
        links.name[row] = json.text();
        break;
      case 'attributes':
        if (spans.details) readAttributes(json, spans.extras);
        else json.skip();
        break;
      default:
        json.skip();
    }
  }
  spans.closeLink(row);
}

function readStatus(json: JsonReader, spans: SpanWriter): void {
  while (json.nextKey()) {
    switch (json.key) {
      case 'code':
        spans.status(enumeration(json, statusCodes));
        break;
      case 'message':
        if (spans.details) spans.statusMessage(json.text());
        else json.skip();
        break;
      default:
        json.skip();
    }
  }
}

function enumeration(json: JsonReader, names: ReadonlyMap<string, number>): number {
  if (json.peekType() !== 'string') return json.number();
  return enumerationOf(json.strings.text(json.text()), names);
}
