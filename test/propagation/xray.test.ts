import { describe, expect, test } from 'vitest';

import { decoded, fieldsOf, problemsOf } from './decoding.ts';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const parent = '53995c3f42cd8ad8';
const context = {
  traceId: '5759e988bd862e3fe1be46a994272793',
  spanId: parent,
  parentSpanId: undefined,
  sampled: true,
  traceState: undefined,
};

describe('X-Amzn-Trace-Id', () => {
  test.each([
    [`Root=${root};Parent=${parent};Sampled=1`, context],
    [`Sampled=0; Parent=${parent}; Root=${root}`, { ...context, sampled: false }],
    [`Root=${root};Parent=${parent};Sampled=?`, { ...context, sampled: 'deferred' }],
    [`Root=${root};Parent=${parent}`, { ...context, sampled: 'deferred' }],
    [`Root=${root}`, { ...context, spanId: undefined, sampled: 'deferred' }],
    [`Self=1-67891234-12456789abcdef012345678a;Root=${root};Parent=${parent};Sampled=1;`, context],
    [`Root=${root};Parent=${parent};Sampled=1;Lineage=a87bd80c:1|68fd508a:5;CalledFrom=app`, context],
  ])('%s', (value, expected) => {
    expect(decoded(`X-Amzn-Trace-Id: ${value}`).context).toEqual(expected);
    expect(problemsOf(`X-Amzn-Trace-Id: ${value}`)).toEqual([]);
  });

  test('says when the trace was made, and what else there is', () => {
    const header = `X-Amzn-Trace-Id: Self=1-67891234-12456789abcdef012345678a;Root=${root};Sampled=?;CalledFrom=app`;
    expect(fieldsOf(header)).toEqual({
      Self: "1-67891234-12456789abcdef012345678a | the load balancer's id of this request, made 2025-01-16 14:05:40 UTC",
      Root: `${root} | trace id, made 2016-06-09 22:11:20 UTC`,
      Sampled: '? | whoever receives this decides',
      CalledFrom: "app | not one of X-Ray's; passed on",
    });
  });

  test.each([
    [`Parent=${parent};Sampled=1`, ['error 33: Root is missing: Root=1-<8 digits>-<24 digits> expected']],
    [
      root,
      [
        'error 0: Root= is missing before the id',
        'error 35: Root is missing: Root=1-<8 digits>-<24 digits> expected',
      ],
    ],
    [
      'Root=5759e988bd862e3fe1be46a994272793',
      [
        'error 5: Root has 1 part, 3 expected: 1-<8 digits>-<24 digits> (it would be 1-5759e988-bd862e3fe1be46a994272793)',
      ],
    ],
    ['Root=1-5759e988', ['error 5: Root has 2 parts, 3 expected: 1-<8 digits>-<24 digits>']],
    [`Root=2${root.slice(1)}`, ['error 5: the version in Root is not 1']],
    ['Root=1-5759e98-bd862e3fe1be46a994272793', ['error 7: the time in Root has 7 digits, 8 expected']],
    ['Root=1-5759e988-bd862e3fe1be46a99427279', ['error 16: the end of Root has 23 digits, 24 expected']],
    [`Root=1-5759e988-${'0'.repeat(24)}`, ['error 16: the end of Root is all zeros, which stands for none']],
    [
      `Root=${root.toUpperCase()}`,
      [
        'warning 11: the time in Root is in upper case; some readers take lower case only',
        'warning 16: the end of Root is in upper case; some readers take lower case only',
      ],
    ],
    [`Root=${root};Parent=5399`, ['error 48: Parent has 4 digits, 16 expected']],
    [`Root=${root};Sampled=true`, ['error 49: Sampled is none of 0, 1 and ?']],
    [`root=${root}`, ['warning 0: Root is spelled in another case; not all readers take that']],
    [`Root=${root};Root=${root}`, ['warning 41: Root is there twice; the last one counts']],
    [`Root=${root};nonsense`, ['error 41: no "=" in this part, key=value expected']],
    [`Root=${root};Self=x`, ['warning 46: Self is not of the form 1-<8 digits>-<24 digits>']],
    [
      `Root=${root},Parent=${parent}`,
      ['error 41: a comma: X-Amzn-Trace-Id was sent more than once and a proxy joined the values'],
    ],
  ])('%s', (value, problems) => {
    expect(problemsOf(`X-Amzn-Trace-Id: ${value}`)).toEqual(problems);
  });
});
