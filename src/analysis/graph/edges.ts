/** What is counted of the calls from one node to another. */
import type { Nanos } from '../../model/time.ts';
import { Distribution, type DistributionState } from '../aggregate/distribution.ts';
import type { NetworkGap } from '../network.ts';
import type { NodeNumber } from './nodes.ts';

/** `message`: through a queue; nobody waits for an answer. */
export type EdgeType = 'call' | 'message';

/** Which span shows a call. */
export interface CallSpan {
  traceId: string;
  /** Of the client, else of the server; of a message the span that took it, or published it where nobody was seen to. */
  spanId: string;
}

/** The slowest call of an edge. */
export interface SlowestCall extends CallSpan {
  durationNano: Nanos;
}

/** How a call went. */
export interface CallOutcome {
  /** Of the span that shows it. Undefined: untimed. */
  durationNano: Nanos | undefined;
  failed: boolean;
}

const measures = ['total', 'gap', 'request', 'response', 'queue'] as const;

type Measure = (typeof measures)[number];

/** The parts of an edge, as another thread hands them over. */
export interface EdgeState extends Record<Measure, DistributionState> {
  from: NodeNumber;
  to: NodeNumber;
  type: EdgeType;
  callCount: number;
  errorCount: number;
  outlivedCount: number;
  crossClockCount: number;
  slowest: SlowestCall | undefined;
}

/** Calls of one type from one node to another. Merging is commutative. */
export class Edge implements EdgeState {
  readonly from: NodeNumber;
  readonly to: NodeNumber;
  readonly type: EdgeType;
  callCount = 0;
  errorCount = 0;
  /** Durations of the calls. */
  readonly total: Distribution = new Distribution();
  /** What a client took longer than its server; see NetworkGap. */
  readonly gap: Distribution = new Distribution();
  readonly request: Distribution = new Distribution();
  readonly response: Distribution = new Distribution();
  /** Servers that went on after their clients had given up. */
  outlivedCount = 0;
  readonly queue: Distribution = new Distribution();
  /** Queue times of which two clocks measured the ends. */
  crossClockCount = 0;
  slowest: SlowestCall | undefined;

  constructor(from: NodeNumber, to: NodeNumber, type: EdgeType) {
    this.from = from;
    this.to = to;
    this.type = type;
  }

  /** Counts a call. Which span shows it is asked only if it is the slowest so far. */
  add({ durationNano, failed }: CallOutcome, span: () => CallSpan): void {
    this.callCount++;
    if (failed) this.errorCount++;
    if (durationNano === undefined) return;
    this.total.add(durationNano);
    if (this.slowest === undefined || durationNano >= this.slowest.durationNano) {
      this.offer({ ...span(), durationNano });
    }
  }

  /** Counts how long a message waited. */
  addQueueTime(queueNano: Nanos, isOneClock: boolean): void {
    this.queue.add(queueNano);
    if (!isOneClock) this.crossClockCount++;
  }

  /** Counts what the network took of a call. */
  addGap({ gapNano, requestNano, responseNano }: NetworkGap): void {
    if (gapNano < 0) {
      this.outlivedCount++;
      return;
    }
    this.gap.add(gapNano);
    if (requestNano === undefined || responseNano === undefined) return;
    this.request.add(requestNano);
    this.response.add(responseNano);
  }

  /** Adds the calls of another edge between the same nodes. */
  merge(other: EdgeState): void {
    this.callCount += other.callCount;
    this.errorCount += other.errorCount;
    this.outlivedCount += other.outlivedCount;
    this.crossClockCount += other.crossClockCount;
    for (const measure of measures) this[measure].merge(other[measure]);
    if (other.slowest !== undefined) this.offer(other.slowest);
  }

  /** Of equally slow calls any one, but always the same. */
  private offer(call: SlowestCall): void {
    const { slowest } = this;
    if (slowest !== undefined) {
      if (call.durationNano < slowest.durationNano) return;
      const isEqual = call.durationNano === slowest.durationNano;
      if (isEqual && (call.traceId > slowest.traceId || isLater(call, slowest))) return;
    }
    this.slowest = call;
  }
}

function isLater(a: SlowestCall, b: SlowestCall): boolean {
  return a.traceId === b.traceId && a.spanId >= b.spanId;
}

/** Edges by their ends. */
export class EdgeTable {
  private readonly edges = new Map<string, Edge>();

  /** The edge between two nodes, made when new. */
  between(from: NodeNumber, to: NodeNumber, type: EdgeType): Edge {
    const key = `${from} ${to} ${type}`;
    const known = this.edges.get(key);
    if (known !== undefined) return known;
    const made = new Edge(from, to, type);
    this.edges.set(key, made);
    return made;
  }

  /** Adds the edges of another table, `nodes` says between which nodes here; between the same if it says nothing. */
  merge(other: EdgeTable, nodes?: readonly NodeNumber[]): void {
    for (const edge of other.edges.values()) {
      const [from, to] = nodes === undefined ? [edge.from, edge.to] : [nodes[edge.from], nodes[edge.to]];
      this.between(from, to, edge.type).merge(edge);
    }
  }

  values(): Iterable<Edge> {
    return this.edges.values();
  }
}
