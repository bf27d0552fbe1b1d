/** What a report tells of the span that is looked at: attributes, events and links as columns. */
import type { Attributes, AttributeValue } from '../model/attributes.ts';
import { statusCodeNames } from '../model/kinds.ts';
import type { ResourceTable } from '../model/resources.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { attributeJson } from '../views/span-json.ts';
import type { DetailColumns } from './data.ts';
import type { Texts } from './texts.ts';

/** The details of all spans of a trace. Linear in what they hold. */
export function detailColumns(trace: Trace, texts: Texts): DetailColumns {
  const builder = new DetailBuilder(trace, texts);
  for (let row = 0; row < trace.size; row++) builder.add(row);
  return builder.columns;
}

class DetailBuilder {
  readonly columns: DetailColumns = {
    status: [],
    message: [],
    resource: [],
    scope: [],
    sets: [],
    attributes: [],
    events: [],
    links: [],
    pairs: [],
    eventName: [],
    eventTime: [],
    eventAttributes: [],
    linkTrace: [],
    linkSpan: [],
    linkAttributes: [],
  };
  private readonly trace: Trace;
  private readonly texts: Texts;
  private readonly origin: bigint;
  private readonly resources = new Map<number, number>();
  private readonly scopes = new Map<number, number>();

  constructor(trace: Trace, texts: Texts) {
    this.trace = trace;
    this.texts = texts;
    this.origin = BigInt(trace.startSeconds) * 1_000_000_000n + BigInt(trace.startNanos);
  }

  add(row: TraceRow): void {
    const { columns, trace } = this;
    const span = trace.span(row);
    const stored = trace.row[row];
    const { store } = trace;
    columns.status.push(statusCodeNames.indexOf(span.statusCode));
    columns.message.push(this.texts.number(span.statusMessage));
    columns.resource.push(
      stored < 0 ? -1 : this.set(this.resources, store.resources, store.resource[stored]),
    );
    columns.scope.push(stored < 0 ? -1 : this.set(this.scopes, store.scopes, store.scope[stored]));
    columns.attributes.push(this.addPairs(span.attributes));
    columns.events.push(span.events.length);
    columns.links.push(span.links.length);
    for (const { name, timeUnixNano, attributes } of span.events) {
      columns.eventName.push(this.texts.number(name));
      columns.eventTime.push(Number(timeUnixNano - this.origin));
      columns.eventAttributes.push(this.addPairs(attributes));
    }
    for (const { traceId, spanId, attributes } of span.links) {
      columns.linkTrace.push(this.texts.number(traceId));
      columns.linkSpan.push(this.texts.number(spanId));
      columns.linkAttributes.push(this.addPairs(attributes));
    }
  }

  /** The number of a resource's or scope's attributes in `sets`; `known` has those that are there. */
  private set(known: Map<number, number>, table: ResourceTable, index: number): number {
    let number = known.get(index);
    if (number === undefined) {
      number = this.columns.sets.push(this.pairsOf(table.read(index))) - 1;
      known.set(index, number);
    }
    return number;
  }

  /** Returns how many there are. */
  private addPairs(attributes: Attributes): number {
    for (const number of this.pairsOf(attributes)) this.columns.pairs.push(number);
    return attributes.size;
  }

  private pairsOf(attributes: Attributes): number[] {
    const pairs: number[] = [];
    for (const [key, value] of attributes) {
      pairs.push(this.texts.number(key), this.texts.number(attributeText(value)));
    }
    return pairs;
  }
}

/** A text as it is, anything else as JSON. */
function attributeText(value: AttributeValue): string {
  return typeof value === 'string' ? value : JSON.stringify(attributeJson(value));
}
