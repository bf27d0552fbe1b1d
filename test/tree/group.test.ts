import { describe, expect, test } from 'vitest';

import type { SpanStore } from '../../src/model/span-store.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { findGroups, groupTraces } from '../../src/tree/group.ts';
import { storeOf } from '../support/spans.ts';

const low = '8448eb211c80319c';
const long = `0af7651916cd43dd${low}`;
const other = `bbbbbbbbbbbbbbbb${low}`;

function idsOf(store: SpanStore): Record<string, string[]> {
  const groups = groupTraces(store);
  const entries = Array.from({ length: groups.count }, (_, group) => [
    groups.traceId(group),
    [...groups.rows(group)].map((row) => store.strings.text(store.name[row])),
  ]);
  return Object.fromEntries(entries);
}

test('sorts records into traces, in order of reading', () => {
  const store = storeOf([
    { id: '1', trace: 'aa', name: 'a1' },
    { id: '1', trace: 'bb', name: 'b1' },
    { id: '2', trace: 'aa', name: 'a2' },
  ]);
  expect(idsOf(store)).toEqual({ aa: ['a1', 'a2'], bb: ['b1'] });
});

describe('a 64-bit id', () => {
  test('is the 128-bit id with the same low half', () => {
    const store = storeOf([
      { id: '1', trace: low, name: 'short' },
      { id: '2', trace: long, name: 'long' },
    ]);
    expect(idsOf(store)).toEqual({ [long]: ['short', 'long'] });
  });

  test('is itself without one', () => {
    expect(Object.keys(idsOf(storeOf([{ id: '1', trace: low }])))).toEqual([low.padStart(32, '0')]);
  });

  test('of several 128-bit ids, is the one that has its parents', () => {
    const store = storeOf([
      { id: '1', trace: low, parent: '7', name: 'short' },
      { id: '6', trace: long, name: 'long' },
      { id: '7', trace: other, name: 'other' },
    ]);
    expect(idsOf(store)).toEqual({ [other]: ['short', 'other'], [long]: ['long'] });
  });

  test('stays apart where several have its parents', () => {
    const store = storeOf([
      { id: '1', trace: low, parent: '7' },
      { id: '7', trace: long },
      { id: '7', trace: other },
    ]);
    expect(groupTraces(store).count).toBe(3);
  });

  test('stays apart where nothing decides, and says so', () => {
    const store = storeOf([
      { id: '1', trace: low, start: 1, end: 2 },
      { id: '6', trace: long, start: 1, end: 2 },
      { id: '7', trace: other, start: 1, end: 2 },
    ]);
    const groups = groupTraces(store);
    expect(groups.count).toBe(3);
    const [finding] = buildTrace(store, groups, 0).findings;
    expect(finding).toMatchObject({ code: 'ambiguous-trace-id', data: { candidates: [long, other] } });
    expect(buildTrace(store, groups, 1).findings).toEqual([]);
  });
});

describe('an id given by a person', () => {
  const store = storeOf([
    { id: '1', trace: long },
    { id: '1', trace: '00ab' },
    { id: '1', trace: 'trace-A' },
  ]);
  const groups = groupTraces(store);
  const found = (text: string): unknown => findGroups(store, groups, text);

  test.each([
    ['as read', long, 0],
    ['in upper case', long.toUpperCase(), 0],
    ['as a UUID', '0af76519-16cd-43dd-8448-eb211c80319c', 0],
    ['without leading zeros', 'ab', 1],
    ['with more leading zeros', '000000ab', 1],
    ['as an opaque text', 'trace-A', 2],
  ])('matches in full %s', (_, text, group) => {
    expect(found(text)).toEqual({ groups: [group], exact: true });
  });

  test('of 64 bits finds the 128-bit id when nothing matches in full', () => {
    expect(found(low)).toEqual({ groups: [0], exact: false });
  });

  test('of 128 bits finds the 64-bit id when nothing matches in full', () => {
    expect(found('1'.padEnd(30, '0') + 'ab')).toEqual({ groups: [1], exact: false });
  });

  test.each(['abc', 'no-id', '', '1'.repeat(33)])('%j finds nothing', (text) => {
    expect(found(text)).toEqual({ groups: [], exact: true });
  });

  test('prefers a full match to a half', () => {
    const both = storeOf([
      { id: '1', trace: low, parent: '9' },
      { id: '6', trace: long },
      { id: '7', trace: other },
    ]);
    expect(findGroups(both, groupTraces(both), low)).toEqual({ groups: [0], exact: true });
  });
});
