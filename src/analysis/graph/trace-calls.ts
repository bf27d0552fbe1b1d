/** The calls and messages of one trace, counted into a graph. */
import { SpanFlag, SpanKind } from '../../model/kinds.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { NetworkGaps } from '../network.ts';
import { type LinkedSpans, linkKeys, queueTime, spanKey } from '../queue-time.ts';
import { type CallColumns, callColumns, callsOut, isMessage } from './calls.ts';
import type { CallOutcome, CallSpan, EdgeTable } from './edges.ts';
import { type Consumer, type MessageEnd, type Messages, spanOf } from './messages.ts';
import type { NodeNumber, NodeTable } from './nodes.ts';
import type { Peers } from './peers.ts';

/** What calls are counted into. */
export interface CallSink {
  readonly nodes: NodeTable;
  readonly edges: EdgeTable;
  readonly messages: Messages;
}

/** What is known of the store that a trace is of. */
export interface StoreFacts {
  peers: Peers;
  /** The only spans that links of any trace may lead to; absent: any. */
  linked: LinkedSpans | undefined;
}

/** Walks through one trace. */
export class TraceCalls {
  /** By row: the node of the span. */
  readonly nodes: Int32Array;
  /** Spans on their way out that do not say where to. */
  unnamedCount = 0;
  private readonly trace: Trace;
  private readonly sink: CallSink;
  private readonly facts: StoreFacts;
  private readonly columns: CallColumns;
  private readonly gaps: NetworkGaps;
  /** By the row of a producer: the nodes that took its message as its children. */
  private readonly takenBy = new Map<TraceRow, NodeNumber[]>();
  /** By row: what its topmost consumer took. */
  private readonly consumers = new Map<TraceRow, Consumer>();

  constructor(trace: Trace, sink: CallSink, facts: StoreFacts) {
    this.trace = trace;
    this.sink = sink;
    this.facts = facts;
    this.columns = callColumns(trace);
    this.gaps = new NetworkGaps(trace);
    this.nodes = new Int32Array(trace.size);
    for (let row = 0; row < trace.size; row++) {
      this.nodes[row] = trace.row[row] < 0 ? -1 : sink.nodes.ofSpan(trace, row, this.columns.entry[row]);
    }
  }

  /** Counts everything. Linear. */
  count(): void {
    const { trace, columns } = this;
    for (let row = 0; row < trace.size; row++) {
      if (trace.row[row] < 0) continue;
      if (columns.isEntered[row] !== 0) this.countEntered(row);
      if (trace.kind[row] === SpanKind.consumer) this.addConsumer(row);
      else if (trace.kind[row] !== SpanKind.producer && callsOut(trace, columns, row)) this.countOut(row);
    }
    for (let row = 0; row < trace.size; row++) {
      if (trace.kind[row] === SpanKind.producer && trace.row[row] >= 0) this.addProducer(row);
    }
    for (const consumer of new Set(this.consumers.values())) this.keepConsumer(consumer);
  }

  /** From the parent's service to the span's. */
  private countEntered(row: TraceRow): void {
    const { trace, nodes } = this;
    const above = trace.parent[row];
    if (isMessage(trace, row)) {
      this.countMessage(above, row);
      return;
    }
    const isOnly = trace.kind[above] === SpanKind.client && this.columns.answers[above] === 1;
    const edge = this.sink.edges.between(nodes[above], nodes[row], 'call');
    // Several servers of one client are attempts: it tells how long they took together.
    const shown = isOnly && trace.timed[above] !== 0 ? above : row;
    const failed = this.isFailed(row) || (isOnly && this.isFailed(above));
    edge.add({ durationNano: this.durationOf(shown), failed }, () => this.spanOf(shown));
    const gap = isOnly ? this.gaps.of(above) : undefined;
    if (gap !== undefined) edge.addGap(gap);
  }

  private countMessage(above: TraceRow, row: TraceRow): void {
    const { trace, nodes } = this;
    const edge = this.sink.edges.between(nodes[above], nodes[row], 'message');
    edge.add(this.outcomeOf(row), () => this.spanOf(row));
    if (trace.kind[above] !== SpanKind.producer) return;
    const takers = this.takenBy.get(above);
    if (takers) takers.push(nodes[row]);
    else this.takenBy.set(above, [nodes[row]]);
    if (trace.timed[above] === 0 || trace.timed[row] === 0) return;
    const { queueNano, isOneClock } = queueTime(trace, above, row, 'parent');
    edge.addQueueTime(queueNano, isOneClock);
  }

