/**
 * Trace files of other people's systems. They are not part of this repository: `TRACECTL_SHARED`, or `shared` beside the
 * checkout, says where they lie; without them these tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { formats } from '../../src/formats/index.ts';
import { type PlainSpan, plainSpans, type Reading, readBytes, traceCount } from './reading.ts';

const shared = process.env['TRACECTL_SHARED'] ?? path.resolve(import.meta.dirname, '../../../shared');
const isHere = existsSync(`${shared}/traces/INDEX.tsv`);

/** Lines of the index whose format is read, by the beginning of the format's name: ids of the formats. */
const readable: readonly [name: string, ids: string[]][] = [
  ['OTLP protobuf', ['otlp-proto']],
  ['OTLP JSON', ['otlp-json']],
  ['Jaeger v3 API', ['otlp-json']],
  ['Zipkin v1', ['zipkin-v1']],
  ['Zipkin v2', ['zipkin']],
  ['Jaeger', ['jaeger']],
];

/** What is in the files of formats that are not read yet, and how it is refused. */
const refusals: readonly [name: string, sentence: RegExp][] = [
  ['Chrome', /it is a Chrome trace/],
  ['Collector debug', /it is the log of the Collector’s debug exporter/],
  ['OTel .NET', /it is the output of the console exporter of OpenTelemetry for \.NET/],
  ['OTel Go', /it is the output of the Go SDK’s stdouttrace exporter/],
  ['OTel Java', /it is the log of OpenTelemetry’s logging exporter for Java/],
  ['OTel JS', /it is the output of the console exporter of OpenTelemetry for Node/],
  ['OTel PHP', /it is the output of a console exporter of OpenTelemetry \(Python, PHP\)/],
  ['OTel Python', /it is the output of a console exporter of OpenTelemetry \(Python, PHP\)/],
  ['CSV', /it is a table of spans \(CSV\)/],
  ['Datadog', /it is a Datadog trace/],
  ['Elastic', /it is Elastic APM intake data/],
  ['Not a trace', /it is a Grafana dashboard, not a trace/],
  ['OpenSearch', /it is OpenSearch trace analytics data/],
  ['SigNoz', /it is the answer to a SigNoz query/],
  ['SkyWalking', /it is a SkyWalking segment/],
  ['AWS X-Ray', /it is an AWS X-Ray segment/],
];

/** Files whose counts are not those of the index, which a quick script made, or that hold damage; and why. */
const explained: Readonly<Record<string, { why: string; counts: Record<string, number> }>> = {
  'otlp-file-exporter-spec.jsonl': {
    why: 'the specification’s example has empty ids: eight spans without an id',
    counts: { spans: 0, traces: 0, damages: 8 },
  },
  'otlp-invalid-malformed.json': {
    why: 'an object of logs that breaks off',
    counts: { spans: 0, traces: 0, damages: 1 },
  },
  'jaeger-anonymizer-invalid.json': {
    why: 'a span whose duration is no number',
    counts: { spans: 0, traces: 0, damages: 1 },
  },
};

interface IndexLine {
  name: string;
  format: string;
  traces: number;
  spans: number;
}

function indexLines(): IndexLine[] {
  if (!isHere) return [];
  const [, ...lines] = readFileSync(`${shared}/traces/INDEX.tsv`, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [name = '', format = '', , traces, spans] = line.split('\t');
    return { name, format, traces: Number(traces), spans: Number(spans) };
  });
}

function idsFor(format: string): string[] {
  return readable.find(([name]) => format.startsWith(name))?.[1] ?? [];
}

const index = indexLines();
const isRegistered = (id: string): boolean => formats.some((format) => format.id === id);

function read(file: string): Reading {
  return readBytes(readFileSync(`${shared}/${file}`), { name: path.basename(file) });
}

