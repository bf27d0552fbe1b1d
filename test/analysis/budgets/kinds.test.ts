/** Each kind of assertion, where it holds and where it does not, with what it says. */
import { describe, expect, test } from 'vitest';

import { asserting, checkedText } from '../../support/budgets.ts';
import { drawn } from '../../support/drawn.ts';
import type { SpanSpec } from '../../support/spans.ts';

const ms = { unit: 1e6 };

/** 20 ms; redis before postgres, three queries, the last of which failed. */
const checkout = drawn(
  `
  checkout @web server      |==================|
    HGET @redis              |===|
    SELECT @postgres client       |==|
    SELECT @postgres client           |==|
    SELECT @postgres client ! id:bad      |==|
`,
  ms,
);

/** 10 ms; postgres at the same time as redis. */
const quick = drawn(
  `
  checkout @web server   |========|
    HGET @redis           |=====|
    SELECT @postgres        |===|
`,
  ms,
);

const traces = [checkout, quick];

/** The first of the lines, and those below it: without the verdict on all. */
function said(assertion: string, more?: string): string[] {
  return checkedText(asserting(assertion, more), { traces }).trim().split('\n').slice(0, -1);
}

describe.each([
  {
    kind: 'duration',
    holds: ['duration: 20ms', 'ok     shop duration  20ms <= 20ms  2 traces'],
    broken: [
      'duration: 19ms',
      'FAIL   shop duration  20ms > 19ms (+1ms, +5.3%)  in 1 of 2 traces',
      '         in [web] checkout: 20ms',
      '         tracectl show 1 --focus 1 -f traces.jsonl',
    ],
  },
  {
    kind: 'duration of spans',
    holds: ['duration: { max: 7ms, service: redis }', 'ok     shop duration of [redis]  7ms <= 7ms  2 spans'],
    broken: [
      'duration: { max: 4ms, where: "{ status = error || resource.service.name = \\"redis\\" }" }',
      'FAIL   shop duration of { status = error || resource.service.name = "redis" }  7ms > 4ms (+3ms, +75%)  in 2 of 3 spans',
      '         in [redis] HGET: 7ms',
      '         tracectl show 2 --focus 2 -f traces.jsonl',
    ],
  },
  {
    kind: 'criticalPath',
    holds: [
      'criticalPath: { service: postgres, max: 12ms }',
      'ok     shop critical path of [postgres]  12ms <= 12ms  2 traces',
    ],
    broken: [
      'criticalPath: { service: postgres, max: 10ms }',
      'FAIL   shop critical path of [postgres]  12ms > 10ms (+2ms, +20%)  in 1 of 2 traces',
      '         in [postgres] SELECT: 12ms',
      '         tracectl show 1 --focus 3 -f traces.jsonl',
    ],
  },
  {
    kind: 'selfTime',
    holds: ['selfTime: { operation: HGET, max: 7ms }', 'ok     shop self time of HGET  7ms <= 7ms  2 traces'],
    broken: [
      'selfTime: { operation: HGET, max: 6ms }',
      'FAIL   shop self time of HGET  7ms > 6ms (+1ms, +17%)  in 1 of 2 traces',
      '         in [redis] HGET: 7ms',
      '         tracectl show 2 --focus 2 -f traces.jsonl',
    ],
  },
  {
    kind: 'spans',
    holds: [
      'spans: { service: postgres, max: 3, min: 1 }',
      'ok     shop spans of [postgres]  3 <= 3  2 traces',
    ],
    broken: [
      'spans: { service: postgres, max: 2 }',
      'FAIL   shop spans of [postgres]  3 > 2 (+1)  in 1 of 2 traces',
      '         in [web] checkout: 3 spans',
      '         tracectl show 1 --focus 1 -f traces.jsonl',
    ],
  },
  {
    kind: 'errors',
    holds: ['errors: 1', 'ok     shop errors  1 <= 1  2 traces'],
    broken: [
      'errors: 0',
      'FAIL   shop errors  1 > 0 (+1)  in 1 of 2 traces',
      '         in [postgres] SELECT: 1 failed span',
      '         tracectl show 1 --focus bad -f traces.jsonl',
    ],
  },
  {
    kind: 'present',
    holds: ['present: redis', 'ok     shop spans of [redis]  1 >= 1  2 traces'],
    broken: [
      'present: { where: "{ status = error }" }',
      'FAIL   shop spans of { status = error }  0 < 1 (-1)  in 1 of 2 traces',
      '         in [web] checkout: 0 spans',
      '         tracectl show 2 --focus 1 -f traces.jsonl',
    ],
  },
  {
    kind: 'absent',
    holds: ['absent: legacy', 'ok     shop spans of [legacy]  0 <= 0  2 traces'],
    broken: [
      'absent: redis',
      'FAIL   shop spans of [redis]  1 > 0 (+1)  in 2 of 2 traces',
      '         in [redis] HGET: 1 span',
      '         tracectl show 1 --focus 2 -f traces.jsonl',
    ],
  },
  {
    kind: 'order',
    holds: [
      'order: { call: { operation: SELECT }, after: legacy }',
      '?      shop order  SELECT after [legacy]  0 traces, no trace has both',
    ],
    broken: [
      'order: { call: postgres, after: redis }',
      'FAIL   shop order  [postgres] before [redis] had ended (by 5ms), expected [postgres] after [redis]  in 1 of 2 traces',
      '         in [postgres] SELECT: 5ms',
      '         tracectl show 2 --focus 3 -f traces.jsonl',
    ],
  },
  {
    kind: 'samples',
    holds: ['samples: 2', 'ok     shop traces  2 >= 2  2 traces'],
    broken: ['samples: 3', 'FAIL   shop traces  2 < 3 (-1)  2 traces'],
  },
])('$kind', ({ holds, broken }) => {
  test('where it holds', () => {
    const [assertion, ...lines] = holds;
    expect(said(assertion)).toEqual(lines);
  });

  test('where it does not', () => {
    const [assertion, ...lines] = broken;
    expect(said(assertion)).toEqual(lines);
  });
});

