/** Random spans with everything that a store holds: values of all types, events, links, scopes, resources. */
import * as fc from 'fast-check';

import { AttributeType } from '../../src/model/attributes.ts';
import { absentId, type IdValue } from '../../src/model/ids.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { type AttributeSink, SpanWriter } from '../../src/model/span-writer.ts';

/** An attribute, its value in the store's spelling. */
interface RandomAttribute {
  key: string;
  type: number;
  /** 0 or 1 for a bool. */
  value: string | number;
}

/** A record to be. */
export interface RandomSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: number;
  /** Undefined: untimed. */
  start: { seconds: number; nanos: number } | undefined;
  /** Undefined: unfinished. */
  duration: number | undefined;
  status: number;
  message: string;
  attributes: RandomAttribute[];
  resource: RandomAttribute[];
  scope: RandomAttribute[];
  events: { name: string; time: { seconds: number; nanos: number }; attributes: RandomAttribute[] }[];
  links: { traceId: string; spanId: string; state: string; attributes: RandomAttribute[] }[];
}

/** Texts that have to be escaped, or look like something else. */
const oddTexts = [
  '',
  '"',
  '\\',
  '\n\t\u0000',
  '\u202e\u0085',
  'ünïcode',
  '🧭',
  '=1+1',
  'true',
  'null',
  '{"a":1}',
];

const text = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

