import { describe, expect, test } from 'vitest';

import { byOutcome, context, decoded, fieldsOf, problemsOf, spanId, traceId } from './decoding.ts';

function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

function grpcHeader(hex: string): string {
  return `grpc-trace-bin: ${base64(Buffer.from(hex, 'hex'))}`;
}

function members(count: number): string {
  return Array.from({ length: count }, (_, i) => `${i}=1`).join(',');
}

describe('sw8', () => {
  const texts = ['trace.1', 'segment.2', '3', 'shop', 'shop@10.0.0.1', '/cart', '10.0.0.2:80'];
  const parts = ['1', ...texts.map((text) => (text === '3' ? text : base64(text)))];

  test('is decoded, and has ids that no other format can carry', () => {
    expect(fieldsOf(`sw8: ${parts.join('-')}`)).toEqual({
      sample: '1 | sampled',
      'trace id': 'trace.1 | ',
      'parent segment id': "segment.2 | the caller's part of the trace",
      'parent span id': '3 | number of the span in the segment',
      'parent service': 'shop | ',
      'parent instance': 'shop@10.0.0.1 | ',
      'parent endpoint': '/cart | ',
      'target address': '10.0.0.2:80 | as the caller calls this service',
    });
    expect(decoded(`sw8: ${parts.join('-')}`)).toMatchObject({
      isValid: true,
      context: undefined,
      spellings: [],
    });
  });

  test.each(
    byOutcome([
      ['', 'error 0: sample is neither 0 nor 1'],
      [parts.with(0, '2').join('-'), 'error 0: sample is neither 0 nor 1'],
      [parts.with(1, 'tr*ce').join('-'), 'error 2: the trace id is not base64'],
      [parts.with(1, '').join('-'), 'error 2: the trace id is empty'],
      [parts.with(3, 'x').join('-'), 'error 28: the parent span id is no whole number'],
      [
        parts.slice(0, 4).join('-'),
        'error 29: parent service, parent instance, parent endpoint, target address missing: 4 parts, 8 expected',
      ],
      [[...parts, 'x'].join('-'), 'error 86: text behind the target address'],
      [
        parts.with(5, base64('x'.repeat(2000))).join('-'),
        'warning 2733: 2733 characters; fewer than 2048 expected',
      ],
    ]),
  )('%j', (problem, value) => {
    expect(problemsOf(`sw8: ${value}`)).toContain(problem);
  });

  test('correlation and extension', () => {
    const correlation = `sw8-correlation: ${base64('user')}:${base64('käthe')},${base64('a')}:${base64('b')}`;
    expect(fieldsOf(correlation, 'sw8-x: 1-1700000000000')).toEqual({
      'baggage user': 'käthe | ',
      'baggage a': 'b | ',
      'tracing mode': '1 | spans are not analysed',
      'time sent': '1700000000000 | milliseconds since 1970',
    });
    expect(problemsOf('sw8-correlation: nonsense')).toEqual([
      'error 0: this member is not <key>:<value>, both in base64',
    ]);
    expect(problemsOf('sw8-correlation:', 'sw8-x: 0- ')).toEqual([]);
  });
});

describe('X-Cloud-Trace-Context', () => {
  test.each([
    [`${traceId}/67667974448284343;o=1`, context()],
    [`${traceId.toUpperCase()}/67667974448284343;o=0`, context({ sampled: false })],
    [`${traceId}/67667974448284343`, context({ sampled: 'deferred' })],
    [`${traceId}/67667974448284343;o=`, context({ sampled: 'deferred' })],
    [`${traceId}/;o=1`, context({ spanId: undefined })],
    [`${traceId};o=1`, context({ spanId: undefined })],
    [traceId, context({ spanId: undefined, sampled: 'deferred' })],
  ])('%s', (value, expected) => {
    expect(decoded(`X-Cloud-Trace-Context: ${value}`).context).toEqual(expected);
    expect(problemsOf(`X-Cloud-Trace-Context: ${value}`)).toEqual([]);
  });

  test.each([
    [
      `${traceId}/${spanId};o=1`,
      'error 33: span id is hexadecimal, decimal expected (it would be 67667974448284343)',
    ],
    [`${traceId.slice(1)}/1;o=1`, 'error 0: trace id has 31 digits, 32 expected'],
    [`${traceId}/0;o=1`, 'warning 33: span id is zero, which stands for none'],
    [`${traceId}/1;o=2`, 'error 37: the options are neither 0 nor 1'],
    [`${traceId}/1;x=1`, 'error 35: unknown option: o=0 and o=1 are known'],
    [`${traceId}/1;o`, 'error 35: unknown option: o=0 and o=1 are known'],
  ])('%s', (value, problem) => {
    expect(problemsOf(`X-Cloud-Trace-Context: ${value}`)).toEqual([problem]);
  });
});

