import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ShapeCollector } from '../../../src/analysis/shape/collect.ts';
import { compareShapes } from '../../../src/analysis/shape/compare.ts';
import { lockText, parseLock } from '../../../src/analysis/shape/lock-file.ts';
import { countClasses, type Shape } from '../../../src/analysis/shape/shape.ts';
import { drawn } from '../../support/drawn.ts';
import { runs, shuffled } from '../../support/random-traces.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { numbered, tracesOf, traceSet } from '../../support/trace-sets.ts';

/** The shapes of traces that are given by their records. */
function shapesOf(specs: readonly SpanSpec[]): Shape[] {
  const collector = new ShapeCollector();
  for (const trace of tracesOf(specs)) collector.add(trace);
  return collector.shapes();
}

/** The lock file of drawings, a trace each, without its head. */
function locked(...drawings: string[]): string[] {
  const text = lockText(shapesOf(numbered(drawings.map((drawing) => drawn(drawing)))));
  return text.split('\n').slice(4, -1);
}

/** A span `shop` that makes so many calls one after the other. */
function calls(count: number): string {
  const lines = Array.from({ length: count }, (_, k) => `  get @db ${' '.repeat(k * 3)}|=|`);
  return [`shop @shop |${'='.repeat(80)}|`, ...lines].join('\n');
}

/** The lock file of a single span. */
function lockOf(name: string): string {
  return lockText(shapesOf([{ id: '1', name, start: 0, end: 1 }]));
}

describe('a shape', () => {
  test('says which operations call which, and how often', () => {
    const trace = `
      checkout @shop         |==================|
        read @cart            |===|
          GET @redis           |=|
        SELECT @db                 |=|
        SELECT @db                    |=|
    `;
    expect(locked(trace)).toEqual([
      '[shop] checkout',
      '  [cart] read  1',
      '    [redis] GET  1',
      '  [db] SELECT  few',
    ]);
  });

  test.each([
    [[0, 0], []],
    [[1], ['  [db] get  1']],
    [[1, 0], ['  [db] get  0..1']],
    [[2, 9], ['  [db] get  few']],
    [[10, 25], ['  [db] get  many']],
    [[1, 10], ['  [db] get  1..many']],
  ])('of requests that make %j calls has %j', (counts, expected) => {
    expect(locked(...counts.map(calls))).toEqual(['[shop] shop', ...expected]);
  });

  test('knows neither ids nor times, nor what runs at once', () => {
    const inTurn = `
      /users/17 @shop        |=============|
        /items/17 @cart       |===|
        /items/18 @cart             |====|
        send @mail                       |=|
    `;
    const atOnce = `
      /users/4711 @shop      |======|
        send @mail            |=|
        /items/99 @cart       |===|
        /items/1 @cart        |==|
    `;
    expect(locked(inTurn)).toEqual(locked(atOnce));
    expect(locked(inTurn)).toContain('  [cart] /items/{}  few');
  });

  test('of traces with missing spans is nothing to rely on', () => {
    const collector = new ShapeCollector();
    for (const trace of tracesOf(drawn('shop parent:99 |==|'))) collector.add(trace);
    expect(collector).toMatchObject({ traceCount: 0, brokenCount: 1 });
    expect(collector.shapes()).toEqual([]);
  });

  test('ends at the 40th level', () => {
    const specs = Array.from({ length: 60 }, (_, k): SpanSpec => {
      const parent = k === 0 ? undefined : k.toString(16);
      return { id: (k + 1).toString(16), parent, name: 'step', start: k, end: 200 - k };
    });
    const collector = new ShapeCollector();
    for (const trace of tracesOf(specs)) collector.add(trace);
    expect(collector.shapes()[0].calls).toHaveLength(40);
    expect(collector.deeperCount).toBe(19);
  });

  test('of a long statement has its beginning, and what tells it from others', () => {
    const statement = `SELECT ${'a, '.repeat(100)}b`;
    expect(lockOf(`${statement} FROM x`)).not.toBe(lockOf(`${statement} FROM y`));
    expect(lockOf(statement).length).toBeLessThan(500);
  });

  test('is the same whichever order traces and spans come in, and whenever they happened', () => {
    fc.assert(
      fc.property(traceSet(), fc.integer(), fc.integer({ min: 1, max: 9 }), (set, seed, factor) => {
        const specs = numbered(set);
        const later = shuffled(specs, seed).map((spec) => {
          const { start, end } = spec;
          return Object.assign({}, spec, {
            start: start === undefined ? undefined : start * factor,
            end: end === undefined ? undefined : end * factor,
          });
        });
        expect(shapesOf(later)).toEqual(shapesOf(specs));
      }),
      runs,
    );
  });
});

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('a', '[b]', 'a  b', ' a', 'a\nb', '#', '"', '1'),
);
const countClass = fc.constantFrom(...countClasses);
const shape = fc
  .record({
    service: name,
    operation: name,
    calls: fc.array(
      fc.record({ service: name, operation: name, least: countClass, most: countClass, step: fc.nat(3) }),
    ),
  })
  .map(({ service, operation, calls }): Shape => {
    let depth = 0;
    const placed = calls.map(({ step, ...call }) => {
      depth = Math.max(1, Math.min(depth + 1, step + 1));
      return Object.assign(call, { depth });
    });
    return { service, operation, calls: placed };
  });

