import { describe, expect, test } from 'vitest';

import { context, decoded, fieldsOf, problemsOf, spanId, traceId } from './decoding.ts';

const low = 'x-datadog-trace-id: 11803532876627986230';
const parent = 'x-datadog-parent-id: 67667974448284343';
const priority = 'x-datadog-sampling-priority: 1';
const tags = 'x-datadog-tags: _dd.p.tid=4bf92f3577b34da6,_dd.p.dm=-4';

describe('x-datadog-*', () => {
  test.each([
    [[low, parent, priority, tags], context()],
    [[low, parent, priority], context({ traceId: '0000000000000000a3ce929d0e0e4736' })],
    [[low, parent, tags], context({ sampled: 'deferred' })],
    [[low, parent, 'x-datadog-sampling-priority: 2', tags], context()],
    [[low, parent, 'x-datadog-sampling-priority: 0', tags], context({ sampled: false })],
    [[low, parent, 'x-datadog-sampling-priority: -1', tags], context({ sampled: false })],
    // 2^53 + 1 and the largest id: exact.
    [
      ['x-datadog-trace-id: 9007199254740993', 'x-datadog-parent-id: 18446744073709551615', priority],
      context({ traceId: '00000000000000000020000000000001', spanId: 'ffffffffffffffff' }),
    ],
  ])('%j', (headers, expected) => {
    expect(decoded(...headers).context).toEqual(expected);
    expect(problemsOf(...headers)).toEqual([]);
  });

  test('ids in hexadecimal, tags in words', () => {
    const more = [
      'x-datadog-origin: rum',
      'x-datadog-tags: _dd.p.tid=640cfd8d00000000,_dd.p.dm=-11,_dd.p.ts=02',
    ];
    expect(fieldsOf(low, parent, priority, ...more)).toEqual({
      'trace id': '11803532876627986230 | a3ce929d0e0e4736, the low 64 bits',
      'parent id': `67667974448284343 | ${spanId}, the caller's span`,
      priority: '1 | sampled: the sampler kept it',
      origin: 'rum | where the trace began',
      '_dd.p.tid': '640cfd8d00000000 | the high 64 bits of the trace id, made 2023-03-11 22:15:41 UTC',
      '_dd.p.dm': '-11 | decided by a remote rule of the user',
      '_dd.p.ts': '02 | which products made the trace, as bits',
    });
  });

  test.each([
    [[parent], ['error 17: x-datadog-trace-id is missing']],
    [[low], ['warning 0: x-datadog-parent-id is missing']],
    [
      ['x-datadog-trace-id: a3ce929d0e0e4736', parent],
      ['error 0: the trace id is hexadecimal, decimal expected (it would be 11803532876627986230)'],
    ],
    [
      [`x-datadog-trace-id: ${traceId}`, parent],
      [
        'error 0: the trace id has 128 bits in hexadecimal, 64 in decimal expected (their low half is 11803532876627986230)',
      ],
    ],
    [
      ['x-datadog-trace-id: 18446744073709551616', parent],
      ['error 0: the trace id is larger than 64 bits hold (18446744073709551615)'],
    ],
    [
      [`x-datadog-trace-id: ${'9'.repeat(40)}`, parent],
      ['error 0: the trace id is larger than 64 bits hold (18446744073709551615)'],
    ],
    [['x-datadog-trace-id: 0', parent], ['error 0: the trace id is zero, which stands for none']],
    [['x-datadog-trace-id:', parent], ['error 0: the trace id is empty']],
    [['x-datadog-trace-id: 12.5', parent], ['error 2: the trace id holds ".", which is no decimal digit']],
    [
      [low, 'x-datadog-parent-id: 0'],
      ['warning 0: the parent id is zero, which stands for none: synthetic tests send it'],
    ],
    [
      [low, parent, 'x-datadog-sampling-priority: 9'],
      ['warning 0: unknown sampling priority: -1, 0, 1 and 2 are known'],
    ],
    [
      [low, parent, 'x-datadog-sampling-priority: 0.5'],
      ['error 0: the sampling priority is no whole number'],
    ],
    [
      [low, parent, 'x-datadog-tags: _dd.p.tid=4BF92F3577B34DA6'],
      ['error 11: _dd.p.tid is in upper case, lower case expected'],
    ],
    [[low, parent, 'x-datadog-tags: _dd.p.tid=123'], ['error 10: _dd.p.tid has 3 digits, 16 expected']],
    [[low, parent, 'x-datadog-tags: nonsense'], ['error 0: no "=" in this tag, key=value expected']],
    [[low, parent, 'x-datadog-tags: a=b'], ['warning 0: tags without _dd.p. in front are not passed on']],
    [
      [low, parent, `x-datadog-tags: _dd.p.x=${'v'.repeat(512)}`],
      ['warning 520: 520 characters of tags; beyond 512 tracers drop them'],
    ],
  ])('%j', (headers, problems) => {
    expect(problemsOf(...headers)).toEqual(problems);
  });
});
