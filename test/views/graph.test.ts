import { describe, expect, test } from 'vitest';

import { type GraphBy, type GraphFigures, ServiceGraph } from '../../src/analysis/graph/service-graph.ts';
import { graphDot } from '../../src/views/graph-dot.ts';
import { graphMermaid } from '../../src/views/graph-mermaid.ts';
import { graphReport } from '../../src/views/graph.ts';
import { csv } from '../../src/views/outputs/csv.ts';
import { createStyle } from '../../src/views/style.ts';
import { altered } from '../support/altered.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { at, terminal, textOf } from './models.ts';

/** A shop: calls with a network, a failing database, a queue, a host, a circle and a call to itself. */
function shop(): SpanSpec[] {
  return [
    at('1', undefined, 'frontend', 'GET /checkout', 0, 200, { kind: 'server' }),
    at('2', '1', 'frontend', 'POST /orders', 10, 110, { kind: 'client' }),
    at('3', '2', 'orders', 'POST /orders', 20, 90, { kind: 'server' }),
    at('4', '3', 'orders', 'INSERT orders', 30, 60, {
      kind: 'client',
      error: true,
      attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'shop' },
    }),
    at('5', '3', 'orders', 'publish', 61, 65, { kind: 'producer' }),
    at('6', '5', 'mail', 'process', 85, 100, { kind: 'consumer' }),
    at('7', '6', 'mail', 'send', 86, 99, {
      kind: 'client',
      attributes: { 'server.address': 'smtp.example.com' },
    }),
    at('8', '3', 'orders', 'GET /me', 66, 80, { kind: 'client' }),
    at('9', '8', 'frontend', 'GET /me', 67, 79, { kind: 'server' }),
    at('a', '1', 'frontend', 'GET /self', 120, 140, { kind: 'client' }),
    at('b', 'a', 'frontend', 'GET /self', 121, 139, { kind: 'server' }),
    at('c', '1', 'frontend', 'who', 150, 160, { kind: 'client' }),
  ];
}

function figuresOf(specs: readonly SpanSpec[], by: GraphBy = 'service'): GraphFigures {
  const graph = new ServiceGraph(by);
  graph.add(traceOf(specs));
  return graph.figures();
}

function shown(width: number, by?: GraphBy): string {
  return textOf(graphReport(figuresOf(shop(), by)).text(terminal(width)));
}

describe('as text', () => {
  test.each([60, 100])('at %i columns', async (width) => {
    const text = shown(width);
    await expect(text).toMatchFileSnapshot(`../golden/graph-${width}.txt`);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('by operation, which lose their middle where there is no room', async () => {
    await expect(shown(64, 'operation')).toMatchFileSnapshot('../golden/graph-operations-64.txt');
  });

  test('of nothing says so', () => {
    expect(textOf(graphReport(new ServiceGraph().figures()).text(terminal(80)))).toBe(
      '0 traces, 0 spans: 0 services, 0 inferred peers, 0 calls\n',
    );
  });
});

test('as a Mermaid flowchart', async () => {
  await expect(textOf(graphMermaid(figuresOf(shop())))).toMatchFileSnapshot('../golden/graph.mmd');
  await expect(textOf(graphMermaid(figuresOf(shop(), 'operation')))).toMatchFileSnapshot(
    '../golden/graph-operations.mmd',
  );
});

test('as a digraph of Graphviz', async () => {
  await expect(textOf(graphDot(figuresOf(shop())))).toMatchFileSnapshot('../golden/graph.dot');
  await expect(textOf(graphDot(figuresOf(shop(), 'operation')))).toMatchFileSnapshot(
    '../golden/graph-operations.dot',
  );
});

describe('a name that means something', () => {
  test.each(hostileNames.map((name) => [name]))('stays a label: %j', (name) => {
    const specs = altered(shop(), ({ service }) =>
      service === 'mail' ? { service: name, name } : undefined,
    );
    for (const by of ['service', 'operation'] as const) {
      const figures = figuresOf(specs, by);
      const mermaid = textOf(graphMermaid(figures));
      for (const line of mermaid.trimEnd().split('\n').slice(1)) expect(line).toMatch(mermaidLine);
      const dot = textOf(graphDot(figures));
      for (const line of dot.trimEnd().split('\n')) expect(line).toMatch(dotLine);
      const text = textOf(graphReport(figures).text(createStyle()));
      // oxlint-disable-next-line no-control-regex -- that is what must not be there
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202e]/);
    }
  });
});

