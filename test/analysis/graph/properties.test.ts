import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { GraphBy, ServiceGraph } from '../../../src/analysis/graph/service-graph.ts';
import { graphReport } from '../../../src/views/graph.ts';
import { json } from '../../../src/views/outputs/json.ts';
import { createStyle } from '../../../src/views/style.ts';
import { altered } from '../../support/altered.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../../support/random-traces.ts';
import { graphOf } from './graphs.ts';

const attributes = [{}, { 'db.system': 'redis' }, { 'messaging.system': 'kafka' }, { 'peer.service': 'b' }];

/** Traces whose consumers link to spans of the first, with peers here and there. */
const records = fc
  .array(fc.oneof(wholeTrace(16), brokenTrace(16)), { minLength: 1, maxLength: 6 })
  .map((traces) =>
    traces.map((specs, t) =>
      altered(specs, ({ kind }, k) => ({
        trace: (t + 1).toString(16),
        attributes: attributes[(k + t) % attributes.length],
        links: kind === 'consumer' ? [{ trace: '1', id: (k % 4).toString(16).padStart(16, '0') }] : [],
      })),
    ),
  );
const by = fc.constantFrom<GraphBy>('service', 'operation');

test('neither the order of records nor how they are split shows in the result', () => {
  fc.assert(
    fc.property(records, by, fc.integer(), fc.nat(), (traces, by, seed, cut) => {
      const whole = document(graphOf(traces.flat(), by));
      expect(document(graphOf(traces.flat(), by, { isOneStore: true }))).toBe(whole);
      const order = shuffled(traces, seed);
      const [first, second] = [order.slice(0, cut % order.length), order.slice(cut % order.length)];
      const merged = graphOf(shuffled(first.flat(), seed), by);
      merged.merge(graphOf(shuffled(second.flat(), seed + 1), by));
      expect(document(merged)).toBe(whole);
    }),
    runs,
  );
});

test('every span is of one node, every edge between nodes, and figures are of the calls counted', () => {
  fc.assert(
    fc.property(records, by, (traces, by) => {
      const { nodes, edges, spanCount } = graphOf(traces.flat(), by).figures();
      expect(nodes.reduce((sum, node) => sum + node.spanCount, 0)).toBe(spanCount);
      for (const { from, to, callCount, total, gap, outlivedCount, request, response, errorCount } of edges) {
        expect(nodes[from]).toBeDefined();
        expect(nodes[to]).toBeDefined();
        expect(total.count).toBeLessThanOrEqual(callCount);
        expect(errorCount).toBeLessThanOrEqual(callCount);
        expect(gap.count + outlivedCount).toBeLessThanOrEqual(callCount);
        expect(request.count).toBe(response.count);
      }
    }),
    runs,
  );
});

/** The whole result, as it is printed. */
function document(graph: ServiceGraph): string {
  return [...json(graphReport(graph.figures()), createStyle(), [])].join('');
}
