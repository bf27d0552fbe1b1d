/**
 * OTLP as JSON: an export request a line, as the Collector's file exporter writes it, each of up to 500 spans.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 *
 * Nothing is lost that the store holds, but for marks of Zipkin and OpenTracing. References that compete to be the parent
 * become links that say what they were, by the attribute that OpenTelemetry has for it.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/opentracing/
 */
import { SpanFlag } from '../model/kinds.ts';
import type { ResourceTable } from '../model/resources.ts';
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { InstantValue } from '../model/span-writer.ts';
import { type RowGroup, requestsOf } from './grouped.ts';
import { FixedIds } from './ids.ts';
import type { Losses } from './losses.ts';
import { OtlpJsonValues } from './otlp-json-values.ts';
import { noteOtlpLosses } from './otlp-losses.ts';
import { perGeneration } from './per-generation.ts';
import { Pieces } from './pieces.ts';
import { isBesideParent, referenceNames } from './references.ts';
import { scopeRows } from './scopes.ts';
import { StoreTexts } from './store-texts.ts';
import type { Target } from './target.ts';
import { endOf, unixNanoText } from './times.ts';

export const otlpJson: Target = {
  id: 'otlp-json',
  title: 'OTLP JSON, a request a line',
  isBinary: false,
  together: 'spans',
  encoder(output, losses) {
    const pieces = new Pieces(output);
    const requestsFor = perGeneration((store) => new Requests(store, losses));
    return {
      write(store, rows) {
        const requests = requestsFor(store);
        for (const groups of requestsOf(store, rows)) pieces.add(requests.line(groups));
      },
      end: () => pieces.flush(),
    };
  },
};

const endTime: InstantValue = { seconds: 0, nanos: 0 };

/** Requests made of one generation of a store. */
class Requests {
  private readonly store: SpanStore;
  private readonly losses: Losses;
  private readonly texts: StoreTexts;
  private readonly values: OtlpJsonValues;
  private readonly ids: FixedIds;

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
    this.texts = new StoreTexts(store, losses);
    this.values = new OtlpJsonValues(this.texts, losses);
    this.ids = new FixedIds(store, losses);
  }

  /** One request, and a line break. */
  line(groups: readonly RowGroup[]): string {
    let text = '{"resourceSpans":[';
    let resource = -1;
    for (const group of groups) {
      if (group.resource === resource) text += ',';
      else {
        if (resource >= 0) text += ']},';
        resource = group.resource;
        text += `{"resource":{${this.attributes(this.store.resources, resource)}},"scopeSpans":[`;
      }
      text += this.scopeSpans(group);
    }
    return `${text}]}]}\n`;
  }

  private attributes({ attributes, from, count }: ResourceTable, index: number): string {
    if (count[index] === 0) return '';
    return `"attributes":[${this.values.list(attributes, from[index], count[index])}]`;
  }

  private scopeSpans({ scope, rows }: RowGroup): string {
    let text = `{"scope":{${this.scope(scope)}},"spans":[`;
    for (let i = 0; i < rows.length; i++) text += (i === 0 ? '' : ',') + this.span(rows[i]);
    return `${text}]}`;
  }

  private scope(index: number): string {
    const { scopes } = this.store;
    const { attributes, from, count } = scopes;
    const { name, version } = scopeRows(this.store, index);
    const fields: string[] = [];
    if (name >= 0) fields.push(`"name":${this.texts.quoted(attributes.value[name])}`);
    if (version >= 0) fields.push(`"version":${this.texts.quoted(attributes.value[version])}`);
    const others: string[] = [];
    for (let row = from[index]; row < from[index] + count[index]; row++) {
      if (row !== name && row !== version) others.push(this.values.list(attributes, row, 1));
    }
    if (others.length > 0) fields.push(`"attributes":[${others.join()}]`);
    return fields.join();
  }

  private span(row: SpanRow): string {
    const { store, ids, texts } = this;
    noteOtlpLosses(this.losses, store, row);
    const flags = store.flags[row];
    const parent = ids.parent(row);
    let text = `{"traceId":"${ids.trace(store.trace[row])}","spanId":"${ids.span(row)}"`;
    if (parent !== '') text += `,"parentSpanId":"${parent}"`;
    text += `,"name":${texts.quoted(store.name[row])}`;
    if (store.kind[row] !== 0) text += `,"kind":${store.kind[row]}`;
    if ((flags & SpanFlag.noStart) === 0) {
      text += `,"startTimeUnixNano":"${unixNanoText(store.startSeconds[row], store.startNanos[row])}"`;
    }
    if ((flags & SpanFlag.noEnd) === 0) {
      endOf(store, row, endTime);
      text += `,"endTimeUnixNano":"${unixNanoText(endTime.seconds, endTime.nanos)}"`;
    }
    const count = store.attributesCount[row];
    if (count > 0) {
      text += `,"attributes":[${this.values.list(store.attributes, store.attributesFrom[row], count)}]`;
    }
    return `${text}${this.events(row)}${this.links(row)}${this.status(row)}}`;
  }

  private events(row: SpanRow): string {
    const { events, attributes } = this.store;
    let text = '';
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      const time = unixNanoText(events.seconds[e], events.nanos[e]);
      text += `${text === '' ? '' : ','}{"timeUnixNano":"${time}","name":${this.texts.quoted(events.name[e])}`;
      const list = this.values.list(attributes, events.attributesFrom[e], events.attributesCount[e]);
      text += list === '' ? '}' : `,"attributes":[${list}]}`;
    }
    return text === '' ? '' : `,"events":[${text}]`;
  }

  private links(row: SpanRow): string {
    const { links } = this.store;
    let text = '';
    for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
      if (isBesideParent(this.store, row, l)) text += (text === '' ? '' : ',') + this.link(l);
    }
    return text === '' ? '' : `,"links":[${text}]`;
  }

  private link(link: number): string {
    const { links, attributes } = this.store;
    const state = links.name[link];
    let text = `{"traceId":"${this.ids.trace(links.trace[link])}","spanId":"${this.ids.link(link)}"`;
    if (state !== 0) text += `,"traceState":${this.texts.quoted(state)}`;
    let list = this.values.list(attributes, links.attributesFrom[link], links.attributesCount[link]);
    if (links.type[link] !== LinkType.link)
      list += (list === '' ? '' : ',') + referenceTypes[links.type[link]];
    return list === '' ? `${text}}` : `${text},"attributes":[${list}]}`;
  }

  private status(row: SpanRow): string {
    const code = this.store.status[row];
    const message = this.store.statusMessage[row];
    if (code === 0 && message === 0) return '';
    const fields: string[] = [];
    if (message !== 0) fields.push(`"message":${this.texts.quoted(message)}`);
    if (code !== 0) fields.push(`"code":${code}`);
    return `,"status":{${fields.join()}}`;
  }
}

/** By LinkType. */
const referenceTypes: readonly string[] = referenceNames.map(
  (name) => `{"key":"opentracing.ref_type","value":{"stringValue":"${name}"}}`,
);