  /** To a peer that was not traced. */
  private countOut(row: TraceRow): void {
    const { trace, nodes } = this;
    const peer = this.facts.peers.of(trace, row);
    const isClient = trace.kind[row] === SpanKind.client;
    // Any span may name a host, such as its own; one that is no client calls what its database or queue is.
    if (peer === undefined || (!isClient && peer.kind === 'external')) {
      // A database that shows up as a service of its own has been called; it calls nobody.
      if (isClient && this.columns.isEntered[row] === 0) this.unnamedCount++;
      return;
    }
    if (peer.name === trace.serviceText(row)) return;
    const to = this.sink.nodes.ofPeer(peer.kind, peer.name, trace, row);
    const type = peer.kind === 'messaging' ? 'message' : 'call';
    this.sink.edges.between(nodes[row], to, type).add(this.outcomeOf(row), () => this.spanOf(row));
  }

  /** Kept where a link may lead to it; else it is known by now where its message went. */
  private addProducer(row: TraceRow): void {
    const { trace, columns, sink } = this;
    const { linked } = this.facts;
    const isAnswered = columns.reaches[row] !== 0;
    const isKept = linked === undefined || linked.mayHave(trace.store, trace.row[row]);
    if (!isKept && isAnswered) return;
    const peer = this.queueOf(row);
    if (isKept) {
      const end = this.endOf(row, trace.end[row], trace.adjustedEnd[row]);
      const takenBy = this.takenBy.get(row) ?? [];
      sink.messages.addProducer(spanKey(trace.store, trace.row[row]), { ...end, peer, isAnswered, takenBy });
    } else if (peer >= 0) {
      const edge = sink.edges.between(this.nodes[row], peer, 'message');
      edge.add(this.outcomeOf(row), () => this.spanOf(row));
    }
  }

  /** What a consumer took, or one below it in its service: of both, one received and the other works on it. */
  private addConsumer(row: TraceRow): void {
    const { trace, columns, nodes } = this;
    const above = trace.parent[row];
    const isEntered = columns.isEntered[row] !== 0;
    const received = !isEntered && above >= 0 ? this.consumers.get(above) : undefined;
    const peer = isEntered || received !== undefined ? -1 : this.queueOf(row);
    const keys = [...linkKeys(trace.store, trace.row[row])];
    if (received === undefined && peer < 0 && keys.length === 0) return;
    const begun = this.endOf(row, trace.start[row], trace.adjustedStart[row]);
    const consumer = received ?? { ...begun, peer, links: [] };
    for (const key of keys) consumer.links.push({ ...begun, node: nodes[row], key });
    this.consumers.set(row, consumer);
  }

  /** Without links it is known by now where its messages came from. */
  private keepConsumer(consumer: Consumer): void {
    const { messages, edges } = this.sink;
    if (consumer.links.length > 0) messages.consumers.push(consumer);
    else edges.between(consumer.peer, consumer.node, 'message').add(consumer, () => spanOf(consumer));
  }

  private queueOf(row: TraceRow): NodeNumber {
    const { trace, sink } = this;
    const peer = this.facts.peers.of(trace, row);
    if (peer?.kind !== 'messaging') return -1;
    return sink.nodes.ofPeer(peer.kind, peer.name, trace, row);
  }

  private endOf(row: TraceRow, recorded: number, corrected: number): MessageEnd {
    const { trace, nodes } = this;
    return {
      durationNano: this.durationOf(row),
      failed: this.isFailed(row),
      traceId: trace.traceId,
      spanId: trace.spanId(row),
      node: nodes[row],
      clock: trace.store.strings.text(trace.clock[row]),
      seconds: trace.startSeconds,
      nanos: trace.startNanos,
      recorded,
      corrected,
    };
  }

  private outcomeOf(row: TraceRow): CallOutcome {
    return { durationNano: this.durationOf(row), failed: this.isFailed(row) };
  }

  private durationOf(row: TraceRow): number | undefined {
    return this.trace.timed[row] === 0 ? undefined : this.trace.duration(row);
  }

  private isFailed(row: TraceRow): boolean {
    return (this.trace.flags[row] & SpanFlag.error) !== 0;
  }

  private spanOf(row: TraceRow): CallSpan {
    return { traceId: this.trace.traceId, spanId: this.trace.spanId(row) };
  }
}
