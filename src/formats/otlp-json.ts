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
import { Owner } from './otlp-json-owner.ts';
import { readSpan } from './otlp-json-span.ts';
import { otlpShapes } from './otlp-json-target.ts';
import { readAttributes } from './otlp-json-values.ts';

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
    sourceOf(json, spans).owner.endList();
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
  /** Spans of others were read, and may be forgotten already. */
  let hasOthers = false;
  try {
    while (json.nextKey()) {
      isTrace ||= json.key === 'batches' || json.key === 'trace';
      switch (json.key) {
        case 'resourceSpans':
        case 'batches':
          hasOthers = true;
          readResourceList(json, spans);
          break;
        case 'trace':
        case 'result':
        case 'data':
          hasOthers = true;
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
    if (resource !== 0 && hasOthers)
      json.complain('a resource beside a list of resourceSpans: no spans are of it');
    else if (resource !== 0) store.resource.fill(resource, first, store.size);
  }
  return isTrace;
}

function readResourceList(json: JsonReader, spans: SpanWriter): void {
  const { owner } = sourceOf(json, spans);
  owner.beginList();
  while (json.nextElement()) {
    readResourceSpans(json, spans, owner);
    spans.settled('spans');
    owner.settled();
  }
  owner.endList();
}

function readResourceSpans(json: JsonReader, spans: SpanWriter, owner: Owner): void {
  owner.beginResource();
  try {
    while (json.nextKey()) {
      if (json.key === 'resource') owner.setResource(readResource(json, spans));
      else readScopeList(json, spans);
    }
  } finally {
    // The resource may stand behind the spans it is about.
    owner.endResource();
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
  const { resources: repeated } = sourceOf(json, spans);
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
  const { owner } = sourceOf(json, spans);
  owner.beginScope();
  try {
    while (json.nextKey()) {
      switch (json.key) {
        case 'spans':
          readSpans(json, spans);
          break;
        case 'scope':
        case 'instrumentationLibrary':
          if (spans.details) owner.setScope(readScope(json, spans));
          else json.skip();
          break;
        default:
          json.skip();
      }
    }
  } finally {
    owner.endScope();
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

/** What is known of a source while its records are read. */
interface Source {
  owner: Owner;
  spans: JsonShapes;
  resources: RepeatedObjects;
}

const sources = new WeakMap<SpanWriter, Source>();

function sourceOf(json: JsonReader, spans: SpanWriter): Source {
  let source = sources.get(spans);
  if (source === undefined) {
    const owner = new Owner(spans);
    source = { owner, spans: otlpShapes(json, spans, owner), resources: new RepeatedObjects(json) };
    sources.set(spans, source);
  }
  return source;
}

function readSpans(json: JsonReader, spans: SpanWriter): void {
  const { spans: shapes, owner } = sourceOf(json, spans);
  let behind = Number.NaN;
  while (json.nextElement()) {
    if (Number.isNaN(behind)) owner.listBegins(json);
    if (shapes.read(Infinity, owner.mayPass) === 0) {
      spans.begin(json);
      readSpan(json, spans);
      shapes.learn();
      spans.commit(json);
    }
    behind = json.byte;
  }
  owner.listEnds(behind);
}