describe.skipIf(!isHere)('the traces of other systems', () => {
  test('are all accounted for: read, or refused', () => {
    expect(index.length).toBeGreaterThan(70);
    for (const { name, format } of index) {
      const isRefused = refusals.some(([start]) => format.startsWith(start));
      expect(idsFor(format).length > 0 || isRefused, `${name}: ${format}`).toBe(true);
    }
  });

  test.each(index.filter(({ format }) => idsFor(format).some(isRegistered)))(
    '$name has the spans and traces of the index',
    ({ name, format, spans, traces }) => {
      const { store, report, format: id } = read(`traces/${name}`);
      expect(idsFor(format)).toContain(id);
      expect({ spans: store.size, traces: traceCount(store), damages: report.damagedCount }).toEqual(
        explained[name]?.counts ?? { spans, traces, damages: 0 },
      );
    },
  );

  test.each(index.filter(({ format }) => idsFor(format).length === 0))(
    '$name is refused with what it is',
    ({ name, format }) => {
      const sentence = refusals.find(([start]) => format.startsWith(start))?.[1] ?? /^$/;
      expect(() => read(`traces/${name}`)).toThrow(sentence);
    },
  );
});

function inOrder(spans: PlainSpan[]): PlainSpan[] {
  return spans.toSorted((a, b) => orderKey(a).localeCompare(orderKey(b)));
}

function orderKey({ traceId, spanId, name }: PlainSpan): string {
  return traceId + spanId + name;
}

describe.skipIf(!isHere)('the collector’s file exporter', () => {
  let lines: PlainSpan[] = [];

  beforeAll(() => {
    lines = inOrder(plainSpans(read('recorded/otelfile/traces.jsonl').store));
  });

  test.each(['rot.jsonl', 'traces.json.zstd-framed', 'traces.proto.bin', 'traces.proto.zstd-framed'])(
    '%s holds the spans of traces.jsonl',
    (file) => {
      const { store, report } = read(`recorded/otelfile/${file}`);
      expect(report.damagedCount).toBe(0);
      expect(lines).toHaveLength(742);
      expect(inOrder(plainSpans(store))).toEqual(lines);
    },
  );

  test('native.json.zst and native.proto.zst hold the same spans', () => {
    const [json, proto] = ['json', 'proto'].map((kind) => read(`recorded/otelfile/native.${kind}.zst`));
    expect(json?.store.size).toBe(119);
    expect(json && inOrder(plainSpans(json.store))).toEqual(proto && inOrder(plainSpans(proto.store)));
  });

  test('traces-nobatch.jsonl has fewer spans, of the same system', () => {
    const { store, report } = read('recorded/otelfile/traces-nobatch.jsonl');
    expect([store.size, report.damagedCount]).toEqual([738, 0]);
  });
});

describe.skipIf(!isHere)('answers of real backends', () => {
  test.each([
    ['zipkin/strict/trace_otel_sdk.json', 'zipkin', 4],
    ['zipkin/strict/traceMany.json', 'zipkin', 13],
    ['zipkin/strict/trace_gzip.json.gz', 'zipkin', 11],
    ['zipkin/zipkin_nonstrict/trace_by64.json', 'zipkin', 4],
    ['tempo/tempo28/trace_v1_checkout.json', 'otlp-json', 12],
    ['tempo/tempo28/trace_v2_checkout.json', 'otlp-json', 12],
    ['tempo/tempo28/trace_v1_gzip.json.gz', 'otlp-json', 12],
    ['tempo/tempo28/trace_v1_proto.pb', 'otlp-proto', 12],
    ['tempo/tempo303/trace_v2_large.json', 'otlp-json', 3001],
    ['tempo/tempo303/trace_v2_edge.json', 'otlp-json', 6],
    ['jaeger/jaeger-v3api/trace.json', 'otlp-json', 39],
    ['jaeger/v1_42/v3/trace.json', 'otlp-json', 11],
    ['jaeger/v1_42/v3/find_multi.json', 'otlp-json', 9],
  ])('%s is %s with %i spans', (file, id, spans) => {
    const { store, report, format } = read(`recorded/${file}`);
    expect([format, store.size, report.damagedCount]).toEqual([id, spans, 0]);
  });

  test('Zipkin converts v1 to v2 as it is read here', () => {
    const converted = plainSpans(read('recorded/zipkin/strict/trace_v1converted.json').store);
    expect(converted.map(({ kind, flags }) => [kind, flags.includes('shared')])).toEqual([
      ['client', false],
      ['server', true],
      ['unspecified', false],
    ]);
  });
});