test('calls in order are in order', () => {
  const text = checkedText(asserting('order: { call: postgres, after: redis }'), { traces: [checkout] });
  expect(text).toBe('ok     shop order  [postgres] after [redis]  1 trace\nthe budget holds\n');
});

describe('findings', () => {
  /** Ten queries, one after the other. */
  const loop: SpanSpec[] = [
    { id: '1', name: 'list', service: 'web', kind: 'server', start: 0, end: 100e6 },
    ...Array.from({ length: 10 }, (_, i): SpanSpec => {
      return {
        id: `a${i}`,
        parent: '1',
        name: 'SELECT',
        kind: 'client',
        start: i * 10e6,
        end: (i + 1) * 10e6,
      };
    }),
  ];

  test('where there are none', () => {
    expect(said('findings: [n-plus-one, missing-parent]')).toEqual([
      'ok     shop findings  no n-plus-one, missing-parent  2 traces',
    ]);
  });

  test('where there is one', () => {
    const text = checkedText(asserting('findings: { none: [retry, n-plus-one] }'), { traces: [quick, loop] });
    expect(text.split('\n').slice(0, -2)).toEqual([
      'FAIL   shop findings  1 n-plus-one, expected no retry, n-plus-one  in 1 of 2 traces',
      '         in [web] list: 10 [a] SELECT calls one after another under list; run together they could save up to 90ms',
      '         tracectl show 2 --focus 1 -f traces.jsonl',
    ]);
  });
});

describe('lost context', () => {
  const root: SpanSpec[] = [
    { id: '3', name: 'POST /pay', service: 'bank', kind: 'server', start: 52e6, end: 58e6 },
  ];
  const traces = [calling(10e6), calling(50e6), root];

  test('where none was lost', () => {
    const text = checkedText(asserting('findings: [lost-context]'), { traces: traces.slice(0, 2) });
    expect(text).toBe('ok     shop findings  no lost-context  2 traces\nthe budget holds\n');
  });

  test('where it was lost in a trace that the budget is about, though the other one is not', () => {
    const where = 'where: \'{ rootName = "work" }\'';
    const text = checkedText(asserting('findings: [lost-context]', where), { traces });
    expect(text.split('\n').slice(0, -2)).toEqual([
      'FAIL   shop findings  1 lost-context, expected no lost-context  in 1 of 2 traces',
      '         in [web] pay: [bank] starts its own traces where [web] calls pay: context is lost between them (2 of 2 calls); ' +
        'either [web] does not inject it or [bank] does not extract it: no other caller tells which',
      '         tracectl show 2 --focus 2 -f traces.jsonl',
    ]);
    const other = checkedText(asserting('findings: [lost-context]', where.replace('work', 'POST /pay')), {
      traces,
    });
    expect(other).toContain('ok     shop findings  no lost-context  1 trace\n');
  });
});

