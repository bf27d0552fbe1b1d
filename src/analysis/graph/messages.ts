/**
 * Messages whose two sides are not parent and child: the side that took one names the one that published it by a link,
 * often in a trace of its own. Both are kept until all traces were seen; what then has no other side has been published
 * to, or taken from, a queue that only its attributes name.
 */
import type { Nanos } from '../../model/time.ts';
import type { CallOutcome, CallSpan, EdgeTable } from './edges.ts';
import type { NodeNumber } from './nodes.ts';

/** One end of a message. */
export interface MessageEnd extends CallOutcome, CallSpan {
  node: NodeNumber;
  clock: string;
  /** When: the start of its trace in Unix seconds and nanoseconds, and the offset from that as recorded and corrected. */
  seconds: number;
  nanos: number;
  recorded: Nanos;
  corrected: Nanos;
}

/** A span that published a message; its end counts. */
export interface Producer extends MessageEnd {
  /** The queue, if attributes name it; -1: no. */
  peer: NodeNumber;
  /** Something below it is the other side. */
  isAnswered: boolean;
  /** Nodes that took the message as its children. */
  takenBy: readonly NodeNumber[];
}

/** A span that took messages: it, or spans of its own below it, link to those who published them; its start counts. */
export interface Consumer extends MessageEnd {
  /** The queue; -1: not named, or it has a parent that published. */
  peer: NodeNumber;
  links: MessageLink[];
}

/** One message that a consumer took. */
export interface MessageLink extends MessageEnd {
  /** Of the producer; see spanKey. */
  key: string;
}

/** Both sides, until they are brought together. About 300 bytes a span that publishes or takes messages. */
export class Messages {
  /** By key; several where spans share an id. */
  readonly producers: Map<string, Producer[]> = new Map();
  readonly consumers: Consumer[] = [];

  addProducer(key: string, producer: Producer): void {
    const known = this.producers.get(key);
    if (known === undefined) this.producers.set(key, [producer]);
    else known.push(producer);
  }

  /** Adds what others kept; `nodes` says what their nodes are here. */
  merge(
    { producers, consumers }: Pick<Messages, 'producers' | 'consumers'>,
    nodes: readonly NodeNumber[],
  ): void {
    const renumbered = <End extends Producer | Consumer>(end: End): End => {
      return { ...end, node: nodes[end.node], peer: end.peer < 0 ? -1 : nodes[end.peer] };
    };
    for (const [key, alike] of producers) {
      for (const producer of alike) {
        const takenBy = producer.takenBy.map((node) => nodes[node]);
        this.addProducer(key, { ...renumbered(producer), takenBy });
      }
    }
    for (const consumer of consumers) {
      const links = consumer.links.map((link) => ({ ...link, node: nodes[link.node] }));
      this.consumers.push({ ...renumbered(consumer), links });
    }
  }

  /** Brings the sides together and counts them into edges. Linear. */
  resolve(edges: EdgeTable): void {
    const taken = this.taken(edges);
    for (const [key, alike] of this.producers) {
      const linked = taken.has(key) ? firstOf(alike) : undefined;
      for (const producer of alike) {
        if (producer.isAnswered || producer.peer < 0 || producer === linked) continue;
        edges.between(producer.node, producer.peer, 'message').add(producer, () => spanOf(producer));
      }
    }
  }

  /** Counts what consumers took, once for each message and node, and returns the keys of what was taken by links. */
  private taken(edges: EdgeTable): Set<string> {
    const keys = new Set<string>();
    const first = new Map<string, MessageLink>();
    for (const consumer of this.consumers) {
      const found = consumer.links.filter(({ key }) => this.producers.has(key));
      if (found.length === 0 && consumer.peer >= 0) {
        edges.between(consumer.peer, consumer.node, 'message').add(consumer, () => spanOf(consumer));
      }
      for (const link of found) {
        keys.add(link.key);
        const message = `${link.key} ${link.node}`;
        const known = first.get(message);
        if (known === undefined || isBefore(link, known)) first.set(message, link);
      }
    }
    for (const link of first.values()) this.count(edges, link);
    return keys;
  }

  private count(edges: EdgeTable, link: MessageLink): void {
    const producer = firstOf(this.producers.get(link.key) ?? []);
    if (producer === undefined || producer.takenBy.includes(link.node)) return;
    const edge = edges.between(producer.node, link.node, 'message');
    edge.add(link, () => spanOf(link));
    edge.addQueueTime(waited(producer, link), producer.clock === link.clock);
  }
}

/** From one end to the other, not negative. Clocks are corrected within a trace only: to each its own reference. */
function waited(from: MessageEnd, to: MessageEnd): Nanos {
  if (from.traceId === to.traceId) return Math.max(0, to.corrected - from.corrected);
  const between = (to.seconds - from.seconds) * 1e9 + (to.nanos - from.nanos) + (to.recorded - from.recorded);
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, between));
}

function isBefore(a: MessageEnd, b: MessageEnd): boolean {
  const difference = (a.seconds - b.seconds) * 1e9 + (a.nanos - b.nanos) + (a.recorded - b.recorded);
  if (difference !== 0) return difference < 0;
  if (a.traceId !== b.traceId) return a.traceId < b.traceId;
  if (a.spanId !== b.spanId) return a.spanId < b.spanId;
  return a.clock === b.clock ? (a.durationNano ?? -1) < (b.durationNano ?? -1) : a.clock < b.clock;
}

/** What a link means where spans share an id: always the same of them. */
function firstOf(producers: readonly Producer[]): Producer | undefined {
  let first: Producer | undefined;
  for (const producer of producers) if (first === undefined || isBefore(producer, first)) first = producer;
  return first;
}

/** Which span an end is. */
export function spanOf({ traceId, spanId }: MessageEnd): CallSpan {
  return { traceId, spanId };
}
