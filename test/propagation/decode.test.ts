import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeHeaders } from '../../src/propagation/decode.ts';
import type { Header, TraceContext } from '../../src/propagation/header-format.ts';
import { formatOf, headerFormats, headerNames } from '../../src/propagation/index.ts';
import { newContext, propagatorNames, propagators } from '../../src/propagation/new-context.ts';
import { headersOfArguments, headersOfText } from '../../src/propagation/read-headers.ts';
import { runs } from '../support/random-traces.ts';
import { context, decoded, hexDigits, parentSpanId, problemsOf, spanId, traceId } from './decoding.ts';

const traceparent = `traceparent: 00-${traceId}-${spanId}-01`;

describe('several formats together', () => {
  test('agree on the low half where one has only that', () => {
    expect(
      problemsOf(traceparent, 'x-datadog-trace-id: 11803532876627986230', 'x-datadog-parent-id: 1'),
    ).toEqual([]);
    expect(problemsOf(traceparent, `b3: ${traceId.slice(16)}-${spanId}-1`)).toEqual([]);
  });

  test('name different traces', () => {
    const other = `5${traceId.slice(1)}`;
    expect(problemsOf(traceparent, `uber-trace-id: ${other}:${spanId}:0:1`)).toEqual([
      `warning 0: uber-trace-id names another trace than traceparent: ${other}, not ${traceId}`,
    ]);
  });

  test('decide differently', () => {
    expect(problemsOf(traceparent, `b3: ${traceId}-${spanId}-0`)).toEqual([
      'warning 0: b3 says not sampled, traceparent says sampled',
    ]);
    expect(problemsOf(traceparent, `b3: ${traceId}-${spanId}-d`)).toEqual([]);
    expect(problemsOf(traceparent, `b3: ${traceId}-${spanId}`)).toEqual([]);
  });

  test('the context is that of the first valid one', () => {
    const broken = `traceparent: 00-${traceId.toUpperCase()}-${spanId}-01`;
    const b3 = `b3: ${traceId}-${spanId}-0`;
    expect(decoded(broken, b3)).toMatchObject({ isValid: false, context: { sampled: false } });
    expect(decoded(broken)).toMatchObject({ context: { sampled: true } });
  });
});

test('a value in the wrong header', () => {
  expect(problemsOf(`traceparent: ${traceId}:${spanId}:0:1`)).toContain(
    'warning 0: this has the form of uber-trace-id',
  );
  expect(problemsOf(`b3: 00-${traceId}-${spanId}-01`)).toContain(
    'warning 0: this has the form of traceparent',
  );
});

test('a misspelled name', () => {
  expect(problemsOf(traceparent, 'trace-state: a=1')).toEqual([
    'warning 0: trace-state is no header that anyone reads: it is called tracestate',
  ]);
});

/** All spellings of what was given, each header on a line; losses in brackets. */
function spellings(...headers: string[]): string[] {
  return decoded(...headers).spellings.flatMap(({ headers, loss }) => {
    const lines = headers.map(({ name, value }) => `${name}: ${value}`);
    return loss === undefined ? lines : lines.concat(`(${loss})`);
  });
}

describe('the other spellings', () => {
  test('of a sampled context', () => {
    expect(spellings(traceparent)).toEqual([
      `b3: ${traceId}-${spanId}-1`,
      `X-B3-TraceId: ${traceId}`,
      `X-B3-SpanId: ${spanId}`,
      'X-B3-Sampled: 1',
      `uber-trace-id: ${traceId}:${spanId}:0:1`,
      `X-Amzn-Trace-Id: Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${spanId};Sampled=1`,
      'x-datadog-trace-id: 11803532876627986230',
      'x-datadog-parent-id: 67667974448284343',
      'x-datadog-sampling-priority: 1',
      'x-datadog-tags: _dd.p.tid=4bf92f3577b34da6',
    ]);
  });

  test('of one whose parent is known and whose sampling is left open', () => {
    expect(
      spellings(`X-B3-TraceId: ${traceId}`, `X-B3-SpanId: ${spanId}`, `X-B3-ParentSpanId: ${parentSpanId}`),
    ).toEqual([
      `traceparent: 00-${traceId}-${spanId}-00`,
      '(cannot leave the sampling decision open)',
      // Without a decision b3 has no place for the parent.
      `b3: ${traceId}-${spanId}`,
      `uber-trace-id: ${traceId}:${spanId}:${parentSpanId}:0`,
      '(cannot leave the sampling decision open)',
      `X-Amzn-Trace-Id: Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${spanId};Sampled=?`,
      'x-datadog-trace-id: 11803532876627986230',
      'x-datadog-parent-id: 67667974448284343',
      'x-datadog-tags: _dd.p.tid=4bf92f3577b34da6',
    ]);
  });

  test('of debug', () => {
    expect(spellings(`b3: ${traceId}-${spanId}-d-${parentSpanId}`)).toEqual([
      `traceparent: 00-${traceId}-${spanId}-01`,
      '(cannot ask for debug)',
      `X-B3-TraceId: ${traceId}`,
      `X-B3-SpanId: ${spanId}`,
      `X-B3-ParentSpanId: ${parentSpanId}`,
      'X-B3-Flags: 1',
      `uber-trace-id: ${traceId}:${spanId}:${parentSpanId}:3`,
      `X-Amzn-Trace-Id: Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${spanId};Sampled=1`,
      '(cannot ask for debug)',
      'x-datadog-trace-id: 11803532876627986230',
      'x-datadog-parent-id: 67667974448284343',
      'x-datadog-sampling-priority: 2',
      'x-datadog-tags: _dd.p.tid=4bf92f3577b34da6',
      '(cannot ask for debug)',
    ]);
  });

  test('without a span only where the format needs none', () => {
    expect(spellings('Root=1-4bf92f35-77b34da6a3ce929d0e0e4736')).toEqual([
      'x-datadog-trace-id: 11803532876627986230',
      'x-datadog-tags: _dd.p.tid=4bf92f3577b34da6',
    ]);
  });

  test('of what is broken but can be told, in its own format, too', () => {
    expect(spellings(`traceparent: 00-${traceId.toUpperCase()}-${spanId}-01`, 'tracestate: a=1')[0]).toBe(
      traceparent,
    );
    expect(spellings(`traceparent: 00-${traceId.toUpperCase()}-${spanId}-01`, 'tracestate: a=1')[1]).toBe(
      'tracestate: a=1',
    );
    expect(spellings(`traceparent: 00-${traceId.slice(1)}-${spanId}-01`)).toEqual([]);
  });
});

