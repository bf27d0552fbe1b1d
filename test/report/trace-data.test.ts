import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { rowsWith } from '../../src/report/client/search.ts';
import { TraceModel } from '../../src/report/client/trace-model.ts';
import type { TraceData } from '../../src/report/data.ts';
import { traceData } from '../../src/report/trace-data.ts';
import { drawn } from '../support/drawn.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { type SpanSpec } from '../support/spans.ts';
import { at, checkout, modelOf } from '../views/models.ts';

/** What a browser gets of a trace: through JSON, as in the file. */
function sent(specs: readonly SpanSpec[]): TraceData {
  const data: unknown = JSON.parse(JSON.stringify(traceData(modelOf(specs))));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was one before
  return data as TraceData;
}

describe('the model in the browser', () => {
  test('is the trace: its tree, times, names, flags and details', () => {
    fc.assert(
      fc.property(brokenTrace(), (specs) => {
        const { trace, self } = modelOf(specs);
        const model = new TraceModel(sent(specs));
        const rows = Array.from({ length: trace.size }, (_, row) => row);
        expect(model.parent).toEqual(trace.parent);
        expect(model.depth).toEqual(trace.depth);
        expect(model.subtreeEnd).toEqual(trace.subtreeEnd);
        expect(model.start).toEqual(trace.adjustedStart);
        expect(model.data.rows.self).toEqual([...self]);
        for (const row of rows) {
          const span = trace.span(row);
          expect([model.id(row), model.service(row), model.name(row)]).toEqual([
            span.spanId,
            span.service,
            span.name,
          ]);
          const details = model.details(row);
          expect(details.message).toBe(span.statusMessage);
          expect(details.attributes.map(([key]) => key)).toEqual([...span.attributes.keys()]);
          expect(details.resource.map(([key]) => key)).toEqual([...span.resource.keys()]);
          expect(details.links.map(({ title }) => title)).toEqual(
            span.links.map(({ traceId, spanId }) => `${traceId}/${spanId}`),
          );
        }
      }),
      runs,
    );
  });

  test('knows what each row owns of the critical path, gaps too small to see closed', () => {
    const model = new TraceModel(
      sent(
        drawn(`
          root |==========|
            a   |===|
            b         |==|
        `),
      ),
    );
    const root = 0;
    expect(model.ownPath(root, 0)).toEqual([
      { from: 0, to: 1 },
      { from: 6, to: 7 },
      { from: 11, to: 12 },
    ]);
    expect(model.ownPath(root, 100)).toEqual([{ from: 0, to: 12 }]);
    expect([...model.hasPath]).toEqual([1, 1, 1]);
  });

  test('a trace without any time has a scale all the same', () => {
    const model = new TraceModel(sent([{ id: '1', name: 'a' }]));
    expect(model.extent.to).toBeGreaterThan(model.extent.from);
  });
});

describe('notes', () => {
  test('begin with the causes of errors, and point at their spans', () => {
    const data = sent(checkout());
    const [first] = data.notes;
    expect(first.kind).toBe('error');
    expect(first.text).toBe('deadlock detected');
    expect(data.texts[data.rows.name[first.rows[0]]]).toBe('UPDATE stock');
  });
});

describe('searching', () => {
  const data = sent([
    at('a1', undefined, 'web', 'GET /Cart', 0, 9, { attributes: { 'http.route': '/cart', user: 'Ann' } }),
    at('a2', 'a1', 'db', 'SELECT', 1, 5, {
      error: true,
      message: 'deadlock found',
      attributes: { user: 'Bob' },
    }),
    at('a3', 'a1', 'db', 'INSERT', 5, 8, { links: [{ trace: 'ffff', id: 'beef' }] }),
  ]);

  test.each<[string, number[]]>([
    ['cart', [0]],
    ['SELECT', [1]],
    ['deadlock', [1]],
    ['user', [0, 1]],
    ['bob', [1]],
    ['db', [1, 2]],
    ['a3', [2]],
    ['beef', [2]],
    ['nothing like it', []],
    [' ', []],
  ])('%j finds rows %j', (query, rows) => {
    expect(rowsWith(data, query)).toEqual(rows);
  });
});
