import { describe, expect, test } from 'vitest';

import { byOutcome, context, decoded, fieldsOf, problemsOf, spanId, traceId } from './decoding.ts';

const valid = `traceparent: 00-${traceId}-${spanId}-01`;

describe('traceparent', () => {
  test('says version, trace, span and flags', () => {
    expect(fieldsOf(valid)).toEqual({
      version: '00 | the current one',
      'trace id': `${traceId} | `,
      'parent id': `${spanId} | the caller's span`,
      flags: '01 | sampled',
    });
    expect(problemsOf(valid)).toEqual([]);
    expect(decoded(valid).context).toEqual(context());
  });

  test.each([
    ['00', false, 'not sampled'],
    ['01', true, 'sampled'],
    ['02', false, 'not sampled, random trace id'],
    ['03', true, 'sampled, random trace id'],
  ])('flags %s', (flags, sampled, meaning) => {
    const header = `traceparent: 00-${traceId}-${spanId}-${flags}`;
    expect(decoded(header).context).toEqual(context({ sampled }));
    expect(fieldsOf(header)['flags']).toBe(`${flags} | ${meaning}`);
    expect(problemsOf(header)).toEqual([]);
  });

  test('tells an id of 64 bits', () => {
    const header = `traceparent: 00-0000000000000000a3ce929d0e0e4736-${spanId}-01`;
    expect(fieldsOf(header)['trace id']).toBe(
      '0000000000000000a3ce929d0e0e4736 | 64 bits, filled up with zeros',
    );
  });

  test.each([
    ['', ['error 0: the value is empty']],
    [`00-${traceId.slice(1)}-${spanId}-01`, ['error 3: trace id has 31 digits, 32 expected']],
    [`00-${traceId}0-${spanId}-01`, ['error 3: trace id has 33 digits, 32 expected']],
    [`00--${spanId}-01`, ['error 3: trace id is empty']],
    [`00-${'0'.repeat(32)}-${spanId}-01`, ['error 3: trace id is all zeros, which stands for none']],
    [`00-${traceId}-${'0'.repeat(16)}-01`, ['error 36: parent id is all zeros, which stands for none']],
    [`00-${traceId}-${spanId.slice(1)}-01`, ['error 36: parent id has 15 digits, 16 expected']],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, ['error 4: trace id is in upper case, lower case expected']],
    [
      `00-${traceId}-${spanId.toUpperCase()}-01`,
      ['error 38: parent id is in upper case, lower case expected'],
    ],
    [
      `00-${traceId.slice(0, -1)}g-${spanId}-01`,
      ['error 34: trace id holds "g", which is no hexadecimal digit'],
    ],
    [`00-${traceId}-${spanId}-0x`, ['error 54: flags holds "x", which is no hexadecimal digit']],
    [`00-${traceId}-${spanId}-1`, ['error 53: flags has 1 digit, 2 expected']],
    [
      `00-${traceId}-${spanId}-0A`,
      [
        'error 54: flags is in upper case, lower case expected',
        'warning 53: 1 unknown flag 0x08: version 00 sets them to zero',
      ],
    ],
    [`00-${traceId}-${spanId}-85`, ['warning 53: 2 unknown flags 0x04 0x80: version 00 sets them to zero']],
    [`00-${traceId}-${spanId}-01-`, ['error 56: text behind the flags, where version 00 ends']],
    [`00-${traceId}-${spanId}-01-more-of-it`, ['error 56: text behind the flags, where version 00 ends']],
    [`ff-${traceId}-${spanId}-01`, ['error 0: version ff is forbidden']],
    [`0-${traceId}-${spanId}-01`, ['error 0: version has 1 digit, 2 expected']],
    [
      `CC-${traceId}-${spanId}-01`,
      [
        'error 0: version is in upper case, lower case expected',
        'warning 0: version cc is newer than 00; its first four parts are read as those of 00',
      ],
    ],
    [`00-${traceId}-${spanId}`, ['error 52: flags are missing: 3 parts, 4 expected']],
    [`${traceId}-${spanId}-01`, ['error 0: the version is missing: 3 parts, 4 expected']],
    [`00-${traceId}`, ['error 35: parent id and flags are missing: 2 parts, 4 expected']],
    [traceId, ['error 0: one part, 4 expected: version-trace id-parent id-flags']],
    [`00:${traceId}:${spanId}:01`, ['error 2: ":" between the parts, "-" expected']],
    [`00 ${traceId} ${spanId} 01`, ['error 2: a blank between the parts, "-" expected']],
    [
      `00- ${traceId}-${spanId}-01`,
      [
        'error 3: trace id holds a blank, which is no hexadecimal digit',
        'error 3: trace id has 33 digits, 32 expected',
      ],
    ],
    [
      `"00-${traceId}-${spanId}-01"`,
      [
        `error 0: version holds '"', which is no hexadecimal digit`,
        'error 0: version has 3 digits, 2 expected',
        `error 56: flags holds '"', which is no hexadecimal digit`,
        'error 54: flags has 3 digits, 2 expected',
      ],
    ],
    [
      `00-${traceId}-${spanId}-01,00-${traceId}-${spanId}-01`,
      ['error 56: a comma: traceparent was sent more than once and a proxy joined the values'],
    ],
  ])('%s', (value, problems) => {
    expect(problemsOf(`traceparent: ${value}`)).toEqual(problems);
    expect(decoded(`traceparent: ${value}`).isValid).toBe(
      problems.every((text) => text.startsWith('warning')),
    );
  });

  test('a later version is read as far as it is known', () => {
    const header = `traceparent: cc-${traceId}-${spanId}-07-what-the-future-will-be-like`;
    expect(decoded(header)).toMatchObject({ isValid: true, context: context() });
    expect(fieldsOf(header)).toMatchObject({
      version: 'cc | not known here',
      flags: '07 | sampled',
      more: 'what-the-future-will-be-like | of the newer version, not read',
    });
  });

  test('ids that can be told in spite of errors are', () => {
    expect(decoded(`traceparent: 00-${traceId.toUpperCase()}-${spanId}-01`)).toMatchObject({
      isValid: false,
      context: context(),
    });
    expect(decoded(`traceparent: 00-${traceId.slice(1)}-${spanId}-01`).context).toBeUndefined();
  });

  test('sent twice is wrong where the values differ', () => {
    expect(problemsOf(valid, valid)).toEqual(['warning 0: traceparent is sent more than once']);
    expect(problemsOf(valid, `traceparent: 00-${traceId}-${spanId}-00`)).toEqual([
      'error 0: traceparent is sent again with another value; which one counts is open',
    ]);
  });
});

