import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { findTraceIds } from '../../src/propagation/trace-id-text.ts';
import { runs } from '../support/random-traces.ts';
import { hexDigits, spanId, traceId } from './decoding.ts';

const half = 'a3ce929d0e0e4736';
const xray = '1-4bf92f35-77b34da6a3ce929d0e0e4736';
const uuid = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';

/** The ids found, each with its spelling and, after a slash, its span. */
function found(text: string): string[] {
  return findTraceIds(text).map(({ traceId, spelling, spanId }) =>
    spanId === undefined ? `${spelling} ${traceId}` : `${spelling} ${traceId}/${spanId}`,
  );
}

describe('a text that is an id', () => {
  test.each([
    [traceId, `hex ${traceId}`],
    [traceId.toUpperCase(), `hex ${traceId}`],
    [`  ${traceId}\n`, `hex ${traceId}`],
    [`"${traceId}"`, `hex ${traceId}`],
    [`0x${traceId}`, `hex ${traceId}`],
    ['f35', 'hex f35'],
    ['a', 'hex a'],
    ['123', 'hex 123'],
    [half, `hex ${half}`],
    [uuid, `uuid ${traceId}`],
    [uuid.toUpperCase(), `uuid ${traceId}`],
    ['S/kvNXezTaajzpKdDg5HNg==', `base64 ${traceId}`],
    ['S/kvNXezTaajzpKdDg5HNg', `base64 ${traceId}`],
    ['S_kvNXezTaajzpKdDg5HNg', `base64 ${traceId}`],
    ['o86SnQ4ORzY=', `base64 ${half}`],
    ['o86SnQ4ORzY', `base64 ${half}`],
    [xray, `xray ${traceId}`],
    ['11803532876627986230', `datadog ${half}`],
    [`00-${traceId}-${spanId}-01`, `traceparent ${traceId}/${spanId}`],
    [`traceparent: 00-${traceId}-${spanId}-01`, `traceparent ${traceId}/${spanId}`],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, `traceparent ${traceId}/${spanId}`],
    [`${traceId}-${spanId}-1`, `b3 ${traceId}/${spanId}`],
    [`b3: ${half}-${spanId}`, `b3 ${half}/${spanId}`],
    [`${traceId}:${spanId}:0:1`, `jaeger ${traceId}/${spanId}`],
    ['uber-trace-id: abc:def:0:1', 'jaeger abc/def'],
    [`${traceId}%3A${spanId}%3A0%3A1`, `jaeger ${traceId}/${spanId}`],
    [`Root=${xray};Parent=${spanId};Sampled=1`, `xray ${traceId}/${spanId}`],
    [`X-Amzn-Trace-Id: Self=1-67891234-12456789abcdef012345678a;Root=${xray}`, `xray ${traceId}`],
    [`${traceId}/1;o=1`, `google-cloud ${traceId}/0000000000000001`],
    ['x-datadog-trace-id: 123', 'datadog 000000000000007b'],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  test.each([
    '',
    '0',
    '0'.repeat(32),
    '00000000-0000-0000-0000-000000000000',
    'AAAAAAAAAAA=',
    `${traceId}0`,
    'checkout',
    'hello-world',
    'traces-docs',
    'trace.json',
    './abc',
    '12:34:56:07',
    '2001:db8:0:1',
    '00:1b:44:11:3a:b7',
    'S/kvNXezTaajzpKdDg5HNg=',
    // What no encoder writes: bits behind the last byte are set.
    'S/kvNXezTaajzpKdDg5HNh',
  ])('%j is none', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('digits without letters', () => {
  test.each([
    ['123456789012345', ['hex']],
    ['1234567890123456', ['hex', 'datadog']],
    ['12345678901234567', ['datadog', 'hex']],
    ['18446744073709551615', ['datadog', 'hex']],
    ['18446744073709551616', ['hex']],
    ['123456789012345678901', ['hex']],
    ['dd.trace_id=123', ['datadog', 'hex']],
    ['trace_id=123', ['hex']],
  ])('%s may be %j', (text, spellings) => {
    const [{ spelling, alternatives }] = findTraceIds(text);
    expect([spelling, ...alternatives.map(({ spelling }) => spelling)]).toEqual(spellings);
  });
});

describe('a line of a log', () => {
  test.each([
    [`{"level":"info","traceId":"${traceId}","spanId":"${spanId}"}`, [`hex ${traceId}`]],
    [`{"msg":"{\\"trace_id\\":\\"${traceId}\\"}"}`, [`hex ${traceId}`]],
    [`time=12:00 trace_id=${traceId} span_id=${spanId} msg=ok`, [`hex ${traceId}`]],
    ['level=warn traceID=4bf92f35 msg="slow"', ['hex 4bf92f35']],
    [`{"dd.trace_id":"11803532876627986230","dd.span_id":"1"}`, [`datadog ${half}`]],
    [`{"trace_id": "S/kvNXezTaajzpKdDg5HNg=="}`, [`base64 ${traceId}`]],
    [`trace.id: ${uuid}`, [`uuid ${traceId}`]],
    [`otelTraceID => ${traceId}`, [`hex ${traceId}`]],
    [`2024-01-01T00:00:00 INFO [shop,${traceId},${spanId}] done`, [`hex ${traceId}`]],
    [`GET http://jaeger/trace/abc123?uiFind=x`, ['hex abc123']],
    [`projects/my-project/traces/${traceId}`, [`hex ${traceId}`]],
    [`request ${uuid} failed`, [`uuid ${traceId}`]],
    [`[shop,${half},${half}] done`, [`hex ${half}`]],
    [`trace_id=${traceId} request=${'e'.repeat(32)}`, [`hex ${traceId}`]],
    [`request 00-${traceId}-${spanId}-01 done`, [`traceparent ${traceId}/${spanId}`]],
    [`trace_id=${traceId} traceparent=00-${traceId}-${spanId}-01`, [`traceparent ${traceId}/${spanId}`]],
    [`trace_id=0${half.slice(1)} traceId=${half.slice(1)}`, [`hex 0${half.slice(1)}`]],
    [`trace_id=a1 trace_id=b2`, ['hex a1', 'hex b2']],
    [`${'a'.repeat(32)} and ${'b'.repeat(32)}`, [`hex ${'a'.repeat(32)}`, `hex ${'b'.repeat(32)}`]],
    ['trace id: bad', []],
    ['trace_id=null', []],
    ['trace_id=', []],
    [`span_id=${spanId}`, []],
    [`"parentSpanId": "${spanId}"`, []],
    ['started at 1700000000000000', []],
    [`sha256 ${'a'.repeat(64)}`, []],
    [`commit ${'a'.repeat(40)}`, []],
    ['nothing at all', []],
  ])('%s', (line, expected) => {
    expect(found(line)).toEqual(expected);
  });
});

/** Ids as they are: most of 32 digits, none all zeros. */
const ids = fc.oneof(hexDigits(32), hexDigits(32), hexDigits(16));

const spellings: Record<string, (id: string) => string> = {
  hex: (id) => id,
  'upper case': (id) => id.toUpperCase(),
  'zeros lost': (id) => id.replace(/^0+/, ''),
  base64: (id) => Buffer.from(id, 'hex').toString('base64'),
  traceparent: (id) => `00-${id.padStart(32, '0')}-${spanId}-01`,
  'traceparent with its name': (id) => `traceparent: 00-${id.padStart(32, '0')}-${spanId}-00`,
  b3: (id) => `${id}-${spanId}-1`,
  'uber-trace-id': (id) => `uber-trace-id: ${id.replace(/^0+/, '')}:${spanId}:0:1`,
  uuid: (id) => id.padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  xray: (id) => `1-${id.padStart(32, '0').slice(0, 8)}-${id.padStart(32, '0').slice(8)}`,
  'xray header': (id) => `Root=${spellings['xray'](id)};Parent=${spanId};Sampled=1`,
  datadog: (id) => `x-datadog-trace-id: ${BigInt(`0x${id.slice(-16)}`)}`,
  JSON: (id) => JSON.stringify({ msg: 'x', traceId: id, spanId }),
  logfmt: (id) => `level=info trace_id=${id} span_id=${spanId}`,
  'a word of a line': (id) => `INFO [shop,${id.padStart(32, '0')},${spanId}] done`,
};

describe.each(Object.keys(spellings))('%s', (name) => {
  test('any id is found again, and where it stands', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const low = id.slice(-16);
        fc.pre(name !== 'datadog' || !/^0+$/.test(low));
        const text = spellings[name](id);
        const [first, ...more] = findTraceIds(text);
        expect(more).toEqual([]);
        const candidates = [first, ...first.alternatives].map(({ traceId }) => BigInt(`0x${traceId}`));
        expect(candidates).toContain(BigInt(`0x${name === 'datadog' ? low : id}`));
        expect(findTraceIds(text.slice(first.from, first.to)).length).toBeGreaterThan(0);
      }),
      runs,
    );
  });
});

