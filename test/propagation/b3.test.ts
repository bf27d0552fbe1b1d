import { describe, expect, test } from 'vitest';

import { context, decoded, fieldsOf, parentSpanId, problemsOf, spanId, traceId } from './decoding.ts';

describe('b3', () => {
  test.each([
    [`${traceId}-${spanId}`, 'deferred', undefined],
    [`${traceId}-${spanId}-1`, true, undefined],
    [`${traceId}-${spanId}-0`, false, undefined],
    [`${traceId}-${spanId}-d`, 'debug', undefined],
    [`${traceId}-${spanId}-1-${parentSpanId}`, true, parentSpanId],
  ] as const)('%s', (value, sampled, parentSpanId) => {
    expect(decoded(`b3: ${value}`).context).toEqual(context({ sampled, parentSpanId }));
    expect(problemsOf(`b3: ${value}`)).toEqual([]);
  });

  test('a trace id of 64 bits is filled up', () => {
    expect(decoded(`b3: ${spanId}-${spanId}-1`).context).toEqual(
      context({ traceId: `0000000000000000${spanId}` }),
    );
    expect(fieldsOf(`b3: ${spanId}-${spanId}-1`)['trace id']).toBe(`${spanId} | 64 bits`);
  });

  test.each([
    ['0', 'not sampled'],
    ['1', 'sampled'],
    ['d', 'debug: keep, whatever samplers say'],
  ])('%s alone is a decision', (value, meaning) => {
    expect(decoded(`b3: ${value}`)).toMatchObject({ isValid: true, context: undefined });
    expect(fieldsOf(`b3: ${value}`)).toEqual({ sampling: `${value} | ${meaning}` });
  });

  test.each([
    ['', ['error 0: the value is empty']],
    [traceId, ['error 32: one part, at least a trace id and a span id expected']],
    [`${traceId.slice(1)}-${spanId}-1`, ['error 0: trace id has 31 digits, 16 or 32 expected']],
    [`${traceId}-${spanId}0-1`, ['error 33: span id has 17 digits, 16 expected']],
    [`${traceId}-${'0'.repeat(16)}-1`, ['error 33: span id is all zeros, which stands for none']],
    [
      `${traceId.toUpperCase()}-${spanId}-1`,
      ['warning 1: trace id is in upper case; some readers take lower case only'],
    ],
    [
      `${traceId}-${spanId}-true`,
      [
        'warning 50: no sampling state before the parent span id; some readers refuse that',
        'error 50: parent span id holds "t", which is no hexadecimal digit',
        'error 50: parent span id has 4 digits, 16 expected',
      ],
    ],
    [`${traceId}-${spanId}-2`, ['error 50: the sampling state is none of 0, 1 and d']],
    [`${traceId}-${spanId}-`, ['error 50: the sampling state is none of 0, 1 and d']],
    [
      `${traceId}-${spanId}-${parentSpanId}`,
      ['warning 50: no sampling state before the parent span id; some readers refuse that'],
    ],
    [`${traceId}-${spanId}-1-${parentSpanId}-x`, ['error 69: text behind the parent span id']],
  ])('%s', (value, problems) => {
    expect(problemsOf(`b3: ${value}`)).toEqual(problems);
  });
});

describe('X-B3-*', () => {
  const ids = [`X-B3-TraceId: ${traceId}`, `X-B3-SpanId: ${spanId}`];

  test.each([
    [[], 'deferred'],
    [['X-B3-Sampled: 1'], true],
    [['X-B3-Sampled: 0'], false],
    [['X-B3-Flags: 1'], 'debug'],
    [['X-B3-Flags: 0'], 'deferred'],
  ] as const)('ids and %j', (more, sampled) => {
    expect(decoded(...ids, ...more).context).toEqual(context({ sampled }));
    expect(problemsOf(...ids, ...more)).toEqual([]);
  });

  test('a parent, names in any case, in any order', () => {
    const headers = [`x-b3-parentspanid: ${parentSpanId}`, ...ids.map((header) => header.toLowerCase())];
    expect(decoded(...headers, 'X-B3-SAMPLED: 1').context).toEqual(context({ parentSpanId }));
  });

  test('a decision alone', () => {
    expect(decoded('X-B3-Sampled: 0')).toMatchObject({ isValid: true, context: undefined });
  });

  test.each([
    [[ids[0]], ['error 32: X-B3-SpanId is missing']],
    [[ids[1]], ['error 16: X-B3-TraceId is missing']],
    [
      [`X-B3-ParentSpanId: ${parentSpanId}`],
      ['error 16: X-B3-TraceId is missing', 'error 16: X-B3-SpanId is missing'],
    ],
    [[...ids, 'X-B3-Sampled: true'], ['warning 0: true instead of 1; not all readers take it']],
    [[...ids, 'X-B3-Sampled: False'], ['warning 0: False instead of 0; not all readers take it']],
    [[...ids, 'X-B3-Sampled: yes'], ['error 0: X-B3-Sampled is neither 0 nor 1']],
    [[...ids, 'X-B3-Flags: 3'], ['warning 0: X-B3-Flags has unknown flags: 1 is the only one']],
    [
      [...ids, 'X-B3-Flags: 1', 'X-B3-Sampled: 1'],
      ['warning 0: debug takes the place of X-B3-Sampled, which is sent, too'],
    ],
    [[...ids, 'X-B3-ParentSpanId: 0'], ['error 0: parent span id has 1 digit, 16 expected']],
    [
      [`${ids[0]}, ${traceId}`, ids[1]],
      ['error 33: a comma: X-B3-TraceId was sent more than once and a proxy joined the values'],
    ],
  ])('%j', (headers, problems) => {
    expect(problemsOf(...headers)).toEqual(problems);
  });
});
