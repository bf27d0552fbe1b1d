import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { TraceModel } from '../../src/report/client/trace-model.ts';
import {
  type Folding,
  membersOf,
  openFolding,
  revealing,
  standsForSeveral,
  visibleRows,
} from '../../src/report/client/visible-rows.ts';
import { traceData } from '../../src/report/trace-data.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { checkout, modelOf } from '../views/models.ts';

const model = new TraceModel(traceData(modelOf(checkout())));
const recommendations = 'com.example.recommendations.RecommendationService/ListRecommendations';
const named = (folding: Folding): string[] => [...visibleRows(model, folding)].map((row) => model.name(row));
const orders = [...visibleRows(model, openFolding)].find((row) => model.name(row) === 'POST /orders') ?? -1;

describe('rows', () => {
  test('fold where they repeat, as in show', () => {
    const rows = visibleRows(model, openFolding);
    const select = [...rows].filter((row) => model.name(row) === 'SELECT orders');
    expect(select).toHaveLength(1);
    expect(standsForSeveral(model, openFolding, select[0])).toBe(true);
    expect(membersOf(model, openFolding, select[0])).toHaveLength(6);
    const open = { ...openFolding, unfolded: new Set(select) };
    expect(visibleRows(model, open)).toHaveLength(rows.length + 5);
    expect(visibleRows(model, { ...openFolding, repeats: false })).toHaveLength(model.size);
  });

  test('are left out below a folded one', () => {
    expect(named({ ...openFolding, folded: new Set([orders]) })).not.toContain('UPDATE stock');
  });

  test('are those on the critical path, or failed ones and those above them', () => {
    expect(named(openFolding)).toContain(recommendations);
    expect(named({ ...openFolding, onlyPath: true })).not.toContain(recommendations);
    expect(named({ ...openFolding, onlyErrors: true })).toEqual([
      'GET /checkout',
      'POST /orders',
      '创建订单 👨‍👩‍👧 שלום',
      'UPDATE stock',
    ]);
  });
});

test('whatever is folded or left out, a row can be revealed', () => {
  fc.assert(
    fc.property(
      brokenTrace(),
      fc.array(fc.nat(30)),
      fc.boolean(),
      fc.boolean(),
      fc.nat(),
      (specs, folded, a, b, n) => {
        const model = new TraceModel(traceData(modelOf(specs)));
        const folding = { ...openFolding, folded: new Set(folded), onlyPath: a, onlyErrors: b };
        const row = n % model.size;
        expect([...visibleRows(model, revealing(model, folding, row))]).toContain(row);
      },
    ),
    runs,
  );
});