const contexts: fc.Arbitrary<TraceContext> = fc.record({
  traceId: hexDigits(32),
  spanId: hexDigits(16),
  parentSpanId: fc.option(hexDigits(16), { nil: undefined }),
  sampled: fc.constantFrom(true, false),
  traceState: fc.constant(undefined),
});

describe.each(propagatorNames)('%s', (name) => {
  test('reads what it writes', () => {
    const encode = propagators.get(name);
    const hasParent = ['b3', 'b3multi', 'jaeger'].includes(name);
    fc.assert(
      fc.property(contexts, (context) => {
        const given = headersOfArguments(
          (encode?.(context) ?? []).map(({ name, value }) => `${name}: ${value}`),
        );
        const decoded = decodeHeaders(given);
        expect(decoded.formats.flatMap(({ problems }) => problems)).toEqual([]);
        expect(decoded.formats.map(({ format }) => format.id)).toEqual([name]);
        expect(decoded.context).toEqual(hasParent ? context : { ...context, parentSpanId: undefined });
      }),
      runs,
    );
  });
});

test('all six formats can be written', () => {
  expect(propagatorNames).toEqual(['w3c', 'b3', 'b3multi', 'jaeger', 'xray', 'datadog']);
});

test('no header belongs to two formats', () => {
  const names = headerNames.map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  for (const format of headerFormats) {
    for (const name of format.headers) expect(formatOf(name.replace('*', 'x'))).toBe(format);
  }
  expect(formatOf('host')).toBeUndefined();
});

describe('hostile headers', () => {
  const name = fc.constantFrom(...headerNames.map((name) => name.replace('*', 'x')));
  const signs = '00 - : ; , = / % %3A %ff Root= 1- dd= ot=th: rv: _dd.p.tid= o= AAAA == é 😀 " \\'.split(' ');
  const controls = Array.from(' \t\0\x1b\u202e\ud800\udcff');
  const ids = [traceId, spanId, traceId.toUpperCase(), '0'.repeat(16), '99999999999999999999'];
  const pieces = fc.constantFrom(...signs, ...controls, ...ids);
  const value = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  const headers: fc.Arbitrary<Header[]> = fc.array(fc.record({ name, value }), { maxLength: 6 });

  test('never crash a reader, and places lie within the value', () => {
    fc.assert(
      fc.property(headers, (list) => {
        const given = list.map((header) => ({ ...header, isGuessed: false, couldBe: [] }));
        const { formats, problems, context } = decodeHeaders({ headers: given, others: [], unknown: [] });
        const found = [problems, ...formats.flatMap(({ fields, problems }) => [fields, problems])].flat();
        for (const { place } of found) {
          expect(place.from).toBeGreaterThanOrEqual(0);
          expect(place.to).toBeGreaterThanOrEqual(place.from);
          expect(place.to).toBeLessThanOrEqual(place.header.value.length);
        }
        expect(context?.traceId ?? traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(context?.spanId ?? spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
      }),
      runs,
    );
  });

  test('never crash where they are told apart', () => {
    fc.assert(
      fc.property(fc.array(value), (parts) => {
        const given = [...headersOfArguments(parts).headers, ...headersOfText(parts.join('\n')).headers];
        expect(given.filter(({ name }) => formatOf(name) === undefined)).toEqual([]);
      }),
      runs,
    );
  });

  test.each([
    ['baggage: ', 'a=b,'],
    ['baggage: a=', '%e4'],
    ['tracestate: ', 'A,'],
    ['traceparent: 00-', 'a'],
    ['traceparent: ', '-'],
    ['X-Amzn-Trace-Id: ', ';='],
    ['uber-trace-id: ', '%3a'],
    ['sw8: ', '1-'],
    ['', 'b3: 1\n'],
    ['', '-H "b3: 1" '],
    ['', 'a=b,'],
    ['', '0'],
  ])('%s and a megabyte of %j take linear time', (head, piece) => {
    const before = performance.now();
    decodeHeaders(headersOfText(head + piece.repeat(1_000_000 / piece.length)));
    expect(performance.now() - before).toBeLessThan(30_000);
  });
});

describe('a new context', () => {
  test('is sampled, whole and never the same', () => {
    const first = newContext();
    expect(first).toEqual(context({ traceId: first.traceId, spanId: first.spanId }));
    expect(first.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(first.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(newContext().traceId).not.toBe(first.traceId);
  });

  test('is never zero', () => {
    const draws = [16, 16, 8, 8].map((size, i) => new Uint8Array(size).fill(i % 2));
    expect(newContext(() => draws.shift() ?? new Uint8Array())).toMatchObject({
      traceId: '01'.repeat(16),
      spanId: '01'.repeat(8),
    });
  });
});
