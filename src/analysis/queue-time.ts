/**
 * How long messages waited (analysis.md 8.6): from the end of the span that published one to the start of the span that
 * took it, which names it as its parent or by a link. A batch waits for each of its messages.
 *
 *   producer   |==|
 *   consumer             |=====|
 *                 queue
 */
import { hexId64 } from '../model/ids.ts';
import { SpanKind } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** One message. */
export interface QueueTime {
  producer: TraceRow;
  consumer: TraceRow;
  /** Never negative. */
  queueNano: Nanos;
  /** As the corrected times say; negative where the producer was still waiting for its acknowledgement, or clocks differ. */
  rawNano: Nanos;
  /** Whether one clock measured both ends. */
  isOneClock: boolean;
  via: 'parent' | 'link';
}

/** The messages between spans of one trace, by consumer. Linear in the spans and the consumers' links. */
export function queueTimes(trace: Trace): QueueTime[] {
  const { size, kind, parent, timed, row } = trace;
  const found: QueueTime[] = [];
  let producers: Map<string, TraceRow> | undefined;
  for (let consumer = 0; consumer < size; consumer++) {
    if (kind[consumer] !== SpanKind.consumer || timed[consumer] === 0) continue;
    const above = parent[consumer];
    if (above >= 0 && kind[above] === SpanKind.producer && timed[above] !== 0) {
      found.push(queueTime(trace, above, consumer, 'parent'));
    }
    for (const key of linkKeys(trace.store, row[consumer])) {
      producers ??= producersOf(trace);
      const producer = producers.get(key);
      if (producer !== undefined && producer !== above) {
        found.push(queueTime(trace, producer, consumer, 'link'));
      }
    }
  }
  return found;
}

/** The wait from the end of a producer to the start of a consumer. */
export function queueTime(
  { adjustedStart, adjustedEnd, clock }: Trace,
  producer: TraceRow,
  consumer: TraceRow,
  via: QueueTime['via'],
): QueueTime {
  const rawNano = adjustedStart[consumer] - adjustedEnd[producer];
  const isOneClock = clock[producer] === clock[consumer];
  return { producer, consumer, queueNano: Math.max(0, rawNano), rawNano, isOneClock, via };
}

function producersOf({ store, size, kind, timed, row }: Trace): Map<string, TraceRow> {
  const producers = new Map<string, TraceRow>();
  for (let i = 0; i < size; i++) {
    if (kind[i] === SpanKind.producer && timed[i] !== 0) producers.set(spanKey(store, row[i]), i);
  }
  return producers;
}

/**
 * What names a span among all traces: the low half of its trace id, because only that survives some systems, and its
 * span id.
 */
export function spanKey(store: SpanStore, row: SpanRow): string {
  return `${traceKey(store, store.trace[row])} ${canonical(store.spanId(row))}`;
}

/** The keys of the spans that a span links to. */
export function* linkKeys(store: SpanStore, row: SpanRow): Generator<string> {
  const { links, strings } = store;
  if (row < 0 || links.size === 0) return;
  for (let link = links.firstOf(row); link < links.size && links.span[link] === row; link++) {
    if (links.type[link] !== LinkType.link) continue;
    const { spanIdHigh, spanIdLow, spanIdLength, trace } = links;
    const length = spanIdLength[link];
    const id =
      length === 0 ? strings.text(spanIdLow[link]) : hexId64(spanIdHigh[link], spanIdLow[link], length);
    yield `${traceKey(store, trace[link] < 0 ? store.trace[row] : trace[link])} ${canonical(id)}`;
  }
}

/** Which spans of a store are linked to; a few others may pass for them. */
export class LinkedSpans {
  private readonly low: ReadonlySet<number>;

  /** Linear in the store's links. */
  constructor({ links }: SpanStore) {
    this.low = new Set(links.spanIdLow.subarray(0, links.size));
  }

  mayHave({ spanIdLow }: SpanStore, row: SpanRow): boolean {
    return this.low.has(spanIdLow[row]);
  }
}

function traceKey({ traces }: SpanStore, trace: number): string {
  return traces.isOpaque(trace) ? traces.text(trace) : `${traces.word(trace, 2)}:${traces.word(trace, 3)}`;
}

function canonical(id: string): string {
  return id.replace(/^0+(?=.)/, '');
}
