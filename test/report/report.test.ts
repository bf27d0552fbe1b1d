import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { mostTelling } from '../../src/report/choose.ts';
import type { OverviewData, TraceData } from '../../src/report/data.ts';
import { writeReport } from '../../src/report/report.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { type SpanSpec, storeOf } from '../support/spans.ts';
import { numbered } from '../support/trace-sets.ts';
import { modelOf, checkout } from '../views/models.ts';

const client = { script: 'run()', style: '' };

/** The report of traces: its text, and what its blocks hold. */
function reportOf(
  specs: readonly SpanSpec[],
  embed = 10,
): { text: string; overview: OverviewData; traces: TraceData[] } {
  const store = storeOf(specs);
  const groups = groupTraces(store);
  const request = {
    store,
    traceCount: groups.count,
    traceAt: (place: number) => buildTrace(store, groups, place, { skew: 'auto', adoptOrphans: false }),
    options: { profile: 'auto', self: 'blocking', allRoots: false } as const,
    source: 'dump.json',
    embed,
  };
  const text = [...writeReport(request, client)].join('');
  const blocks = [...text.matchAll(/<script type="application\/gzip"[^>]*>([^<]*)</g)].map(
    ([, block]): unknown => JSON.parse(gunzipSync(Buffer.from(block, 'base64')).toString()),
  );
  const [overview, ...traces] = blocks;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the file is said to hold
  return { text, overview: overview as OverviewData, traces: traces as TraceData[] };
}

/** Three checkouts, of which the second is slow and the third does not fail. */
function several(): SpanSpec[] {
  const slow = checkout();
  for (const spec of slow) spec.end = (spec.end ?? 0) * 2;
  const fine = checkout();
  for (const spec of fine) spec.error = false;
  return numbered([checkout(), slow, fine]);
}

describe('of one trace', () => {
  const { text, overview, traces } = reportOf(checkout());

  test('there is that trace, and no statistics', () => {
    expect(overview.figures).toBeUndefined();
    expect(traces.map(({ ids }) => ids.length)).toEqual([modelOf(checkout()).trace.size]);
    expect(text).toContain('<title>[frontend] GET /checkout 200ms</title>');
  });

  test('those without scripts read the tree of show', () => {
    const plain = /<noscript>([^]*)<\/noscript>/.exec(text)?.[1] ?? '';
    expect(plain).toContain('<h1>GET /checkout</h1>');
    expect(plain).toContain('· [orders] POST /orders (135ms)');
    expect(plain).toContain('* ! &gt; deadlock detected');
  });
});

describe('of many traces', () => {
  test('figures are about all, those embedded can be opened', () => {
    const { overview, traces } = reportOf(several(), 2);
    expect(overview.traceCount).toBe(3);
    expect(traces).toHaveLength(2);
    const held = overview.traces.filter(({ block }) => block > 0).sort((a, b) => a.block - b.block);
    expect(traces.map(({ traceId }) => traceId)).toEqual(held.map(({ traceId }) => traceId));
    const root = overview.figures?.operations.find(({ name }) => name === 'GET /checkout');
    expect(root).toMatchObject({ service: 'frontend', count: 3, errorCount: 2, max: 400_000_000 });
    expect(root?.counts.reduce((sum, count) => sum + count)).toBe(3);
    expect(root?.bounds).toHaveLength((root?.counts.length ?? 0) + 1);
  });

  test('contexts and edges lead to spans of traces in the list', () => {
    const { overview, traces } = reportOf(several());
    const { paths, graph } = overview.figures ?? { paths: undefined, graph: undefined };
    expect(paths?.total[0]).toBe(800_000_000);
    const { block } = overview.traces[paths?.trace[0] ?? -1];
    expect(traces[block - 1].ids).toContain(paths?.span[0]);
    const edge = graph?.edges.find(({ to }) => graph.nodes[to].service === 'cart');
    expect(edge).toMatchObject({ calls: 3, errors: 0 });
    expect(overview.traces[edge?.trace ?? -1].durationNano).toBe(400_000_000);
  });

  test('none may be embedded', () => {
    expect(reportOf(several(), 0).traces).toEqual([]);
  });
});

test('embedded are in turn the slowest, and the slowest of those that failed', () => {
  const { summary } = modelOf(checkout());
  const summaries = [50, 40, 30, 20, 10].map((durationNano, i) =>
    Object.assign({}, summary, { durationNano, errorCount: i >= 3 ? 1 : 0 }),
  );
  expect(mostTelling(summaries, 3)).toEqual([0, 1, 3]);
  expect(mostTelling(summaries, 4)).toEqual([0, 1, 3, 4]);
  expect(mostTelling(summaries, 99)).toEqual([0, 1, 2, 3, 4]);
});