describe('grpc-trace-bin', () => {
  const whole = `0000${traceId}01${spanId}0201`;

  test.each([
    [whole, context()],
    [`0000${traceId}01${spanId}0200`, context({ sampled: false })],
  ])('%s', (hex, expected) => {
    expect(decoded(grpcHeader(hex)).context).toEqual(expected);
    expect(problemsOf(grpcHeader(hex))).toEqual([]);
    // gRPC may leave the padding out.
    expect(problemsOf(grpcHeader(hex).replace(/=+$/, ''))).toEqual([]);
  });

  test.each([
    [`01${whole.slice(2)}`, 'error 0: version 1 is unknown, 0 expected'],
    [`0000${traceId}01${spanId}`, 'error 36: options missing: 29 bytes in three fields expected'],
    [
      `0000${traceId.slice(2)}`,
      'error 24: trace id, span id, options missing: 29 bytes in three fields expected',
    ],
    [`${whole}00`, 'error 40: 1 byte too many: 29 bytes in three fields expected'],
    [`0000${'0'.repeat(32)}01${spanId}0201`, 'error 0: trace id is all zeros, which stands for none'],
    [`0000${traceId}01${'0'.repeat(16)}0201`, 'error 0: span id is all zeros, which stands for none'],
  ])('%s', (hex, problem) => {
    expect(problemsOf(grpcHeader(hex))).toEqual([problem]);
  });

  test('what is no base64', () => {
    expect(problemsOf('grpc-trace-bin: $$$')).toEqual(['error 0: the value is not base64']);
    expect(problemsOf('grpc-trace-bin:')).toEqual(['error 0: the value is empty']);
  });
});

describe('baggage', () => {
  test('keys, values decoded, properties', () => {
    const header = 'baggage: userId=alice, serverNode = DF%2028 ;ttl=5; secret,k=a=b,empty=,e=%C3%A9';
    expect(fieldsOf(header)).toEqual({
      userId: 'alice | ',
      serverNode: 'DF 28 | ttl=5; secret',
      k: 'a=b | ',
      empty: ' | ',
      e: 'é | ',
    });
    expect(problemsOf(header)).toEqual([]);
  });

  test.each(
    byOutcome([
      ['a', ['error 0: no "=" in this member, key=value expected']],
      ['=a', ['error 0: there is no key']],
      ['a=1,,b=2', ['warning 4: a member is empty']],
      ['', ['warning 0: a member is empty']],
      ['a b=1', ['error 1: the key holds a blank, which keys may not']],
      ['ä=1', ['error 0: the key holds "ä", which keys may not']],
      ['a=b c', ['error 3: the value holds a blank, which has to be percent-encoded']],
      ['a="b"', [`error 2: the value holds '"', which has to be percent-encoded`]],
      ['a=b\\c', ['error 3: the value holds "\\", which has to be percent-encoded']],
      ['a=ü', ['error 2: the value holds "ü", which has to be percent-encoded']],
      ['a=1;b c', ['error 5: the key holds a blank, which keys may not']],
      ['a=1;b=ü', ['error 6: the value holds "ü", which has to be percent-encoded']],
      ['a=%zz', ['warning 2: "%" without two hexadecimal digits behind it']],
      ['a=%ff', ['warning 2: what is percent-encoded is not UTF-8']],
      ['a=1,a=2', ['warning 4: key a is there more than once; which counts is open']],
      [members(65), ['warning 314: 65 members; only 64 are sure to be passed on']],
      [members(181), ['error 970: more than 180 members']],
      [`a=${'x'.repeat(8191)}`, ['warning 8193: 8193 bytes; only 8192 are sure to be passed on']],
    ]),
  )('%j', (problems, value) => {
    expect(problemsOf(`baggage: ${value}`)).toEqual(problems);
  });

  test('of several headers, all count', () => {
    expect(fieldsOf('baggage: a=1', 'baggage: b=2')).toEqual({ a: '1 | ', b: '2 | ' });
    expect(problemsOf('baggage: a=1', 'baggage: a=2')).toEqual([
      'warning 0: key a is there more than once; which counts is open',
    ]);
  });
});