const label = String.raw`"(?:[\p{L}\p{M}\p{N}\u200d _.,/()+=@!-]|#\d+;)*"`;

/** A line of a flowchart as it is written here: nothing but a label holds what came from a trace. */
const mermaidLine = new RegExp(
  [
    String.raw`^ {2,4}n\d+(?:\[${label}\]|\[\(${label}\)\]|\[\[${label}\]\]|\(\[${label}\]\))$`,
    String.raw`^ {2}n\d+ (?:-->|-\.->)\|${label}\| n\d+$`,
    String.raw`^ {2}subgraph s\d+\[${label}\]$`,
    String.raw`^ {2}end$`,
    String.raw`^ {2}classDef inferred stroke-dasharray: 4 3$`,
    String.raw`^ {2}class (?:n\d+,?)+ inferred$`,
    String.raw`^ {2}linkStyle (?:\d+,?)+ stroke:red$`,
  ].join('|'),
  'u',
);

const dotLabel = String.raw`"(?:[^"\\\n]|\\\\|\\"|\\n)*"`;

const dotLine = new RegExp(
  [
    String.raw`^digraph traces \{$`,
    String.raw`^ {2}(?:rankdir=LR|node \[fontname="Helvetica"\]|edge \[fontname="Helvetica", fontsize=10\]);$`,
    String.raw`^ {2,4}n\d+ \[label=${dotLabel}, shape=(?:box|cylinder|cds|oval)(?:, style=dashed)?\];$`,
    String.raw`^ {2}n\d+ -> n\d+ \[label=${dotLabel}(?:, style=dashed)?(?:, color=red)?\];$`,
    String.raw`^ {2}subgraph cluster_\d+ \{$`,
    String.raw`^ {4}label=${dotLabel};$`,
    String.raw`^ {2}\}$`,
    String.raw`^\}$`,
  ].join('|'),
);

test('as CSV, a row an edge, whole nanoseconds', () => {
  const [header, ...rows] = textOf(csv(graphReport(figuresOf(shop())), createStyle(), []))
    .trimEnd()
    .split('\r\n');
  expect(header).toBe(
    'fromService,fromName,fromKind,toService,toName,toKind,type,callCount,errorCount,p50Nano,p95Nano,maxNano,' +
      'networkP50Nano,networkP95Nano,requestP50Nano,responseP50Nano,queueP50Nano,queueP95Nano,outlivedCount,' +
      'crossClockCount,slowestTraceId,slowestSpanId',
  );
  expect(rows).toContain(
    'frontend,,service,orders,,service,call,1,0,100000000,100000000,100000000,30000000,30000000,10000000,20000000,,,0,0,' +
      '0af7651916cd43dd8448eb211c80319c,2',
  );
});

test('nodes of one name have different ids in documents', () => {
  const specs = [
    at('1', undefined, 'web', 'top', 0, 50, { kind: 'server' }),
    at('2', '1', 'web', 'a', 1, 2, { kind: 'client', attributes: { 'db.system': 'x' } }),
    at('3', '1', 'web', 'b', 3, 4, { kind: 'client', attributes: { 'server.address': 'x' } }),
  ];
  expect(graphReport(figuresOf(specs)).document()).toMatchObject({ by: 'service' });
  const ids = [...graphReport(figuresOf(specs)).records()].map((record) => Object(record).to);
  expect(ids).toEqual(['x', 'x (external)']);
});
