/** Spans that pass through a store in parts, against those of a store that holds all. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { choosingOf } from '../../src/cli/choose-spans.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import type { Settled } from '../../src/model/span-writer.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { Conversion } from '../../src/writers/conversion.ts';
import { Losses } from '../../src/writers/losses.ts';
import { fixtureFiles } from '../formats/fixture-files.ts';
import { fixture, type PlainSpan, plainSpans, readBytes, spanIds } from '../formats/reading.ts';
import { runs } from '../support/random-traces.ts';
import { targetOf } from './writing.ts';

/** All spans of sources, taken out of the store wherever `takes` says so. */
function passed(
  files: readonly Uint8Array[],
  takes: (what: Settled) => boolean,
): { spans: PlainSpan[]; rest: number; damagedCount: number } {
  const store = new SpanStore({ details: true });
  const report = new ReadReport();
  const spans: PlainSpan[] = [];
  const onSettled = (store: SpanStore, what: Settled): void => {
    if (!takes(what)) return;
    spans.push(...plainSpans(store));
    store.clear();
  };
  for (const bytes of files) readSource(fromBytes(bytes, 'input'), store, { onSettled }, report);
  const rest = store.size;
  return { spans: [...spans, ...plainSpans(store)], rest, damagedCount: report.damagedCount };
}

describe.each(fixtureFiles)('$path', ({ bytes }) => {
  const whole = readBytes(bytes);
  const expected = plainSpans(whole.store);

  test('gives the same spans when each is taken away at once', () => {
    const { spans, rest, damagedCount } = passed([bytes], () => true);
    expect(spans).toEqual(expected);
    expect(rest).toBe(0);
    expect(damagedCount).toBe(whole.report.damagedCount);
  });

  test('gives the same spans when they are taken away now and then', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (choices) => {
        const takes = choices[Symbol.iterator]();
        expect(passed([bytes], () => takes.next().value === true).spans).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

test('sources of different formats pass through one store', () => {
  const files = fixtureFiles.filter(({ isDamaged }) => !isDamaged);
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: 2, maxLength: 5 }), fc.boolean(), (some, isTrace) => {
      const bytes = some.map((file) => file.bytes);
      const expected = bytes.flatMap((one) => plainSpans(readBytes(one).store));
      expect(passed(bytes, (what) => !isTrace || what === 'traces').spans).toEqual(expected);
    }),
    { numRuns: Math.min(runs.numRuns, 100) },
  );
});

test('numbers of strings that mean others later mislead nobody', () => {
  const kinds = ['client', 'server', 'no kind', 'consumer'];
  const data = kinds.map((kind, i) => jaegerTrace(String(i), 1, kind));
  const bytes = Buffer.from(JSON.stringify({ data }));
  expect(passed([bytes], () => true).spans).toEqual(plainSpans(readBytes(bytes).store));
});

test('a resource without a service has none, whoever had its number before', () => {
  const services: string[] = [];
  const onSettled = (store: SpanStore): void => {
    for (let row = 0; row < store.size; row++) services.push(store.strings.text(store.service(row)));
    store.clear();
  };
  const lines = ['service.name', 'host.name', 'service.name'].map(otlpLine);
  readSource(
    fromBytes(Buffer.from(lines.join('\n')), 'input'),
    new SpanStore(),
    { onSettled },
    new ReadReport(),
  );
  expect(services).toEqual(['shop', '', 'shop']);
});

/** A request with one span, whose resource has one attribute. */
function otlpLine(key: string, index: number): string {
  const resource = { attributes: [{ key, value: { stringValue: 'shop' } }] };
  const span = { traceId: 'a'.repeat(32), spanId: String(index + 1).repeat(16), name: key };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

test.each(fixtureFiles)('$path is read the same behind a dump of many texts', ({ bytes }) => {
  const names = Array.from({ length: 5000 }, (_, i) => ({ traceId: 'a', spanId: 'b', name: `text ${i}` }));
  const texts = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: names }] }] }));
  expect(passed([texts, bytes], () => false).spans.slice(names.length)).toEqual(
    plainSpans(readBytes(bytes).store),
  );
});

test('Jaeger documents and lists of Zipkin traces are whole after each trace', () => {
  const sizes: number[] = [];
  const jaeger = Buffer.from(
    JSON.stringify({ data: [jaegerTrace('a', 2), jaegerTrace('b', 3), jaegerTrace('c', 1)] }),
  );
  const onSettled = (store: SpanStore, what: Settled): void => {
    if (what === 'traces') sizes.push(store.size);
  };
  readSource(fromBytes(jaeger, 'input'), new SpanStore(), { onSettled }, new ReadReport());
  expect(sizes).toEqual([2, 5, 6]);
});

test('a Jaeger trace around others is whole when it ends', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => jaegerTrace(id, 2));
  const [span] = a.spans;
  const { processes, ...begun } = c;
  for (const around of [
    { ...begun, data: [b], processes },
    { data: [b], ...begun, hits: [d], processes },
  ]) {
    const bytes = Buffer.from([a, span, around].map((record) => JSON.stringify(record)).join('\n'));
    const expected = plainSpans(readBytes(bytes).store);
    expect(passed([bytes], (what) => what === 'traces').spans).toEqual(expected);
  }
});

