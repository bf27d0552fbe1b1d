/** What keys and mouse do, told by the state and by frames. */
import { describe, expect, test } from 'vitest';

import type { State } from '../../src/tui/state.ts';
import { rowAt } from '../../src/tui/trace-update.ts';
import { at } from '../views/models.ts';
import { analysesOf, Driver, shop } from './viewing.ts';

function driver(): Driver {
  return new Driver(analysesOf(shop()));
}

/** The checkout, opened. */
function inCheckout(): Driver {
  return driver().press('G', 'enter');
}

/** The name of the span that is selected; of a group with its number of spans. */
function selected({ trace }: State): string {
  if (!trace) throw new Error('no trace is open');
  const entry = trace.rows.entry[trace.cursor];
  const name = trace.open.analysis.trace.nameText(rowAt(trace));
  return entry < 0 ? `${name} ×${trace.outline.members[~entry].length}` : name;
}

function names({ list }: State): string[] {
  return list.rows.map(({ rootName }) => rootName);
}

/** A span of the checkout whose parent is not there. */
const orphans = [
  at('20', '99', 'payment', 'POST /charge', 195, 198, { trace: '4bf92f3577b34da6a3ce929d0e0e4736' }),
];

describe('in the list', () => {
  test('the newest trace comes first, s sorts by what is longest and g k stay within', () => {
    const one = driver();
    expect(names(one.state)).toEqual(['GET /report', 'GET /search', 'GET /checkout']);
    one.press('s', 's', 's', 's');
    expect(names(one.state)[0]).toBe('GET /checkout');
    expect(one.press('k', 'g', 'G', 'j').state.list.cursor).toBe(2);
  });

  test('text filters while it is typed, and Esc takes the filter away', () => {
    const one = driver().type('/sea');
    expect(names(one.state)).toEqual(['GET /search']);
    one.press('enter');
    expect(one.frame()).toContain('filter: sea');
    one.press('escape');
    expect(names(one.state)).toHaveLength(3);
  });

  test('TraceQL is asked for, and only the latest answer counts', () => {
    const one = driver().type('/{ }');
    expect(one.effects.map((effect) => effect.type === 'filter' && effect.query)).toEqual(['{', '{ ', '{ }']);
    const id = '2222222277b34da6a3ce929d0e0e4736';
    one.act({ type: 'filtered', query: '{ ', matching: new Set() });
    expect(names(one.state)).toHaveLength(3);
    one.act({ type: 'filtered', query: '{ }', matching: new Set([id]) });
    expect(names(one.state)).toEqual(['GET /report']);
    one.act({ type: 'refused', query: '{ }', problem: 'a problem' });
    expect(one.press('enter').frame()).toContain('a problem');
  });

  test('e goes to the next trace with errors, the selection stays when the list is read again', () => {
    const one = driver().press('e');
    const { traceId } = one.state.list.rows[one.state.list.cursor];
    expect(one.state.list.rows[one.state.list.cursor].errorCount).toBe(4);
    one.act({ type: 'listed', traces: one.state.list.all.slice(0, 2), hasMore: true });
    expect(one.state.list.rows[one.state.list.cursor].traceId).toBe(traceId);
    expect(one.frame()).toContain('2 traces and more');
  });

  test('an empty list says what may be done', () => {
    const one = new Driver([]);
    expect(one.press('enter').state.message).toBe('no trace here');
    expect(one.press('y', 'o', 'd', 'e', 's', 'j').frame()).toContain('0 traces');
  });
});

