import { describe, expect, test } from 'vitest';

import { context, decoded, fieldsOf, parentSpanId, problemsOf, spanId, traceId } from './decoding.ts';

describe('uber-trace-id', () => {
  test.each([
    [`${traceId}:${spanId}:0:1`, context()],
    [`${traceId}:${spanId}:0:0`, context({ sampled: false })],
    [`${traceId}:${spanId}:0:03`, context({ sampled: 'debug' })],
    [`${traceId}:${spanId}:0:9`, context()],
    [`${traceId}:${spanId}:${parentSpanId}:1`, context({ parentSpanId })],
    [`${traceId.toUpperCase()}:${spanId}:0:1`, context()],
    ['abc:def:0:1', context({ traceId: 'abc'.padStart(32, '0'), spanId: 'def'.padStart(16, '0') })],
  ])('%s', (value, expected) => {
    expect(decoded(`uber-trace-id: ${value}`).context).toEqual(expected);
    expect(problemsOf(`uber-trace-id: ${value}`)).toEqual([]);
  });

  test('says what is short, what is none and what the flags are', () => {
    expect(fieldsOf('uber-trace-id: abc:def:0:b')).toEqual({
      'trace id': 'abc | zeros in front left out',
      'span id': "def | the caller's span",
      'parent span id': '0 | none',
      flags: 'b | sampled, debug, firehose',
    });
    expect(fieldsOf('uber-trace-id: abc:def:0:1')['flags']).toBe('1 | sampled');
    expect(fieldsOf('uber-trace-id: abc:def:0:0')['flags']).toBe('0 | not sampled');
    expect(fieldsOf(`uber-trace-id: ${spanId}:def:0:1`)['trace id']).toBe(`${spanId} | 64 bits`);
  });

  test.each([
    ['', ['error 0: trace id is empty', 'error 0: the value is empty']],
    [`0:${spanId}:0:1`, ['error 0: trace id is zero, which stands for none']],
    [`${traceId}:0:0:1`, ['error 33: span id is zero, which stands for none']],
    [`${traceId}0:${spanId}:0:1`, ['error 0: trace id has 33 digits, at most 32 expected']],
    [`${traceId}:${spanId}0:0:1`, ['error 33: span id has 17 digits, at most 16 expected']],
    [`${traceId}:${spanId}`, ['error 49: parent span id, flags missing: 4 parts between ":" expected']],
    [`${traceId}:${spanId}:0:`, ['error 52: flags is empty']],
    [`${traceId}:${spanId}:0:1:2`, ['error 54: text behind the flags']],
    [`${traceId}:${spanId}:0:100`, ['error 52: flags has 3 digits, at most 2 expected']],
    [`${traceId}:${spanId}:0:2`, ['warning 52: debug without sampled: clients set both']],
    [`${traceId}:${spanId}:0:5`, ['warning 52: unknown flags 0x4: 1, 2 and 8 are known']],
    [`${traceId}:${spanId}:xyz:1`, ['error 50: parent span id holds "x", which is no hexadecimal digit']],
    [
      `${traceId}%3A${spanId}%3A0%3A1`,
      ['warning 0: the colons are percent-encoded, which some clients do and others do not read'],
    ],
  ])('%s', (value, problems) => {
    expect(problemsOf(`uber-trace-id: ${value}`)).toEqual(problems);
  });

  test('percent-encoded colons are read', () => {
    expect(decoded(`uber-trace-id: ${traceId}%3a${spanId}%3a0%3a1`).context).toEqual(context());
  });
});

test('baggage and the debug id', () => {
  const headers = ['uberctx-user: a%20b', 'jaeger-baggage: k=v, x=y', 'Jaeger-Debug-Id: case-7'];
  expect(fieldsOf(...headers)).toEqual({
    'debug id': 'case-7 | starts a trace that is kept and tagged with this id',
    'baggage user': 'a b | ',
    'baggage k': 'v | ',
    'baggage x': 'y | ',
  });
  expect(problemsOf(...headers)).toEqual([]);
  expect(problemsOf('jaeger-baggage: k')).toEqual([
    'warning 0: no "=" in this member of the baggage, key=value expected',
  ]);
  expect(problemsOf('uberctx-user: 100%')).toEqual([
    'warning 3: "%" without two hexadecimal digits behind it',
  ]);
});
