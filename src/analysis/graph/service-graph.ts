/**
 * Who calls whom, over many traces: services and, inferred from what their callers say, the databases, queues and hosts
 * that were not traced.
 *
 *   [web] GET /     client      server, or a span of another service     [cart] GET /cart      web → cart
 *   [cart] HGETALL  client      nothing below, db.system = redis                               cart → redis
 *   [cart] publish  producer    consumer: below it, or linked to it      [mail] process        cart → mail, a message
 *
 * A peer with the name of a service that was traced is that service.
 */
import { compareTexts } from '../../model/compare-texts.ts';
import { SpanFlag } from '../../model/kinds.ts';
import type { SpanStore } from '../../model/span-store.ts';
import type { Trace } from '../../model/trace.ts';
import { LinkedSpans } from '../queue-time.ts';
import { cycles } from './cycles.ts';
import { type Edge, EdgeTable } from './edges.ts';
import { Messages } from './messages.ts';
import { type NodeKey, nodeKinds, type NodeNumber, NodeTable } from './nodes.ts';
import { Peers } from './peers.ts';
import { type CallSink, type StoreFacts, TraceCalls } from './trace-calls.ts';

/** What the nodes of a graph are. */
export type GraphBy = 'service' | 'operation';

/** A node and what was counted of it. */
export interface GraphNode extends NodeKey {
  /** Known only from those who call it. */
  inferred: boolean;
  /** Of the node itself; 0 for inferred ones. */
  spanCount: number;
  errorCount: number;
  traceCount: number;
  /** Traces that begin here. */
  rootCount: number;
}

/** Who calls whom. */
export interface GraphFigures {
  by: GraphBy;
  traceCount: number;
  spanCount: number;
  /** Services first; by kind, service and name. */
  nodes: readonly GraphNode[];
  /** Of nodes by their place in `nodes`; in that order. */
  edges: readonly Edge[];
  /** Places of nodes that call each other in a circle, one for each set of such nodes; calls to oneself are none. */
  cycles: readonly (readonly number[])[];
  /** Spans on their way out of a service that do not say where to. */
  unnamedCount: number;
}

/** What was counted of a node. */
interface NodeCounts {
  spanCount: number;
  errorCount: number;
  traceCount: number;
  rootCount: number;
}

/** Counts traces of any stores, in any order. Keeps durations (8 bytes a call) and both ends of messages. */
export class ServiceGraph {
  private readonly by: GraphBy;
  private traceCount = 0;
  private spanCount = 0;
  private unnamedCount = 0;
  private readonly sink: CallSink;
  private readonly counts: NodeCounts[] = [];
  private readonly isOneStore: boolean;
  private known: { store: SpanStore; generation: number; facts: StoreFacts } | undefined;

  /** `isOneStore`: all traces will be of one store, so that of its messages only those need to be kept that links lead to. */
  constructor(by: GraphBy = 'service', { isOneStore = false }: { isOneStore?: boolean } = {}) {
    this.by = by;
    this.isOneStore = isOneStore;
    const nodes = new NodeTable(by === 'operation');
    this.sink = { nodes, edges: new EdgeTable(), messages: new Messages() };
  }

  /** Counts a trace. Linear. */
  add(trace: Trace): void {
    const calls = new TraceCalls(trace, this.sink, this.factsOf(trace.store));
    calls.count();
    this.traceCount++;
    this.spanCount += trace.spanCount;
    this.unnamedCount += calls.unnamedCount;
    const seen = new Set<NodeNumber>();
    for (let row = 0; row < trace.size; row++) {
      const node = calls.nodes[row];
      if (node < 0) continue;
      const counts = this.countsOf(node);
      counts.spanCount++;
      if (trace.flags[row] & SpanFlag.error) counts.errorCount++;
      if (!seen.has(node)) counts.traceCount++;
      seen.add(node);
    }
    if (trace.primaryRoot >= 0) this.countsOf(calls.nodes[trace.primaryRoot]).rootCount++;
  }