describe('in a trace', () => {
  test('h and l fold and unfold, go up and down', () => {
    const one = inCheckout().press('j', 'j');
    expect(selected(one.state)).toBe('HGETALL');
    expect(selected(one.press('h').state)).toBe('GET /cart');
    expect(one.press('h').frame()).toContain('▸ [cart] GET /cart');
    expect(selected(one.press('h').state)).toBe('GET /checkout');
    expect(selected(one.press('j', 'l', 'l').state)).toBe('HGETALL');
  });

  test('a group unfolds into its spans, which have the group above them', () => {
    const one = inCheckout().press('G', 'k', 'k');
    expect(selected(one.state)).toBe('SELECT orders ×6');
    const { count } = one.state.trace?.rows ?? { count: 0 };
    one.press('space');
    expect(one.state.trace?.rows.count).toBe(count + 6);
    expect(selected(one.press('l').state)).toBe('SELECT orders');
    expect(selected(one.press('h').state)).toBe('SELECT orders ×6');
    one.press('h');
    expect(one.state.trace?.rows.count).toBe(count);
  });

  test('a group tells how long its spans took, and a missing span that it is missing', () => {
    const one = new Driver(analysesOf([...shop(), ...orphans]), { columns: 120, rows: 40 });
    one.press('G', 'enter', 'G', 'k', 'k', 'k', 'k');
    expect(one.frame()).toMatch(/6 spans alike; l unfolds them[^]*shortest {2}8ms[^]*longest {3}8ms/);
    one.press('G', 'k');
    expect(one.frame()).toMatch(/│ {2}\? missing span 99/);
    expect(one.press('y', 'escape', 'z').state.message).toContain('folded');
  });

  test('e and E go from error to error in the order of the tree, around the end', () => {
    const one = inCheckout();
    const seen = ['e', 'e', 'e', 'e', 'E'].map((key) => selected(one.press(key).state));
    expect(seen).toEqual([
      'POST /orders',
      '创建订单 👨‍👩‍👧 שלום',
      'UPDATE stock',
      'GET /checkout',
      'UPDATE stock',
    ]);
    expect(one.state.message).toBe('4 of 4');
  });

  test('an error below what is folded is unfolded, whatever hid it', () => {
    const one = inCheckout().press('j', 'f', 'g', 'e');
    expect(one.state.trace?.focus).toBeUndefined();
    expect(selected(one.state)).toBe('POST /orders');
    one.press('h', 'e');
    expect(selected(one.state)).toBe('创建订单 👨‍👩‍👧 שלום');
  });

  test('c follows the critical path in time, C goes back', () => {
    const one = inCheckout();
    const { segments } = one.state.trace?.open.analysis.path ?? { segments: [] };
    const rows = segments.map(({ row }) => row);
    const visited = rows.map(() => {
      const { trace } = one.press('c').state;
      return trace ? rowAt(trace) : -1;
    });
    expect(visited).toEqual([...rows.slice(1), rows[0]]);
    one.press('C');
    expect(one.state.message).toBe(`segment ${rows.length} of ${rows.length} of the critical path`);
  });

  test('p leaves only the critical path, f only a subtree; Esc takes one after the other back, then leaves', () => {
    const one = inCheckout();
    const all = one.state.trace?.rows.count;
    one.press('p');
    expect(one.frame()).not.toContain('recommendations');
    one.press('j', 'f');
    expect(one.frame()).not.toContain('POST /orders (');
    expect(one.state.trace?.rows.count).toBe(2);
    one.press('escape', 'escape');
    expect(one.state.trace?.rows.count).toBe(all);
    expect(one.press('escape').state.place).toBe('list');
  });

  test('s sorts siblings, and keeps the selection', () => {
    const one = inCheckout().press('j');
    expect(selected(one.press('s').state)).toBe('GET /cart');
    expect(one.state.message).toBe('siblings sorted by total');
    expect(selected(one.press('g', 'j').state)).toBe('POST /orders');
  });

  test('a search goes to its first match, n and N to others', () => {
    const one = inCheckout().type('/postgres\r');
    expect(one.effects.at(-1)).toEqual({ type: 'search', query: 'postgres' });
    one.act({ type: 'searched', query: 'postgres', rows: [6, 7, 12] });
    expect(one.state.message).toBe('1 of 3');
    expect(one.press('N').state.message).toBe('3 of 3');
    expect(one.press('n').state.message).toBe('1 of 3');
    one.act({ type: 'searched', query: 'nothing', rows: [] });
    expect(one.press('n').state.message).toBe('no span matches nothing');
  });

  test('a link leads into another trace, a parent up', () => {
    const one = new Driver(analysesOf(shop()), { columns: 120, rows: 40 }).press('j', 'enter', 'j', 'tab');
    expect(one.frame()).toContain('1 link');
    const goTo = (line: RegExp): void => {
      for (let left = 40; left > 0 && !line.test(one.frame()); left--) one.press('j');
      one.press('enter');
    };
    goTo(/│> > +4bf92f.*\/7$/m);
    expect(selected(one.state)).toBe('UPDATE stock');
    one.press('enter');
    goTo(/│> parent    6$/m);
    expect(selected(one.state)).toBe('创建订单 👨‍👩‍👧 שלום');
    expect(one.press('enter', 'enter').state.message).toBe('no link in this line');
  });

  test('t tells times since the start, in UTC, in local time', () => {
    const one = new Driver(analysesOf(shop()), { columns: 120, rows: 40 }).press('G', 'enter', 'j');
    expect(one.frame()).toContain('start     2ms');
    expect(one.press('t').frame()).toContain('start     22:13:20.002');
    const local = new Date(1_700_000_000_002);
    expect(one.press('t').frame()).toContain(
      `start     ${[local.getHours(), local.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')}`,
    );
  });

  test('y asks what to copy: the span, its id, the trace', () => {
    const one = inCheckout().press('y');
    expect(one.frame()).toContain('copy: y span id, j span as JSON, t trace id');
    one.press('y');
    expect(one.effects.at(-1)).toEqual({ type: 'copy', what: 'span id', text: '1' });
    one.press('y', 'j');
    expect(one.effects.at(-1)).toMatchObject({
      type: 'copy',
      text: expect.stringContaining('"name": "GET /checkout"'),
    });
    one.press('y', 'x');
    expect(one.effects.filter(({ type }) => type === 'copy')).toHaveLength(2);
  });

  test('d marks, and the second one starts the comparison', () => {
    const one = driver().press('d');
    expect(one.frame()).toMatch(/^>d /m);
    one.press('d', 'd', 'j', 'd');
    expect(one.effects.at(-1)).toMatchObject({
      type: 'compare',
      traceIds: [/^2222/, /^1111/].map((id) => expect.stringMatching(id)),
    });
  });

  test('w asks for a name, q quits, ctrl-c quits with 130 even while something is typed', () => {
    const one = inCheckout().press('w');
    expect(one.frame()).toContain('write to: trace-4bf92f3577b34da6.txt');
    one.press('enter');
    expect(one.effects.at(-1)).toEqual({ type: 'write', path: 'trace-4bf92f3577b34da6.txt' });
    one.press('q');
    expect(one.effects.at(-1)).toEqual({ type: 'quit', exitCode: 0 });
    one.press('/', 'q', 'ctrl-c');
    expect(one.effects.at(-1)).toEqual({ type: 'quit', exitCode: 130 });
    one.press('ctrl-z');
    expect(one.effects.at(-1)).toEqual({ type: 'suspend' });
  });

  test('read again, the same span stays selected', () => {
    const one = inCheckout().press('e', 'e');
    const [analysis] = analysesOf(shop());
    one.act({ type: 'opened', analysis });
    expect(selected(one.state)).toBe('创建订单 👨‍👩‍👧 שלום');
  });

  test('a key that means nothing says so', () => {
    expect(inCheckout().press('X').state.message).toBe('X does nothing here; ? lists the keys');
  });
});