test('a reply of Tempo is whole at its end', () => {
  const [span, other] = ['1', '2'].map((id) => ({ traceId: id.repeat(32), spanId: id.repeat(16), name: id }));
  const batches = [{ scopeSpans: [{ spans: [span] }] }];
  const sizes: number[] = [];
  for (const reply of [
    { batches: [...batches, ...batches] },
    { trace: { resourceSpans: batches } },
    { resourceSpans: [{ scopeSpans: [{ spans: [other] }] }] },
  ]) {
    const onSettled = ({ size }: SpanStore, what: Settled): void => {
      if (what === 'traces') sizes.push(size);
    };
    const source = fromBytes(Buffer.from(JSON.stringify(reply)), 'input');
    readSource(source, new SpanStore(), { onSettled }, new ReadReport());
  }
  expect(sizes).toEqual([2, 1]);
});

/** What a conversion of files writes with small batches, and how. */
function converted(
  target: string,
  files: readonly Uint8Array[],
  batch: number,
  choosing?: Awaited<ReturnType<typeof choosingOf>>,
): { bytes: Uint8Array; conversion: Conversion; atOnce: number } {
  const pieces: Uint8Array[] = [];
  const conversion = new Conversion(
    targetOf(target),
    (piece) => pieces.push(Buffer.from(piece)),
    new Losses(),
    choosing,
    batch,
  );
  const store = new SpanStore({ details: true });
  let atOnce = 0;
  const onSettled = (store: SpanStore, what: Settled): void => {
    atOnce = Math.max(atOnce, store.size);
    conversion.take(store, what);
  };
  for (const bytes of files) readSource(fromBytes(bytes, 'input'), store, { onSettled }, new ReadReport());
  const groups = groupTraces(store);
  const all = Array.from({ length: groups.count }, (_, group) => group);
  conversion.writeRest(store, groups, all, conversion.choosing);
  conversion.end();
  return { bytes: Buffer.concat(pieces), conversion, atOnce };
}

const shop = fixture('otlp-json/shop.jsonl');

test.each(['otlp-json', 'otlp-proto', 'zipkin', 'csv', 'ndjson'])(
  'to %s, spans do not wait for others',
  (target) => {
    const { conversion, atOnce } = converted(target, [shop], 10);
    expect(conversion.spanCount).toBe(readBytes(shop).store.size);
    expect(atOnce).toBeLessThan(conversion.spanCount / 2);
  },
);

test.each(['otlp-json', 'otlp-proto', 'zipkin', 'jaeger'])(
  'to %s, the same spans in batches as at once',
  (target) => {
    for (const { bytes } of fixtureFiles.filter(({ isDamaged }) => !isDamaged)) {
      const [batches, once] = [1, Infinity].map((batch) =>
        readBytes(converted(target, [bytes], batch).bytes),
      );
      expect(spanIds(batches.store).sort()).toEqual(spanIds(once.store).sort());
      expect(batches.report.damagedCount).toBe(0);
    }
  },
);

describe('where whole traces are needed', () => {
  const traces = ['a', 'b', 'c', 'd'].map((id, i) => jaegerTrace(id, i + 1));
  const document = Buffer.from(JSON.stringify({ data: traces }));

  test('those of a Jaeger document are written one by one', () => {
    const { bytes, conversion, atOnce } = converted('jaeger', [document], 1);
    expect([conversion.traceCount, conversion.spanCount, atOnce]).toEqual([4, 10, 4]);
    const data: unknown = JSON.parse(Buffer.from(bytes).toString());
    expect(data).toMatchObject({ data: traces.map(({ spans }) => ({ spans: spans.map(() => ({})) })) });
  });

  test('spans of OTLP wait for the end', () => {
    const { conversion, atOnce } = converted('jaeger', [shop], 1);
    expect(conversion.traceCount).toBe(0);
    expect(atOnce).toBe(conversion.spanCount);
  });

  test('a trace that comes again is told of', () => {
    const twice = Buffer.from(JSON.stringify({ data: [traces[0], traces[1], traces[0]] }));
    expect(converted('jaeger', [twice], 1).conversion.splitCount).toBe(1);
    expect(converted('jaeger', [document], 1).conversion.splitCount).toBe(0);
    const [{ traceID }] = traces;
    const whole = JSON.stringify(traces[0]).replaceAll(traceID, 'f'.repeat(16) + traceID.slice(16));
    const cut = Buffer.from(`{"data":[${whole},${JSON.stringify(traces[0])}]}`);
    expect(converted('jaeger', [cut], 1).conversion.splitCount).toBe(1);
    // Spans by themselves are no pieces of traces.
    expect(converted('zipkin', [twice], 1).conversion.splitCount).toBe(0);
  });

  test('a filter chooses the same in batches as at once', async () => {
    const query = parseQuery('{ name = "op2" } && { name = "op1" }');
    for (const spans of [undefined, query]) {
      const choosing = await choosingOf({ query, from: undefined, to: undefined }, spans);
      const [batches, once] = [1, Infinity].map((batch) =>
        readBytes(converted('otlp-json', [document], batch, choosing).bytes),
      );
      expect(spanIds(batches.store)).toEqual(spanIds(once.store));
      expect(batches.store.size).toBe(spans === undefined ? 7 : 4);
    }
  });
});

/** A trace with spans op0, op1, … */
function jaegerTrace(
  id: string,
  count: number,
  kind = 'server',
): { traceID: string; spans: object[]; processes: object } {
  const traceID = id.padStart(32, '0');
  const spans = Array.from({ length: count }, (_, i) => ({
    traceID,
    spanID: `${id}${i}`.padStart(16, '0'),
    operationName: `op${i}`,
    startTime: 1_700_000_000_000_000 + i,
    duration: 10,
    tags: [
      { key: 'span.kind', type: 'string', value: kind },
      { key: `only in ${id}`, type: 'string', value: `${id} ${i}` },
    ],
    processID: 'p1',
  }));
  return { traceID, spans, processes: { p1: { serviceName: `service ${id}` } } };
}