describe('a lock file', () => {
  test('is read back as it was written, whatever operations are called', () => {
    fc.assert(
      fc.property(shape, (one) => {
        const text = lockText([one]);
        expect(text).toMatch(/^[^\p{Cc}]*$/mu);
        expect(parseLock(text)).toEqual([one]);
      }),
      runs,
    );
  });

  test.each([
    ['', 1, 'it does not begin with'],
    ['tracectl.lock 2\n', 1, 'version 2 is not 1'],
    ['tracectl.lock 1\n[a] b\n   [c] d  1', 3, 'indented too far'],
    ['tracectl.lock 1\n[a] b\n    [c] d  1', 3, 'indented too far'],
    ['tracectl.lock 1\n  [c] d  1', 2, 'indented too far'],
    ['tracectl.lock 1\n[a] b\n  [c] d  2', 3, 'expected a call'],
    ['tracectl.lock 1\n[a] b\n  [c] d', 3, 'expected a call'],
    ['tracectl.lock 1\nnothing', 2, 'expected an operation'],
    ['tracectl.lock 1\n["a"', 2, 'expected an operation'],
    ['tracectl.lock 1\n<<<<<<< HEAD\n', 2, 'merge conflict'],
  ])('that is none is refused with its line: %j', (text, line, message) => {
    const problem = parseLock(text);
    expect(problem).toMatchObject({ line });
    expect(JSON.stringify(problem)).toContain(message);
  });

  test('may have comments, and line ends of Windows', () => {
    expect(parseLock('tracectl.lock 1\r\n# why\r\n\r\n[a] b\r\n  [c] d  0..few\r\n')).toEqual([
      {
        service: 'a',
        operation: 'b',
        calls: [{ depth: 1, service: 'c', operation: 'd', least: '0', most: 'few' }],
      },
    ]);
  });
});

/** The shapes that the body of a lock file says. */
function parsed(body: string): Shape[] {
  const shapes = parseLock(`tracectl.lock 1\n${body}`);
  if (!Array.isArray(shapes)) throw new Error(shapes.message);
  return shapes;
}

describe('what is not as locked', () => {
  const lock =
    '[shop] POST /checkout\n  [cart] GET /cart  1\n    [redis] GET  1\n  [db] SELECT  1..few\n  [mail] send  0..1\n';

  test.each([
    ['nothing', lock, []],
    ['less than may be', lock.replace('  [mail] send  0..1\n', '').replace('1..few', 'few'), []],
    ['a new call', `${lock}  [redis] SET  1\n`, ['+1 [redis] SET in [shop] POST /checkout']],
    [
      'a new call of another',
      lock.replace('GET  1\n', 'GET  1\n    [redis] SET  0..many\n'),
      ['+0..many [redis] SET in [shop] POST /checkout, called by [cart] GET /cart'],
    ],
    [
      'a call that is gone, and those below it',
      lock.replace(/ {2}\[cart\].*\n.*\n/, ''),
      ['-1 [cart] GET /cart in [shop] POST /checkout'],
    ],
    [
      'more calls',
      lock.replace('1..few', '1..many'),
      ['1..few -> 1..many [db] SELECT in [shop] POST /checkout'],
    ],
    ['fewer calls', lock.replace('1..few', '0..1'), ['1..few -> 0..1 [db] SELECT in [shop] POST /checkout']],
    [
      'other requests',
      '[shop] GET /\n',
      ['requests [shop] GET / are not locked', 'no request [shop] POST /checkout was seen'],
    ],
  ])('is told: %s', (_, seen, messages) => {
    expect(compareShapes(parsed(lock), parsed(seen)).map(({ message }) => message)).toEqual(messages);
  });

  test('is nothing for the traces that it was made of, and for fewer of them', () => {
    fc.assert(
      fc.property(traceSet(), fc.nat(), (set, at) => {
        const lock = shapesOf(numbered(set));
        expect(compareShapes(lock, lock)).toEqual([]);
        const some = shapesOf(numbered([set[at % set.length]]));
        expect(compareShapes(lock, some).filter(({ kind }) => kind !== 'unseen-entry-point')).toEqual([]);
      }),
      runs,
    );
  });
});
