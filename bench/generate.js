/**
 * Seeded inputs for the bench: the same traces of a made-up shop as OTLP JSON lines or as one Jaeger document, written in
 * pieces, so that size is bounded by the disk only.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';

/** A 32-bit generator of pseudo-random numbers (mulberry32): the same seed, the same bytes. */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const services = [
  'frontend',
  'cart',
  'catalog',
  'orders',
  'payment',
  'bank',
  'stock',
  'mail',
  'search',
  'users',
];
const operations = services.map((service) => [
  `GET /${service}`,
  `POST /${service}/{id}`,
  `SELECT ${service}`,
  `publish ${service}`,
]);

/** One trace: spans with times in nanoseconds from the trace's start, parents before children. */
export function makeTrace(random, spanCount) {
  const spans = [];
  for (let i = 0; i < spanCount; i++) {
    const parent = i === 0 ? undefined : spans[Math.floor(random() * Math.min(i, 12)) + Math.max(0, i - 12)];
    const length = parent ? parent.end - parent.start : 1e9;
    const start = parent ? parent.start + Math.floor(random() * length * 0.5) : 0;
    const service = Math.floor(random() * services.length);
    spans.push({
      id: hex(random, 16),
      parent: parent?.id,
      service,
      name: operations[service][Math.floor(random() * 4)],
      kind: 1 + Math.floor(random() * 5),
      start: Math.floor(start / 1000) * 1000,
      end: Math.floor((start + 1000 + random() * length * 0.4) / 1000) * 1000,
      failed: random() < 0.01,
      status: random() < 0.02 ? 500 : 200,
      number: Math.floor(random() * 1e6),
    });
  }
  return { id: hex(random, 32), start: BigInt(Math.floor(random() * 3600e6)) * 1000n, spans };
}

function hex(random, digits) {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 0x100000000)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}

const epoch = 1_760_000_000_000_000_000n;

/** One trace as an OTLP export request. */
export function otlpLine(trace) {
  const groups = new Map();
  for (const span of trace.spans) {
    if (!groups.has(span.service)) groups.set(span.service, []);
    groups.get(span.service).push(otlpSpan(trace, span));
  }
  const resourceSpans = [...groups].map(
    ([service, spans]) =>
      `{"resource":{"attributes":[${attributes([
        ['service.name', 'stringValue', services[service]],
        ['service.version', 'stringValue', '1.4.2'],
        ['host.name', 'stringValue', `node-${service % 4}`],
        ['telemetry.sdk.language', 'stringValue', 'nodejs'],
      ])}]},"scopeSpans":[{"scope":{"name":"@opentelemetry/instrumentation-http","version":"0.57.0"},"spans":[${spans.join(',')}]}]}`,
  );
  return `{"resourceSpans":[${resourceSpans.join(',')}]}\n`;
}

function otlpSpan(trace, span) {
  const at = (nanos) => epoch + trace.start + BigInt(nanos);
  const parent = span.parent === undefined ? '' : `"parentSpanId":"${span.parent}",`;
  return (
    `{"traceId":"${trace.id}","spanId":"${span.id}",${parent}"name":"${span.name}","kind":${span.kind},` +
    `"startTimeUnixNano":"${at(span.start)}","endTimeUnixNano":"${at(span.end)}","attributes":[${attributes([
      ['http.request.method', 'stringValue', 'GET'],
      ['http.response.status_code', 'intValue', String(span.status)],
      ['url.path', 'stringValue', `/${services[span.service]}/${span.number}`],
    ])}],"status":{${span.failed ? '"code":2,"message":"boom"' : ''}}}`
  );
}

function attributes(list) {
  return list.map(([key, type, value]) => `{"key":"${key}","value":{"${type}":"${value}"}}`).join(',');
}

/** One trace as an element of Jaeger's `data`. */
export function jaegerTrace(trace) {
  const start = (epoch + trace.start) / 1000n;
  const spans = trace.spans.map((span) => {
    const parent =
      span.parent === undefined
        ? ''
        : `{"refType":"CHILD_OF","traceID":"${trace.id}","spanID":"${span.parent}"}`;
    return (
      `{"traceID":"${trace.id}","spanID":"${span.id}","operationName":"${span.name}","references":[${parent}],` +
      `"startTime":${start + BigInt(span.start / 1000)},"duration":${(span.end - span.start) / 1000},"tags":[${tags(
        [
          [
            'span.kind',
            'string',
            `"${['internal', 'server', 'client', 'producer', 'consumer'][span.kind - 1]}"`,
          ],
          ['http.request.method', 'string', '"GET"'],
          ['http.response.status_code', 'int64', span.status],
          ['url.path', 'string', `"/${services[span.service]}/${span.number}"`],
          ...(span.failed ? [['error', 'bool', true]] : []),
        ],
      )}],"logs":[],"processID":"p${span.service}","warnings":null}`
    );
  });
  const used = [...new Set(trace.spans.map((span) => span.service))];
  const processes = used.map(
    (service) =>
      `"p${service}":{"serviceName":"${services[service]}","tags":[${tags([
        ['host.name', 'string', `"node-${service % 4}"`],
        ['service.version', 'string', '"1.4.2"'],
      ])}]}`,
  );
  return `{"traceID":"${trace.id}","spans":[${spans.join(',')}],"processes":{${processes.join(',')}},"warnings":null}`;
}

function tags(list) {
  return list.map(([key, type, value]) => `{"key":"${key}","type":"${type}","value":${value}}`).join(',');
}

/** Writes `spanCount` spans in traces of 40 to a file, and returns the id of a trace in the middle. */
export function writeDump(path, kind, spanCount) {
  const random = randomNumbers(7);
  const fd = openSync(path, 'w');
  const traceCount = Math.ceil(spanCount / 40);
  let pending = kind === 'jaeger' ? '{"data":[' : '';
  let wanted = '';
  for (let i = 0; i < traceCount; i++) {
    const trace = makeTrace(random, 40);
    if (i === Math.floor(traceCount / 2)) wanted = trace.id;
    pending += kind === 'jaeger' ? (i > 0 ? ',' : '') + jaegerTrace(trace) : otlpLine(trace);
    if (pending.length > 1 << 20) {
      writeSync(fd, pending);
      pending = '';
    }
  }
  writeSync(fd, kind === 'jaeger' ? `${pending}],"total":0,"limit":0,"offset":0,"errors":null}` : pending);
  closeSync(fd);
  return wanted;
}

/** Where the parent of span i is, in one trace of many spans, by the trace's shape. */
const shapes = {
  balanced: (i) => Math.floor((i - 1) / 4),
  chain: (i) => i - 1,
  siblings: () => 0,
};

/** Writes one trace of a shape as an OTLP export request. */
export function writeShape(path, shape, spanCount) {
  const random = randomNumbers(11);
  const spans = [];
  const id = hex(random, 32);
  for (let i = 0; i < spanCount; i++) {
    const parent = i === 0 ? undefined : spans[shapes[shape](i)];
    const start = i === 0 ? 0 : parent.start + (shape === 'siblings' ? i * 1000 : 1000);
    const end = shape === 'siblings' && i > 0 ? start + 900 : (parent?.end ?? 1e9 + spanCount * 3000) - 1000;
    const service = i % services.length;
    const name = operations[service][i % 4];
    spans.push({
      id: hex(random, 16),
      parent: parent?.id,
      service,
      name,
      kind: 1,
      start,
      end,
      failed: false,
      status: 200,
      number: i,
    });
  }
  writeFileSync(path, otlpLine({ id, start: 0n, spans }));
}
