/** Who calls and is called: services that were traced, and peers that only their callers speak of. */
import { PairTable } from '../../model/pair-table.ts';
import type { SpanStore } from '../../model/span-store.ts';
import { grown } from '../../model/strings.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { foldedPath } from '../fingerprint.ts';
import { Numbered } from '../numbered.ts';

/** What a node is; all but services are inferred from attributes of their callers. */
export const nodeKinds = ['service', 'database', 'messaging', 'external'] as const;

export type NodeKind = (typeof nodeKinds)[number];

/** What tells nodes apart. */
export interface NodeKey {
  kind: NodeKind;
  /** Name of the service or peer; empty where spans name no service. */
  service: string;
  /** The operation, where the graph is one of operations; else empty. */
  name: string;
}

/** Number of a node in its {@link NodeTable}. */
export type NodeNumber = number;

/** Growing table of nodes over traces of any stores. */
export class NodeTable {
  readonly keys: Numbered<NodeKey> = new Numbered();
  private readonly byOperation: boolean;
  /** Of the store seen last: pairs of service and name, and the node of each, plus 1. */
  private store: SpanStore | undefined;
  private generation = 0;
  private pairs = new PairTable();
  private nodes = new Int32Array(64);

  constructor(byOperation: boolean) {
    this.byOperation = byOperation;
  }

  /** The node of a span's service; in a graph of operations that of `entry`, with which the service was entered. */
  ofSpan(trace: Trace, row: TraceRow, entry: TraceRow): NodeNumber {
    this.use(trace.store);
    const pair = this.pairs.number(trace.service[row], this.byOperation ? trace.name[entry] : 0);
    if (pair >= this.nodes.length) this.nodes = grown(this.nodes, pair * 2);
    if (this.nodes[pair] === 0) {
      const key = {
        kind: 'service',
        service: trace.serviceText(row),
        name: this.name(trace, entry),
      } as const;
      this.nodes[pair] = this.keys.number(key) + 1;
    }
    return this.nodes[pair] - 1;
  }

  /** The node of a peer; in a graph of operations with the name of the span that calls it. */
  ofPeer(kind: NodeKind, service: string, trace: Trace, caller: TraceRow): NodeNumber {
    return this.keys.number({ kind, service, name: this.name(trace, caller) });
  }

  private name(trace: Trace, row: TraceRow): string {
    return this.byOperation ? foldedPath(trace.nameText(row)) : '';
  }

  private use(store: SpanStore): void {
    if (this.store === store && this.generation === store.generation) return;
    this.store = store;
    this.generation = store.generation;
    this.pairs = new PairTable();
    this.nodes = new Int32Array(64);
  }
}