describe('locked', () => {
  const locked = [checkout];

  test('where requests call what they did, as often', () => {
    const text = checkedText(asserting('locked: true'), { traces: [checkout, checkout], locked });
    expect(text).toBe('ok     shop shape  as in tracectl.lock  2 traces\nthe budget holds\n');
  });

  test('where one does not', () => {
    const slipped: SpanSpec[] = [
      ...checkout,
      { id: 'new', parent: '1', name: 'GET session', service: 'redis', start: 1e6, end: 2e6 },
    ];
    const text = checkedText(asserting('locked: { shape: true }'), { traces: [checkout, slipped], locked });
    expect(text.split('\n').slice(0, -2)).toEqual([
      'FAIL   shop shape  +0..1 [redis] GET session in [web] checkout, expected as in tracectl.lock  in 1 of 2 traces, ' +
        'tracectl lock --update accepts it',
      '         in [redis] GET session: +1 [redis] GET session in [web] checkout',
      '         tracectl show 2 --focus new -f traces.jsonl',
    ]);
  });

  test('where a call is gone: the one that made it is shown', () => {
    const text = checkedText(asserting('locked: true'), { traces: [checkout.slice(0, 2)], locked });
    expect(text).toContain('-few [postgres] SELECT in [web] checkout, expected as in tracectl.lock');
    expect(text).toContain('in [web] checkout: -few [postgres] SELECT in [web] checkout\n');
  });

  test('where many things differ, some are named', () => {
    const calls = ['a', 'b', 'c', 'd', 'e'].map((name): SpanSpec => {
      return { id: name, parent: '1', name, service: 'x', start: 1e6, end: 2e6 };
    });
    const text = checkedText(asserting('locked: true'), { traces: [[...checkout, ...calls]], locked });
    expect(text).toContain('+1 [x] c in [web] checkout; and 2 more, expected as in tracectl.lock');
  });

  test('where no trace is whole, nobody knows', () => {
    const broken = [{ ...checkout[0], id: 'gone' }, ...checkout.slice(1)];
    const text = checkedText(asserting('locked: true'), { traces: [broken], locked });
    expect(text).toContain('?      shop shape  as in tracectl.lock  0 traces, spans are missing');
  });
});

describe('match: span', () => {
  test('is about the spans that match', () => {
    const more = 'match: span\n    where: \'{ resource.service.name = "postgres" }\'';
    expect(said('duration: 3ms', more)[0]).toBe(
      'FAIL   shop duration  5ms > 3ms (+2ms, +67%)  in 4 of 4 spans',
    );
    expect(said('errors: 0', more)[0]).toBe('FAIL   shop errors  1 > 0 (+1)  in 1 of 2 traces');
    expect(said('spans: 3', more)).toEqual(['ok     shop spans  3 <= 3  2 traces']);
    expect(said('samples: 4', more)).toEqual(['ok     shop spans  4 >= 4  4 spans']);
    expect(said('spans: { max: 0, service: redis }', more)).toEqual([
      'ok     shop spans of [redis]  0 <= 0  2 traces',
    ]);
  });
});

/** A call of the bank. */
function calling(start: number): SpanSpec[] {
  return [
    { id: '1', name: 'work', service: 'web', start: start - 1e6, end: start + 11e6 },
    {
      id: '2',
      parent: '1',
      name: 'pay',
      service: 'web',
      kind: 'client',
      start,
      end: start + 10e6,
      attributes: { 'server.address': 'bank' },
    },
  ];
}