/** What is wrong with a list beside a valid traceparent. */
function wrong(list: string, flags = '01'): string[] {
  return problemsOf(`traceparent: 00-${traceId}-${spanId}-${flags}`, `tracestate: ${list}`);
}

describe('tracestate', () => {
  test.each([
    'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE',
    'a=1, b=2 ,\tc=3',
    'a=1,,b=2, ,',
    '',
    'fw529a3039@dt=FfwAAAA',
    '0a@b=1',
    `${'k'.repeat(256)}=1`,
    `k=${'v'.repeat(256)}`,
    'k= v v',
    'a_-*/=!~<>"',
    Array.from({ length: 32 }, (_, i) => `k${i}=v`).join(','),
  ])('list %# is fine', (list) => {
    expect(wrong(list)).toEqual([]);
    expect(decoded(valid, `tracestate: ${list}`).context?.traceState).toBe(list.trim() || undefined);
  });

  test.each(
    byOutcome([
      ['foo', 'error 0: no "=" in this member, key=value expected'],
      ['a=1,foo,b=2', 'error 4: no "=" in this member, key=value expected'],
      ['=1', 'error 0: there is no key before "="'],
      ['a=', 'error 2: there is no value behind "="'],
      ['a=b=c', 'error 3: the value holds "=", which values may not'],
      ['Foo=1', 'error 0: the key is in upper case, lower case expected'],
      ['fOo=1', 'error 1: the key is in upper case, lower case expected'],
      ['f.oo=1', 'error 1: the key holds ".", which keys may not'],
      ['foo =1', 'error 3: the key holds a blank, which keys may not'],
      ['_foo=1', 'error 0: the key begins with "_", a letter or digit expected'],
      ['1a=1', 'warning 0: the key begins with a digit, which level 1 of the specification does not allow'],
      ['a=é', 'error 2: the value holds "é", which values may not'],
      ['a=1\tb', 'error 3: the value holds "\t", which values may not'],
      ['a=1,b=2,a=3', 'error 8: key a is there twice: member 1 and member 3'],
      [`${'k'.repeat(257)}=1`, 'error 0: the key has 257 characters, at most 256 expected'],
      [`k=${'v'.repeat(257)}`, 'error 2: the value has 257 characters, at most 256 expected'],
      [
        Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(','),
        'error 182: more than 32 members; receivers drop the whole list',
      ],
      [
        `a=${'v'.repeat(255)},b=${'v'.repeat(255)}`,
        'warning 515: 515 characters; only the first 512 are sure to be passed on',
      ],
    ]),
  )('%j', (problem, list) => {
    expect(wrong(list)).toEqual([problem]);
  });

  test('a list that receivers drop is not passed on', () => {
    expect(decoded(valid, 'tracestate: A=1')).toMatchObject({ isValid: false, context: context() });
  });

  test('several headers are one list', () => {
    expect(decoded(valid, 'tracestate: a=1', 'tracestate: b=2').context?.traceState).toBe('a=1,b=2');
    expect(problemsOf(valid, 'tracestate: a=1', 'tracestate: a=2')).toEqual([
      'error 0: key a is there twice: member 1 and member 2',
    ]);
  });

  test('alone it is of no use', () => {
    expect(problemsOf('tracestate: a=1')).toEqual([
      'warning 0: tracestate without traceparent: receivers drop it',
    ]);
    expect(decoded('tracestate: a=1')).toMatchObject({ isValid: true, context: undefined });
  });

  test.each([
    [
      'dd=s:2;o:rum;p:00f067aa0ba902b7;t.dm:-4;t.usr.id:baz64~~;t.tid:640cfd8d00000000;x:y',
      {
        'dd.s': '2 | sampled: the user kept it',
        'dd.o': 'rum | where the trace began',
        'dd.p': "00f067aa0ba902b7 | the last span of Datadog's",
        'dd.t.dm': '-4 | decided by the code, by hand',
        'dd.t.usr.id': 'baz64== | who the user is, in base64',
        'dd.t.tid': '640cfd8d00000000 | the high 64 bits of the trace id, made 2023-03-11 22:15:41 UTC',
        'dd.x': 'y | ',
      },
    ],
    ['ot=th:0', { 'ot.th': '0 | kept with probability 100%' }],
    [
      'ot=th:c;p:8',
      { 'ot.th': 'c | kept with probability 25%', 'ot.p': '8 | probability 2^-p, of an older draft' },
    ],
    ['ot=rv:6e6d1a75832a2f', { 'ot.rv': "6e6d1a75832a2f | randomness in place of the trace id's" }],
    ['es=s:0.25', { es: 's:0.25 | Elastic', 'es.s': '0.25 | share of transactions kept' }],
    [
      '123@nr=0-0-1349956-41346604-27ddd2d8890283b4-b28be285632bbc0a-1-1.1273-1569367663277',
      {
        '123@nr': '0-0-1349956-41346604-27ddd2d8890283b4-b28be285632bbc0a-1-1.1273-1569367663277 | New Relic',
        'nr.account': '1349956 | ',
        'nr.parentType': '0 | an application',
        'nr.sampled': '1 | sampled',
        'nr.timestamp': '1569367663277 | 2019-09-24 23:27:43 UTC',
      },
    ],
    ['in=fa2375d711a4ca0f;02468acefdb97531', { 'in.trace': "fa2375d711a4ca0f | Instana's trace id" }],
    ['sw=d4e8b3a2c1f09876-01', { 'sw.flags': '01 | sampled' }],
    ['tenant-1@dt=fw4;3', { 'tenant-1@dt': 'fw4;3 | Dynatrace' }],
  ])('explains %s', (list, fields) => {
    expect(fieldsOf(valid, `tracestate: ${list}`)).toMatchObject(fields);
    expect(wrong(list)).toEqual([]);
  });

  test.each([
    ['ot=th:X', 'warning 6: the threshold is not of 1 to 14 hexadecimal digits in lower case'],
    ['ot=th:123456789abcdef', 'warning 6: the threshold is not of 1 to 14 hexadecimal digits in lower case'],
    ['ot=rv:123', 'warning 6: the randomness is not of 14 hexadecimal digits in lower case'],
    ['es=s:2', 'warning 5: the sample rate is no number from 0 to 1 of at most 4 decimals'],
    [
      'ot=th:8;rv:7fffffffffffff',
      'warning 6: traceparent says sampled, though the randomness is below this threshold',
    ],
  ])('finds what vendors would not write: %s', (list, problem) => {
    expect(wrong(list)).toEqual([problem]);
  });

  test('a random trace id stands in for the randomness', () => {
    // The last 14 digits of the trace id are ce929d0e0e4736.
    const problem = 'warning 6: traceparent says sampled, though the randomness is below this threshold';
    expect(wrong('ot=th:ce929d0e0e4736', '03')).toEqual([]);
    expect(wrong('ot=th:ce929d0e0e4737', '03')).toEqual([problem]);
    expect(wrong('ot=th:ce929d0e0e4737', '02')).toEqual([]);
    expect(wrong('ot=th:ce929d0e0e4737', '01')).toEqual([]);
  });
});