function wheel(one: Driver, row: number): Driver {
  one.act({ type: 'input', input: { kind: 'mouse', button: 'wheel-down', column: 4, row } });
  return one;
}

describe('the mouse', () => {
  test('selects, opens what is selected, folds by the sign', () => {
    const one = driver().click(5, 5);
    expect(one.state.list.cursor).toBe(2);
    one.click(5, 5);
    expect(one.state.place).toBe('trace');
    one.click(30, 5);
    expect(selected(one.state)).toBe('GET /cart');
    one.click(6, 5);
    expect(one.frame()).toContain('▸ [cart] GET /cart');
    one.click(30, 5);
    expect(one.state.trace?.pane).toBe('details');
  });

  test('the wheel scrolls what it is over', () => {
    const one = wheel(inCheckout(), 5);
    expect(one.state.trace?.cursor).toBe(3);
    expect(wheel(one, 20).state.trace).toMatchObject({ pane: 'details', detailCursor: 3, cursor: 3 });
    expect(wheel(one.press('?'), 4).state.pager?.top).toBe(3);
  });
});

test('a terminal that becomes small keeps the selection in sight', () => {
  const one = inCheckout().press('G');
  one.act({ type: 'resized', size: { columns: 40, rows: 10 } });
  expect(one.frame()).toMatch(/^>.*50ms/m);
});
