import { describe, expect, test } from 'vitest';

import { headerNames } from '../../src/propagation/index.ts';
import {
  type GivenHeaders,
  headersOfArguments,
  headersOfText,
  meantBy,
} from '../../src/propagation/read-headers.ts';
import { spanId, traceId } from './decoding.ts';

const traceparent = `00-${traceId}-${spanId}-01`;

/** Headers as lines; `?` in front of those whose name was guessed. */
function lines({ headers, others, unknown }: GivenHeaders): string[] {
  return [
    ...headers.map(({ name, value, isGuessed }) => `${isGuessed ? '?' : ''}${name}: ${value}`),
    ...others.map((name) => `left out: ${name}`),
    ...unknown.map((value) => `unknown: ${value}`),
  ];
}

describe('arguments', () => {
  test.each([
    [[`traceparent: ${traceparent}`], [`traceparent: ${traceparent}`]],
    [[`Traceparent:${traceparent}`], [`Traceparent: ${traceparent}`]],
    [[`traceparent=${traceparent}`], [`traceparent: ${traceparent}`]],
    [[`TRACEPARENT=${traceparent}`], [`TRACEPARENT: ${traceparent}`]],
    [['traceparent:', traceparent], [`traceparent: ${traceparent}`]],
    [['traceparent', traceparent], [`traceparent: ${traceparent}`]],
    [['HTTP_X_B3_TRACEID: 1'], ['x-b3-traceid: 1']],
    [['X_DATADOG_TRACE_ID', '1'], ['x-datadog-trace-id: 1']],
    [['uberctx-user: a'], ['uberctx-user: a']],
    [
      ['b3:', 'b3: 1'],
      ['b3: ', 'b3: 1'],
    ],
    [
      ['Host: x', 'b3: 1'],
      ['b3: 1', 'left out: Host'],
    ],
    [[`"${traceparent}"`], [`?traceparent: ${traceparent}`]],
    [['nonsense'], ['unknown: nonsense']],
    [['baggage'], ['unknown: baggage']],
    [[''], []],
  ])('%j', (args, expected) => {
    expect(lines(headersOfArguments(args))).toEqual(expected);
  });
});

describe('a value alone is told by its form', () => {
  test.each([
    [traceparent, 'traceparent', []],
    [`00-${traceId.slice(1)}-${spanId}-01`, 'traceparent', []],
    ['dd=s:1', 'tracestate', []],
    ['rojo=1,congo=2', 'tracestate', ['baggage']],
    [`${traceId}-${spanId}-1`, 'b3', []],
    [`${traceId}-${spanId}`, 'b3', []],
    [`${traceId.slice(1)}-${spanId}-1`, 'b3', []],
    [`${traceId}:${spanId}:0:1`, 'uber-trace-id', []],
    ['abc:def:0:1', 'uber-trace-id', []],
    ['Root=1-5759e988-bd862e3fe1be46a994272793', 'X-Amzn-Trace-Id', []],
    [
      'Self=1-5759e988-bd862e3fe1be46a994272793;Root=1-5759e988-bd862e3fe1be46a994272793',
      'X-Amzn-Trace-Id',
      [],
    ],
    ['1-5759e988-bd862e3fe1be46a994272793', 'X-Amzn-Trace-Id', []],
    ['11803532876627986230', 'x-datadog-trace-id', []],
    ['_dd.p.tid=4bf92f3577b34da6', 'x-datadog-tags', []],
    ['1-dHJhY2UuMQ==-c2VnbWVudC4y-3-c2hvcA==-c2hvcEAx-L2NhcnQ=-MTA=', 'sw8', []],
    [`${traceId}/1;o=1`, 'X-Cloud-Trace-Context', []],
    ['AABL+S81d7NNpqPOkp0ODkc2AQDwZ6oLqQK3AgE=', 'grpc-trace-bin', []],
    ['userId=alice,serverNode=DF%2028', 'baggage', []],
  ])('%s', (value, header, couldBe) => {
    expect(headersOfArguments([value])).toEqual({
      headers: [{ name: header, value, isGuessed: true, couldBe }],
      others: [],
      unknown: [],
    });
  });
});

describe('text', () => {
  test('what curl -v prints', () => {
    const text = `* Connected to x\r\n> GET / HTTP/1.1\r\n> Host: x\r\n> traceparent: ${traceparent}\r\n>\r\n< b3: 1\r\n`;
    expect(lines(headersOfText(text))).toEqual([`traceparent: ${traceparent}`, 'b3: 1', 'left out: Host']);
  });

  test('a curl command', () => {
    const text = `curl 'https://x' \\\n  -H 'traceparent: ${traceparent}' --header "b3: 1" \\\n  -H 'Accept: */*'`;
    expect(lines(headersOfText(text))).toEqual([`traceparent: ${traceparent}`, 'b3: 1', 'left out: Accept']);
  });

  test('a value that goes on in the next line, and lines all indented', () => {
    expect(lines(headersOfText('  b3: 1\n  tracestate: a=1,\n    b=2\n'))).toEqual([
      'b3: 1',
      'tracestate: a=1, b=2',
    ]);
  });

  test('among other lines, values that are surely headers', () => {
    expect(lines(headersOfText(`hello\n${traceparent}\na=b\n`))).toEqual([`?traceparent: ${traceparent}`]);
  });

  test('a value alone', () => {
    expect(lines(headersOfText(`${traceparent}\n`))).toEqual([`?traceparent: ${traceparent}`]);
  });

  test.each([
    [
      { traceparent, baggage: ['a=1', 'b=2'], b3: 1 },
      [`traceparent: ${traceparent}`, 'baggage: a=1', 'baggage: b=2', 'b3: 1'],
    ],
    [
      { args: {}, headers: { Traceparent: traceparent, Host: 'x' } },
      [`Traceparent: ${traceparent}`, 'left out: Host'],
    ],
    [[{ name: 'traceparent', value: traceparent, comment: '' }], [`traceparent: ${traceparent}`]],
    [[{ key: 'b3', value: '1' }], ['b3: 1']],
    [
      [
        ['b3', '1'],
        ['x', 'y'],
      ],
      ['b3: 1', 'left out: x'],
    ],
    [{ b3: null, x: true }, ['left out: x']],
  ])('JSON: %j', (value, expected) => {
    expect(lines(headersOfText(JSON.stringify(value, null, 2)))).toEqual(expected);
  });

  test('a line of JSON', () => {
    expect(lines(headersOfText(`  "traceparent": "${traceparent}",`))).toEqual([
      `traceparent: ${traceparent}`,
    ]);
  });

  test('what only looks like JSON is read as lines', () => {
    expect(lines(headersOfText(`{\nb3: 1`))).toEqual(['b3: 1']);
  });

  test('JSON deeper than anything is', () => {
    expect(lines(headersOfText('['.repeat(50_000) + ']'.repeat(50_000)))).toEqual([]);
  });
});

test('a name that is nearly one is told', () => {
  expect(meantBy('trace-parent')).toBe('traceparent');
  expect(meantBy('X-B3-Trace-Id')).toBe('X-B3-TraceId');
  expect(meantBy('host')).toBeUndefined();
  expect(meantBy('traceparent'.repeat(20))).toBeUndefined();
  expect(headerNames).toContain('traceparent');
});
