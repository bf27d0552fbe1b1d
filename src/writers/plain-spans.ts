/** Parts of a span as plain JSON, for targets that only people and programs of their own read. */
import { type AttributeTable, AttributeType } from '../model/attributes.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { ResourceTable } from '../model/resources.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { ReadIds } from './ids.ts';
import { LastRows } from './last-rows.ts';
import type { Losses, LossKind } from './losses.ts';
import { isBesideParent } from './references.ts';
import { StoreTexts } from './store-texts.ts';
import { unixNanoText } from './times.ts';

const types: LossKind = {
  thing: 'attribute',
  why: 'bytes, integers beyond 2^53, NaN and Infinity are written as text',
};
const repeated: LossKind = { thing: 'attribute', why: 'of several with one key the last stays' };

/** The spans of one generation of a store. */
export class PlainSpans {
  readonly store: SpanStore;
  readonly texts: StoreTexts;
  readonly ids: ReadIds;
  private readonly losses: Losses;
  private readonly last = new LastRows();
  private readonly resources = new Map<number, string>();
  private readonly scopes = new Map<number, string>();

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
    this.texts = new StoreTexts(store, losses);
    this.ids = new ReadIds(store);
  }

  /** Whether a span failed. */
  isError(row: SpanRow): boolean {
    return (this.store.flags[row] & SpanFlag.error) !== 0;
  }

  /** The attributes of a span as an object. */
  attributes(row: SpanRow): string {
    const { attributes, attributesFrom, attributesCount } = this.store;
    return this.object(attributes, attributesFrom[row], attributesCount[row]);
  }

  /** The attributes of its resource as an object. */
  resource(row: SpanRow): string {
    return this.ofTable(this.store.resources, this.store.resource[row], this.resources);
  }

  /** Those of its scope, with name and version. */
  scope(row: SpanRow): string {
    return this.ofTable(this.store.scopes, this.store.scope[row], this.scopes);
  }

  /** Its events as a list. */
  events(row: SpanRow): string {
    const { events } = this.store;
    let text = '';
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      const time = unixNanoText(events.seconds[e], events.nanos[e]);
      text += `,{"name":${this.texts.quoted(events.name[e])},"timeUnixNano":"${time}","attributes":${this.eventAttributes(e)}}`;
    }
    return `[${text.slice(1)}]`;
  }

  /** The attributes of an event as an object. */
  eventAttributes(event: number): string {
    const { attributes, events } = this.store;
    return this.object(attributes, events.attributesFrom[event], events.attributesCount[event]);
  }

  /** Its links as a list, with the references that did not become the parent. */
  links(row: SpanRow): string {
    const { attributes, links } = this.store;
    let text = '';
    for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
      if (!isBesideParent(this.store, row, l)) continue;
      text +=
        `,{"traceId":${this.ids.trace(links.trace[l])},"spanId":${this.ids.link(l)}` +
        `,"traceState":${this.texts.quoted(links.name[l])}` +
        `,"attributes":${this.object(attributes, links.attributesFrom[l], links.attributesCount[l])}}`;
    }
    return `[${text.slice(1)}]`;
  }

  private ofTable(
    { attributes, from, count }: ResourceTable,
    index: number,
    known: Map<number, string>,
  ): string {
    let text = known.get(index);
    if (text === undefined) known.set(index, (text = this.object(attributes, from[index], count[index])));
    return text;
  }

  private object(table: AttributeTable, from: number, count: number): string {
    if (count === 0) return '{}';
    const { last, texts } = this;
    const { key, type, value } = table;
    last.find(table, from, count);
    let text = '';
    for (let row = from; row < from + count; row++) {
      if (last.of(key[row]) !== row) {
        this.losses.note(repeated);
        continue;
      }
      const plain = texts.plain(type[row], value[row]);
      if (becomesText(type[row], plain)) this.losses.note(types);
      text += `,${texts.quoted(key[row])}:${plain}`;
    }
    return `{${text.slice(1)}}`;
  }
}

function becomesText(type: number, plain: string): boolean {
  if (type === AttributeType.bytes) return true;
  return (type === AttributeType.int || type === AttributeType.double) && plain[0] === '"';
}
