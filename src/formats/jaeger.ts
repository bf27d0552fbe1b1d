/**
 * Jaeger JSON: the UI's download and the query API, and the documents of its Elasticsearch storage.
 * https://www.jaegertracing.io/docs/latest/architecture/apis/#query-json-over-http
 *
 *   {"data": [{"traceID": …, "spans": [{…}], "processes": {"p1": {"serviceName": …, "tags": […]}}}]}
 *
 *   operationName, startTime, duration (µs)    name, start, end
 *   references CHILD_OF, FOLLOWS_FROM          parentSpanId, or links (analysis.md 1.1)
 *   tags, logs                                 attributes, events
 *   process                                    resource; serviceName is service.name
 *   tags span.kind, otel.status_*, otel.scope.*   kind, status, scope
 *
 * A trace on its own, a list of traces, spans with their process inside, the lines of an Elasticsearch index, of its
 * `_bulk` requests and a `_search` answer are read alike: what an object is shows in its fields.
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import type { JsonFormat } from './format.ts';
import { JaegerSpanReader } from './jaeger-span.ts';
import { readProcess } from './jaeger-tags.ts';

/** Objects around a trace beyond this are an attack. */
const deepestWrapper = 6;

export const jaeger: JsonFormat = {
  id: 'jaeger',
  title: 'Jaeger JSON (UI download, query API, Elasticsearch documents)',
  encoding: 'json',

  sniff(sketch) {
    const ids = ['', 'data.', 'hits.hits._source.', '_source.', 'spans.', 'data.spans.'];
    return (
      ids.some((where) => sketch.has(`${where}traceID`, `${where}spanID`)) ||
      sketch.has('data.spans') ||
      sketch.has('spans', 'processes') ||
      sketch.has('spans.operationName', 'spans.traceId') ||
      (sketch.has('data', 'total', 'limit', 'offset') && !sketch.has('errors.msg'))
    );
  },

  listing: { field: 'data', first: 'traceID', second: 'spans' },

  spell: (key) => key.replace(/Id$/, 'ID'),

  read(json, spans) {
    let reader = readers.get(spans);
    if (!reader) readers.set(spans, (reader = new JaegerSpanReader(json, spans)));
    readNode(json, spans, reader, 0);
  },
};

/** One for all records of a source: an Elasticsearch index has a span a line. */
const readers = new WeakMap<SpanWriter, JaegerSpanReader>();

/** A list of nodes, or a wrapper, a trace or a span. */
function readNode(json: JsonReader, spans: SpanWriter, reader: JaegerSpanReader, depth: number): void {
  if (depth > deepestWrapper) json.skip();
  else if (json.peekType() !== 'array') readObject(json, spans, reader, depth);
  else while (json.nextElement()) readNode(json, spans, reader, depth + 1);
}

function readObject(json: JsonReader, spans: SpanWriter, reader: JaegerSpanReader, depth: number): void {
  const { store } = spans;
  const { size: first, generation } = store;
  let processes: Map<StringId, number> | undefined;
  let isKnown = false;
  let isTrace = false;
  let isSpan = false;
  reader.expect();
  try {
    while (json.nextKey()) {
      isKnown ||= json.key !== '_index';
      if (isSpan) {
        // Whatever it has by such names as a trace, or what is around one.
        if (json.key === 'spans') skipSpans(json, spans);
        else reader.readField();
        continue;
      }
      switch (json.key) {
        case 'spans':
          reader.enterTrace(isTrace);
          isTrace = true;
          while (json.nextElement()) reader.readSpan();
          break;
        case 'processes':
          processes = readProcesses(json, spans, reader, processes);
          break;
        case 'data':
        case 'hits':
        case '_source':
          readNode(json, spans, reader, depth + 1);
          break;
        default:
          // Some tools give a trace fields that spans have, too.
          if (isTrace) json.skip();
          else {
            isSpan = json.key === 'spanID';
            reader.readField();
          }
      }
    }
    reader.finish();
  } finally {
    // The store may have been cleared since, after a trace within this object.
    resolveProcesses(spans, store.generation === generation ? first : 0, processes);
    if (isTrace) reader.leaveTrace();
  }
  if (!isKnown) spans.damaged('a record that is neither a trace nor a span');
  // Spans of a trace around this one would not be whole.
  if (!reader.isInTrace) spans.settled(isTrace ? 'traces' : 'spans');
}

/** Spans within a span: nothing tells what they are to it. */
function skipSpans(json: JsonReader, spans: SpanWriter): void {
  while (json.nextElement()) {
    spans.damaged('a span within a span');
    json.skip();
  }
}

function readProcesses(
  json: JsonReader,
  spans: SpanWriter,
  { processes: repeated }: JaegerSpanReader,
  processes: Map<StringId, number> = new Map(),
): Map<StringId, number> {
  while (json.nextKey()) {
    const { keyId } = json;
    processes.set(keyId, readProcess(json, spans, repeated));
  }
  return processes;
}

/** Spans name their process by a key of a map that stands behind them: until then its negative number is kept. */
function resolveProcesses(
  spans: SpanWriter,
  first: number,
  processes: Map<StringId, number> | undefined,
): void {
  const { resource, size } = spans.store;
  let key = 0;
  let found: number | undefined = 0;
  let missing = 0;
  for (let row = first; row < size; row++) {
    if (resource[row] >= 0) continue;
    if (resource[row] !== key) {
      key = resource[row];
      found = processes?.get(-key);
    }
    resource[row] = found ?? 0;
    if (found === undefined) missing++;
  }
  if (missing > 0)
    spans.damaged(`${missing} span${missing > 1 ? 's' : ''} of a trace without the process they name`);
}