/** In lists; shorter than what readers of annotations take for no JSON. */
const number = fc.oneof(
  fc.integer({ min: -100, max: 100 }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
);

const { container } = fc.letrec<{ container: object; item: unknown }>((tie) => ({
  container: fc.oneof(
    fc.array(tie('item'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('item'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    tie('container'),
  ),
}));

/** Values in the store's spelling, by type. */
const values: Readonly<Record<string, fc.Arbitrary<[type: number, value: string | number]>>> = {
  string: text.map((value) => [AttributeType.string, value]),
  bool: fc.nat(1).map((value) => [AttributeType.bool, value]),
  int: fc
    .bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n })
    .map((value) => [AttributeType.int, String(value)]),
  smallInt: fc.integer({ min: -1000, max: 100_000 }).map((value) => [AttributeType.int, String(value)]),
  double: fc.double().map((value) => [AttributeType.double, String(value)]),
  bytes: fc
    .uint8Array({ maxLength: 20 })
    .map((bytes) => [AttributeType.bytes, Buffer.from(bytes).toString('base64')]),
  json: container.map((value) => [AttributeType.json, JSON.stringify(value)]),
  empty: fc.constant([AttributeType.empty, 0]),
};

/** Up to `most` attributes of different keys. */
function attributes(most: number, keys: fc.Arbitrary<string>): fc.Arbitrary<RandomAttribute[]> {
  const one = fc
    .tuple(keys, fc.oneof(...Object.values(values)))
    .map(([key, [type, value]]) => ({ key, type, value }));
  return fc.uniqueArray(one, { maxLength: most, selector: ({ key }) => key });
}

const plainKey = fc.oneof(
  fc.constantFrom('a', 'b.c', 'd e', '', '"', '__proto__'),
  fc.string({ maxLength: 6 }),
);
const spanKey = fc.oneof(
  { weight: 3, arbitrary: plainKey },
  fc.constantFrom('error', 'peer.service', 'network.peer.address', 'network.peer.port', 'server.address'),
);
const resourceKey = fc.oneof(plainKey, fc.constantFrom('host.ip', 'net.host.port'));

const instant = fc.record({
  seconds: fc.integer({ min: 1, max: 4_000_000_000 }),
  nanos: fc.oneof(
    fc.nat(999_999).map((micros) => micros * 1000),
    fc.nat(999_999_999),
  ),
});

const length = fc.oneof(
  fc.constant(0),
  fc.nat(1_000_000).map((micros) => micros * 1000),
  fc.nat(2_000_000_000),
  fc.maxSafeNat(),
);

/** Traces are few, so that links lead to each other; a name is no trap for what reads annotations. */
const traceId = fc.constantFrom('0af7651916cd43dd8448eb211c80319c', '00000000000000000000000000000abc');
const linkedId = fc.nat(40).map(spanIdOf);
const eventName = text.filter((name) => !name.includes('{'));

const record = fc.record({
  traceId,
  parent: fc.option(fc.nat(40), { nil: undefined }),
  name: text,
  kind: fc.nat(5),
  start: fc.oneof({ weight: 9, arbitrary: instant }, fc.constant(undefined)),
  duration: fc.oneof({ weight: 9, arbitrary: length }, fc.constant(undefined)),
  status: fc.nat(2),
  message: fc.oneof(fc.constant(''), text),
  attributes: attributes(4, spanKey),
  service: fc.option(fc.constantFrom('shop', 'käse', 'a b'), { nil: undefined }),
  resource: attributes(2, resourceKey),
  scope: fc.option(
    fc.tuple(text, fc.option(text, { nil: undefined }), attributes(1, fc.constantFrom('x', 'y'))),
    {
      nil: undefined,
    },
  ),
  events: fc.array(fc.record({ name: eventName, time: instant, attributes: attributes(3, plainKey) }), {
    maxLength: 2,
  }),
  links: fc.array(
    fc.record({ traceId, spanId: linkedId, state: text, attributes: attributes(2, plainKey) }),
    {
      maxLength: 2,
    },
  ),
});

/** Up to `most` spans, each with an id of its own. */
export function randomSpans(most = 8): fc.Arbitrary<RandomSpan[]> {
  return fc.array(record, { minLength: 1, maxLength: most }).map((records) =>
    records.map(({ parent, service, scope, ...rest }, i) => ({
      ...rest,
      // An end at 0 is none.
      duration: rest.start === undefined && rest.duration === 0 ? undefined : rest.duration,
      spanId: spanIdOf(i),
      parentSpanId: parent === undefined ? undefined : spanIdOf(parent),
      resource: [
        ...(service === undefined ? [] : [stringAttribute('service.name', service)]),
        ...rest.resource,
      ],
      scope: scopeOf(scope),
    })),
  );
}

function scopeOf(scope: [string, string | undefined, RandomAttribute[]] | undefined): RandomAttribute[] {
  if (scope === undefined) return [];
  const [name, version, more] = scope;
  const named = [stringAttribute('name', name)];
  return version === undefined
    ? [...named, ...more]
    : [...named, stringAttribute('version', version), ...more];
}

function stringAttribute(key: string, value: string): RandomAttribute {
  return { key, type: AttributeType.string, value };
}

function spanIdOf(number: number): string {
  return (0xabcd_0000 + number).toString(16).padStart(16, '0');
}

/** A store with these records, in this order. */
export function randomStore(spans: readonly RandomSpan[]): SpanStore {
  const store = new SpanStore({ details: true });
  const writer = new SpanWriter(store, new ReadReport(), 'test');
  for (const span of spans) write(writer, span);
  return store;
}

function write(writer: SpanWriter, span: RandomSpan): void {
  const { store } = writer;
  const { strings, resources, scopes } = store;
  writer.begin(nowhere);
  writer.traceId(idOf(span.traceId));
  writer.spanId(idOf(span.spanId));
  if (span.parentSpanId !== undefined) writer.parentSpanId(idOf(span.parentSpanId));
  writer.name(strings.add(span.name));
  writer.kind(span.kind);
  if (span.start !== undefined) writer.start(span.start);
  if (span.duration !== undefined) writer.duration(span.duration);
  writer.status(span.status);
  writer.statusMessage(strings.add(span.message));
  resources.begin();
  put(store, resources, span.resource);
  writer.resource(resources.end());
  scopes.begin();
  put(store, scopes, span.scope);
  writer.scope(scopes.end());
  for (const event of span.events) {
    const row = writer.event();
    writer.eventTime(row, event.time);
    store.events.name[row] = strings.add(event.name);
    put(store, writer.extras, event.attributes);
    writer.closeEvent(row);
  }
  for (const link of span.links) {
    const row = writer.link();
    writer.linkTraceId(row, idOf(link.traceId));
    writer.linkSpanId(row, idOf(link.spanId));
    store.links.name[row] = strings.add(link.state);
    put(store, writer.extras, link.attributes);
    writer.closeLink(row);
  }
  put(store, writer, span.attributes);
  if (!writer.commit(nowhere)) throw new Error(`refused ${JSON.stringify(span)}`);
}

function put({ strings }: SpanStore, sink: AttributeSink, attributes: readonly RandomAttribute[]): void {
  for (const { key, type, value } of attributes) {
    sink.attribute(strings.add(key), type, typeof value === 'string' ? strings.add(value) : value);
  }
}

function idOf(digits: string): IdValue {
  const id = absentId();
  const words = digits.padStart(32, '0').match(/.{8}/g) ?? [];
  [id.word0, id.word1, id.word2, id.word3] = words.map((word) => Number.parseInt(word, 16));
  id.length = digits.length;
  return id;
}

const nowhere = { line: 0, byte: 0, takeProblem: (): undefined => undefined };
