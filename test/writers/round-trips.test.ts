/** What is written and read again, against what was there before: exact, or changed as a target says it is. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { formats } from '../../src/formats/index.ts';
import { sketchJson } from '../../src/formats/json-sketch.ts';
import type { SpanStore } from '../../src/model/span-store.ts';
import type { Span } from '../../src/model/trace.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { type PlainSpan, plainSpans } from '../formats/reading.ts';
import { brokenTrace, runs, wholeTrace } from '../support/random-traces.ts';
import { storeOf } from '../support/spans.ts';
import { asJaeger, asZipkin } from './changed-spans.ts';
import { randomSpans, randomStore } from './random-spans.ts';
import { rewritten, written } from './writing.ts';

/** In an order that does not depend on that of the file. */
function sorted(store: SpanStore): PlainSpan[] {
  return plainSpans(store).sort((a, b) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1));
}

/** Every span of every trace as views show it, in tree order. */
function treeSpans(store: SpanStore): Map<string, Span[]> {
  const groups = groupTraces(store);
  const traces = new Map<string, Span[]>();
  for (let group = 0; group < groups.count; group++) {
    const trace = buildTrace(store, groups, group, { skew: 'auto', adoptOrphans: false });
    traces.set(
      trace.traceId,
      Array.from({ length: trace.size }, (_, row) => trace.span(row)),
    );
  }
  return traces;
}

describe.each(['otlp-json', 'otlp-proto'])('%s', (target) => {
  test('keeps all that the store holds', () => {
    fc.assert(
      fc.property(randomSpans(), (spans) => {
        const store = randomStore(spans);
        const { store: again, report, format } = rewritten(target, store);
        expect([format, report.damagedCount]).toEqual([target, 0]);
        expect(sorted(again)).toEqual(sorted(store));
      }),
      runs,
    );
  });

  test('says that nothing is lost', () => {
    fc.assert(
      fc.property(randomSpans(), (spans) => {
        expect(written(target, randomStore(spans)).losses).toEqual([]);
      }),
      runs,
    );
  });

  test('keeps trees, span by span', () => {
    fc.assert(
      fc.property(wholeTrace(), (specs) => {
        const store = storeOf(specs.map((spec) => ({ ...spec, followsFrom: false })));
        expect(treeSpans(rewritten(target, store).store)).toEqual(treeSpans(store));
      }),
      runs,
    );
  });
});

describe.each([
  ['jaeger', asJaeger],
  ['zipkin', asZipkin],
] as const)('%s', (target, changed) => {
  test('changes what it says it changes, and nothing else', () => {
    fc.assert(
      fc.property(randomSpans(), (spans) => {
        const store = randomStore(spans);
        const { store: again, report, format } = rewritten(target, store);
        expect([format, report.damagedCount]).toEqual([target, 0]);
        expect(sorted(again)).toEqual(sorted(store).map(changed));
      }),
      runs,
    );
  });

  test('written twice it is the same as once', () => {
    fc.assert(
      fc.property(randomSpans(), (spans) => {
        // What is no text becomes one, and can then name the other side of a call.
        fc.pre(
          !spans.some((span) =>
            span.attributes.some(({ key, type }) => key === 'server.address' && type !== 0),
          ),
        );
        const { store: once } = rewritten(target, randomStore(spans));
        expect(sorted(rewritten(target, once).store)).toEqual(sorted(once));
      }),
      runs,
    );
  });
});

test.each(['otlp-json', 'otlp-proto', 'jaeger', 'zipkin'])(
  '%s has every span of a broken trace',
  (target) => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const store = storeOf(specs);
        const { store: again, report } = rewritten(target, store);
        expect([again.size, report.damagedCount]).toEqual([store.size, 0]);
        // Equal ids stay equal, different ones different.
        const [before, after] = [store, again].map(
          (one) => new Set(plainSpans(one).map(({ spanId }) => spanId)).size,
        );
        expect(after).toBe(before);
      }),
      runs,
    );
  },
);

test('each target is recognised as itself by its content, and as nothing else', () => {
  fc.assert(
    fc.property(
      randomSpans(),
      fc.constantFrom('otlp-json', 'otlp-proto', 'jaeger', 'zipkin', 'csv', 'ndjson', 'chrome', 'folded'),
      (spans, target) => {
        const { bytes } = written(target, randomStore(spans));
        const sketch = sketchJson(bytes.subarray(0, 1 << 17));
        const isText = bytes[0] === 0x7b || bytes[0] === 0x5b;
        const takers = formats.filter((format) =>
          format.encoding === 'json' ? isText && format.sniff(sketch) : format.sniff(bytes),
        );
        const isRead = formats.some(({ id }) => id === target);
        expect(takers.map(({ id }) => id)).toEqual(isRead ? [target] : []);
      },
    ),
    { numRuns: runs.numRuns * 2 },
  );
});