const signs = `trace_id= "traceId":" span_id= dd.trace_id : = - / " ' \\ { } , 00 01 1- 0x Root= Parent= %3A == é`;
const words = fc.constantFrom(
  ...signs.split(' '),
  ...Array.from(' \n\0\x1b\ud800\udcff\u202e'),
  ...[traceId, spanId, uuid, xray].concat('S/kvNXezTaajzpKdDg5HNg'),
);

test('random lines never crash, and what is found stands where it says', () => {
  const line = fc.oneof(
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(line, (text) => {
      let last = -1;
      for (const { traceId, from, to, spanId } of findTraceIds(text)) {
        expect(traceId).toMatch(/^(?!0+$)[0-9a-f]{1,32}$/);
        expect(spanId ?? 'a').toMatch(/^[0-9a-f]{1,16}$/);
        expect(from).toBeGreaterThanOrEqual(last);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
        last = from;
      }
    }),
    runs,
  );
});

test.each(['a', 'trace_id=', '1-', 'a:', '00000000-', 'span_id="', '\\', 'trace_id\\"', ' ', `${traceId}-`])(
  'a megabyte of %j takes linear time',
  (piece) => {
    const before = performance.now();
    findTraceIds(piece.repeat(1_000_000 / piece.length));
    expect(performance.now() - before).toBeLessThan(30_000);
  },
);
