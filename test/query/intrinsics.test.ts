import { describe, expect, test } from 'vitest';

import { compileQuery } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { failed, int, ok, text } from '../e2e/traceql/plans.ts';
import { storeOf, traceOf } from '../support/spans.ts';
import { found, planned } from './ask.ts';

const trace = planned(
  { name: 'GET /', service: 'web', kind: 2, length: 100, status: failed('boom') },
  {
    name: 'query',
    service: 'db',
    kind: 3,
    start: 10,
    length: 20,
    status: ok,
    scope: { name: 'lib.db', version: '1.2', attributes: { layer: text('store') } },
    events: [
      { name: 'start', at: 0, attributes: { step: int(1), who: text('a') } },
      { name: 'retry', at: 5, attributes: { step: int(2), who: text('b') } },
    ],
    links: [
      { trace: 0, span: 2, attributes: { reason: text('retry') } },
      { trace: 0, span: 0, attributes: { reason: text('batch') } },
    ],
  },
  { name: 'render', parent: 0, start: 40, length: 5 },
);
const [root, query, render] = ['GET /', 'query', 'render'];

describe('every span has', () => {
  test.each([
    ['name = "query"', [query]],
    ['span:name =~ "GET.*"', [root]],
    ['duration >= 20ms', [root, query]],
    ['duration = 5ms', [render]],
    ['status = error', [root]],
    ['status != error', [query, render]],
    ['status = unset', [render]],
    ['statusMessage = "boom"', [root]],
    ['statusMessage = ""', [query, render]],
    ['kind = client', [query]],
    ['kind != client', [root, render]],
    ['kind = unspecified', [render]],
    ['traceDuration = 100ms && name = "query"', [query]],
    ['rootName = "GET /" && rootServiceName = "web"', [root, query, render]],
    ['rootName = name', [root]],
    ['span:childCount = 2', [root]],
    ['nestedSetLeft = 2', [query]],
    ['span:parentID = "0000000000000000"', [root]],
    ['instrumentation:name = "lib.db" && instrumentation:version =~ "1.*"', [query]],
    ['instrumentation:name = ""', [root, render]],
    ['instrumentation.layer = "store"', [query]],
    ['duration > traceDuration / 2', [root]],
  ])('%s', (condition, names) => {
    expect(found(trace, `{ ${condition} }`)).toEqual(names);
  });

  test('ids, whose zeros in front and case mean nothing', () => {
    const spanId = trace.store.spanId(trace.row[1]);
    expect(found(trace, `{ span:id = "${spanId.toUpperCase()}" }`)).toEqual([query]);
    expect(found(trace, `{ span:id = "000${spanId}" }`)).toEqual([query]);
    expect(found(trace, `{ span:id != "${spanId}" }`)).toEqual([root, render]);
    expect(found(trace, `{ span:parentID = "${trace.store.spanId(trace.row[0])}" }`)).toEqual([
      query,
      render,
    ]);
    expect(found(trace, `{ trace:id = "00${trace.traceId}" }`)).toHaveLength(3);
    expect(found(trace, '{ span:id =~ "b.*" }')).toHaveLength(3);
  });
});

describe('events and links', () => {
  test.each([
    ['event:name = "retry"', [query]],
    ['event:name != "retry"', [query]],
    ['event:name != nil', [query]],
    ['event:name = nil', [root, render]],
    ['event:timeSinceStart > 4ms', [query]],
    ['event.step = 2 && event.who = "b"', [query]],
    ['event.step = 1 || event.step = 9', [query]],
    ['event.step != nil && event:name = "retry"', [query]],
    ['link.reason != nil && link:spanID = "b000000000000001"', [query]],
    ['link.reason = "batch"', [query]],
    ['link:spanID = "b000000000000001"', [query]],
    ['link:traceID != nil', [query]],
    ['link.reason = "batch" && event:name = "start"', [query]],
  ])('are found by %s', (condition, names) => {
    expect(found(trace, `{ ${condition} }`)).toEqual(names);
  });

  test.each([
    'event.step = 2 && event.who = "a"',
    'event:name = "start" && event.step = 2',
    'event.step = 1 && event.step = 2',
  ])('one event has to pass all of %s', (condition) => {
    expect(found(trace, `{ ${condition} }`)).toEqual([]);
  });
});

test('without a root, the root has no name', () => {
  const orphans = planned({ name: 'orphan', parent: -2 });
  expect(found(orphans, '{ rootName = "" && rootServiceName = "" }')).toEqual(['orphan']);
});

test('a reference that became the parent is no link', () => {
  const trace = traceOf([
    { id: 'a', name: 'root', start: 0, end: 9 },
    { id: 'b', name: 'other', parent: 'a', start: 1, end: 2 },
    { id: 'c', name: 'child', references: [{ id: 'a' }, { id: 'b', followsFrom: true }], start: 3, end: 4 },
  ]);
  expect(found(trace, '{ link:spanID = "b" }')).toEqual(['child']);
  expect(found(trace, '{ link:spanID = "a" }')).toEqual([]);
});

test('a span without a time has no duration', () => {
  const trace = traceOf([{ id: 'a', name: 'untimed' }]);
  expect(found(trace, '{ duration >= 0s }')).toEqual([]);
  expect(found(trace, '{ duration = nil }')).toEqual(['untimed']);
});

test('a prepared query tells the traces of a store apart', () => {
  const store = storeOf([
    { id: 'a', trace: '1', name: 'short', start: 0, end: 5 },
    { id: 'b', trace: '2', name: 'long', start: 0, end: 50 },
    { id: 'c', trace: '2', name: 'child', parent: 'b', start: 1, end: 2 },
    { id: 'd', trace: '3', name: 'late', start: 3, end: 8 },
    { id: 'e', trace: '4', name: 'root', start: 3, end: 9 },
    { id: 'f', trace: '4', name: 'other root', start: 4, end: 7 },
  ]);
  const groups = groupTraces(store);
  const answers = (text: string): number[][] => {
    const query = compileQuery(parseQuery(text), store);
    return Array.from({ length: groups.count }, (_, k) => [
      ...(query.match(buildTrace(store, groups, k))?.rows ?? []),
    ]);
  };
  expect(answers('{ traceDuration = 5ns }')).toEqual([[0], [], [0], []]);
  expect(answers('{ nestedSetRight = 2 }')).toEqual([[0], [], [0], [0]]);
  expect(answers('{} ~ {}')).toEqual([[], [], [], [0, 1]]);
});
