/** Trace events: what the format demands, by a schema made from its description, and where spans stand. */
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { SpanStore } from '../../src/model/span-store.ts';
import { lanesOf, type LaneSpan } from '../../src/writers/chrome-lanes.ts';
import { readJson } from '../formats/reading.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { storeOf } from '../support/spans.ts';
import { randomSpans, randomStore } from './random-spans.ts';
import { written, writtenText } from './writing.ts';

const place = { pid: { type: 'integer', minimum: 1 }, tid: { type: 'integer', minimum: 0 } };
const timed = { ...place, name: { type: 'string' }, cat: { type: 'string' }, ts: { type: 'number' } };
const flow = { ...timed, id: { type: 'integer' } };

/** The kinds of events that are written, each with the fields that its phase demands. */
const schema = {
  type: 'object',
  required: ['traceEvents', 'displayTimeUnit'],
  properties: {
    displayTimeUnit: { enum: ['ms', 'ns'] },
    otherData: { type: 'object' },
    traceEvents: {
      type: 'array',
      items: {
        oneOf: [
          event('X', { ...timed, dur: { type: 'number', minimum: 0 }, args: { type: 'object' } }),
          event('i', { ...timed, s: { enum: ['g', 'p', 't'] }, args: { type: 'object' } }),
          event('s', flow),
          event('f', { ...flow, bp: { const: 'e' } }),
          event('M', {
            ...place,
            name: { enum: ['process_name', 'process_sort_index', 'thread_name', 'thread_sort_index'] },
            args: { type: 'object', minProperties: 1 },
          }),
        ],
      },
    },
  },
};

function event(phase: string, properties: object): object {
  const all = { ph: { const: phase }, ...properties };
  return { type: 'object', required: Object.keys(all), properties: all, additionalProperties: false };
}

const validate = new Ajv().compile<{ traceEvents: TraceEvent[] }>(schema);

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur: number;
  id?: number;
  args: Record<string, unknown>;
}

/** The events that a store becomes; fails where they are not as the format wants them. */
function eventsOf(store: SpanStore): TraceEvent[] {
  const document: unknown = JSON.parse(writtenText('chrome', store));
  const isValid = validate(document);
  expect(validate.errors).toBeNull();
  return isValid ? document.traceEvents : [];
}

/** Process and lane of each span, by its name. */
function places(drawing: string): Record<string, string> {
  const events = eventsOf(storeOf(drawn(drawing)));
  const names = new Map(
    events.filter(({ name }) => name === 'process_name').map((e) => [e.pid, e.args['name']]),
  );
  const spans = events.filter(({ ph }) => ph === 'X');
  return Object.fromEntries(spans.map(({ name, pid, tid }) => [name, `${String(names.get(pid))} ${tid}`]));
}

test('a span stands below its parent where nothing else does', () => {
  expect(
    places(`
      a       |================|
        b      |====|
          c     |==|
        d             |====|
    `),
  ).toEqual({ a: 'a 1', b: 'a 1', c: 'a 1', d: 'a 1' });
});

test('what overlaps goes to a lane of its own, each service to its process', () => {
  expect(
    places(`
      root @shop  |====================|
        a @shop     |======|
        b @shop        |======|
        c @shop             |======|
        db @db    |===|
        db2 @db        |===|
        late @shop               |=============|
    `),
  ).toEqual({
    root: 'shop 1',
    a: 'shop 1',
    b: 'shop 2',
    c: 'shop 1',
    db: 'db 1',
    db2: 'db 1',
    late: 'shop 2',
  });
});

test('an arrow leads from a parent to its child in another process, and from a linked span', () => {
  const store = storeOf([
    { id: '1', service: 'a', start: 10, end: 90 },
    { id: '2', parent: '1', service: 'b', start: 20, end: 80 },
    { id: '3', parent: '2', service: 'b', start: 30, end: 40, links: [{ id: '1' }, { id: '99' }] },
  ]);
  const arrows = eventsOf(store).filter(({ ph }) => ph === 's' || ph === 'f');
  expect(arrows.map(({ name, ph, pid, ts, id }) => [name, ph, pid, ts, id])).toEqual([
    ['call', 's', 1, 0, 1],
    ['call', 'f', 2, 0.01, 1],
    ['link', 's', 1, 0, 2],
    ['link', 'f', 2, 0.02, 2],
  ]);
});

test('times count from the earliest span, to the nanosecond; the origin is told', () => {
  const document: unknown = JSON.parse(
    writtenText(
      'chrome',
      storeOf([
        { id: '1', start: 5_000_001, end: 9_999_999 },
        { id: '2', start: 7, end: 8 },
      ]),
    ),
  );
  expect(document).toMatchObject({ otherData: { originUnixNano: '1700000000000000007' } });
  const text = writtenText(
    'chrome',
    storeOf([
      { id: '1', start: 5_000_001, end: 9_999_999 },
      { id: '2', start: 7, end: 8 },
    ]),
  );
  expect(text).toContain('"ts":4999.994,"dur":4999.998');
  expect(text).toContain('"ts":0,"dur":0.001');
});