  /** Adds what another graph of the same kind counted. Linear in its nodes, edges and messages. */
  merge(other: ServiceGraph): void {
    const { nodes, edges, messages } = this.sink;
    const numbers = other.sink.nodes.keys.values.map((key) => nodes.keys.number(key));
    this.traceCount += other.traceCount;
    this.spanCount += other.spanCount;
    this.unnamedCount += other.unnamedCount;
    numbers.forEach((node, number) => addCounts(this.countsOf(node), other.countsOf(number)));
    edges.merge(other.sink.edges, numbers);
    messages.merge(other.sink.messages, numbers);
  }

  /** The graph so far. */
  figures(): GraphFigures {
    const all = new EdgeTable();
    all.merge(this.sink.edges);
    this.sink.messages.resolve(all);
    const unified = this.unified();
    const used = new Set(unified.filter((_, number) => this.countsOf(number).spanCount > 0));
    for (const { from, to } of all.values()) used.add(unified[from]).add(unified[to]);
    const order = [...used].sort((a, b) => compareNodes(this.keyOf(a), this.keyOf(b)));
    const placeOf = new Map(order.map((node, place) => [node, place]));
    const places = unified.map((node) => placeOf.get(node) ?? -1);
    const edges = new EdgeTable();
    edges.merge(all, places);
    const sorted = [...edges.values()].sort(
      (a, b) => a.from - b.from || a.to - b.to || (a.type < b.type ? -1 : 1),
    );
    return {
      by: this.by,
      traceCount: this.traceCount,
      spanCount: this.spanCount,
      nodes: order.map((node) => this.nodeOf(node)),
      edges: sorted,
      cycles: cycles(successors(order.length, sorted)),
      unnamedCount: this.unnamedCount,
    };
  }

  /** By node, the node that it is: a peer named as a service that was traced is that service. */
  private unified(): NodeNumber[] {
    const { keys } = this.sink.nodes;
    const traced = new Set<string>();
    keys.values.forEach(({ service }, number) => {
      if (this.countsOf(number).spanCount > 0) traced.add(service);
    });
    // Adds nodes while it goes through them: those are services.
    return keys.values.slice().map((key, number) => {
      const isService = key.kind === 'service' || !traced.has(key.service);
      return isService ? number : keys.number({ ...key, kind: 'service' });
    });
  }

  private keyOf(node: NodeNumber): NodeKey {
    return this.sink.nodes.keys.values[node];
  }

  private nodeOf(node: NodeNumber): GraphNode {
    const counts = this.countsOf(node);
    return { ...this.keyOf(node), inferred: counts.spanCount === 0, ...counts };
  }

  private countsOf(node: NodeNumber): NodeCounts {
    return (this.counts[node] ??= { spanCount: 0, errorCount: 0, traceCount: 0, rootCount: 0 });
  }

  private factsOf(store: SpanStore): StoreFacts {
    const { generation } = store;
    if (this.known?.store !== store || this.known.generation !== generation) {
      const linked = this.isOneStore ? new LinkedSpans(store) : undefined;
      this.known = { store, generation, facts: { peers: new Peers(store), linked } };
    }
    return this.known.facts;
  }
}

function addCounts(counts: NodeCounts, more: NodeCounts): void {
  counts.spanCount += more.spanCount;
  counts.errorCount += more.errorCount;
  counts.traceCount += more.traceCount;
  counts.rootCount += more.rootCount;
}

function compareNodes(a: NodeKey, b: NodeKey): number {
  return (
    nodeKinds.indexOf(a.kind) - nodeKinds.indexOf(b.kind) ||
    compareTexts(a.service, b.service) ||
    compareTexts(a.name, b.name)
  );
}

function successors(size: number, edges: readonly Edge[]): number[][] {
  const result = Array.from({ length: size }, (): number[] => []);
  for (const { from, to } of edges) result[from].push(to);
  return result;
}