test('a span carries what it has, and its events are instants', () => {
  const { store } = readJson({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            scope: { name: 'lib' },
            spans: [
              {
                traceId: 'a'.repeat(32),
                spanId: 'b'.repeat(16),
                name: 'GET',
                kind: 2,
                startTimeUnixNano: '1000',
                endTimeUnixNano: '3000',
                status: { code: 2, message: 'boom' },
                attributes: [{ key: 'n', value: { intValue: '1' } }],
                events: [
                  { name: 'e', timeUnixNano: '2000', attributes: [{ key: 'x', value: { boolValue: true } }] },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const [span, instant] = eventsOf(store).filter(({ ph }) => ph !== 'M');
  expect(span).toMatchObject({ name: 'GET', cat: 'server,error', ts: 0, dur: 2 });
  expect(span.args).toEqual({
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    kind: 'server',
    status: 'error',
    statusMessage: 'boom',
    attributes: { n: 1 },
    resource: { 'service.name': 'shop' },
    scope: { name: 'lib' },
  });
  expect(instant).toMatchObject({ ph: 'i', name: 'e', ts: 1, args: { x: true } });
});

test('spans without times are drawn, and told of', () => {
  const store = storeOf([
    { id: '1', start: 100 },
    { id: '2', parent: '1' },
    { id: '3', parent: '2', start: 50, end: 60 },
  ]);
  const spans = eventsOf(store).filter(({ ph }) => ph === 'X');
  expect(spans.map(({ ts, dur }) => [ts, dur])).toEqual([
    [0.05, 0],
    [0, 0],
    [0, 0.01],
  ]);
  expect(written('chrome', store).losses).toEqual([
    '2 spans: never ended; drawn without length',
    '1 span: no start; drawn where the trace begins',
  ]);
});

test('any spans at all become valid events', () => {
  fc.assert(
    fc.property(fc.oneof(brokenTrace().map(storeOf), randomSpans().map(randomStore)), (store) => {
      const events = eventsOf(store);
      expect(events.filter(({ ph }) => ph === 'X')).toHaveLength(store.size);
      const starts = events.filter(({ ph }) => ph === 's').map(({ id }) => id);
      expect(events.filter(({ ph }) => ph === 'f').map(({ id }) => id)).toEqual(starts);
      expect(new Set(starts).size).toBe(starts.length);
    }),
    runs,
  );
});

const laneSpans = fc
  .array(fc.record({ start: fc.nat(30), length: fc.nat(12), parent: fc.nat() }), { maxLength: 40 })
  .map((spans) =>
    spans.map(({ start, length, parent }, i): LaneSpan => {
      const isTop = i === 0 || parent % 4 === 0;
      return { start, end: start + length, parent: isTop ? -1 : parent % i, depth: isTop ? 0 : 1 };
    }),
  );

test('spans of a lane nest or follow each other, and one stands only below its parent', () => {
  fc.assert(
    fc.property(laneSpans, (spans) => {
      const lanes = lanesOf(spans);
      const pairs = spans.flatMap((_, a) => spans.map((_, b) => [a, b] as const));
      const inLane = pairs.filter(
        ([a, b]) => a !== b && lanes[a] === lanes[b] && overlap(spans[a], spans[b]),
      );
      for (const [a, b] of inLane)
        expect(covers(spans[a], spans[b]) || covers(spans[b], spans[a])).toBe(true);
      const inside = inLane.filter(([a, b]) => covers(spans[a], spans[b]) && !covers(spans[b], spans[a]));
      for (const [a, b] of inside) expect(ancestors(spans, b)).toContain(a);
    }),
    runs,
  );
});

test('there are no more lanes than spans at once', () => {
  fc.assert(
    fc.property(laneSpans, (spans) => {
      const busiest = Math.max(
        0,
        ...spans.map(({ start }) => spans.filter((one) => one.start <= start && one.end >= start).length),
      );
      expect(Math.max(-1, ...lanesOf(spans)) + 1).toBeLessThanOrEqual(busiest);
    }),
    runs,
  );
});

/** Whether two spans have time in common. */
function overlap(a: LaneSpan, b: LaneSpan): boolean {
  return a.start < b.end && b.start < a.end;
}

function covers(a: LaneSpan, b: LaneSpan): boolean {
  return a.start <= b.start && a.end >= b.end;
}

function ancestors(spans: readonly LaneSpan[], span: number): number[] {
  const above: number[] = [];
  for (let at = spans[span].parent; at >= 0; at = spans[at].parent) above.push(at);
  return above;
}
