/**
 * Zipkin v2 JSON: one list, a span a line, as `POST /api/v2/spans` takes it.
 * https://zipkin.io/zipkin-api/
 *
 *   status             tag otel.status_code; of a failed span the tag `error`, with the message
 *   attributes         tags, all of them texts; some become the remote endpoint
 *   resource           the local endpoint, and tags
 *   scope              tags otel.scope.name and otel.scope.version
 *   events             annotations; attributes in the text: `"name": {"key": "value"}`
 *
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/
 */
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { FixedIds } from './ids.ts';
import { LastRows } from './last-rows.ts';
import type { Losses, LossKind } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import { ListPieces } from './pieces.ts';
import { isBesideParent } from './references.ts';
import { StoreTexts } from './store-texts.ts';
import type { Target } from './target.ts';
import { isFinerThanMicros, noteTimes, unixMicroText } from './times.ts';
import { zipkinAnnotations } from './zipkin-annotations.ts';
import { ZipkinEndpoints } from './zipkin-endpoints.ts';
import { ZipkinTags } from './zipkin-tags.ts';

const precision: LossKind = {
  thing: 'span',
  why: 'times are cut to microseconds, and lengths are at least 1',
};
const internal: LossKind = { thing: 'span', why: 'zipkin has no kind internal' };
const deferred: LossKind = {
  thing: 'span',
  why: 'parent named by FOLLOWS_FROM; in zipkin a child like any other',
};
const links: LossKind = { thing: 'link', why: 'zipkin has no links' };

export const zipkin: Target = {
  id: 'zipkin',
  title: 'Zipkin v2 JSON, one list',
  isBinary: false,
  together: 'spans',
  encoder(output, losses) {
    const pieces = new ListPieces(output, '[', ']\n');
    const spansFor = perGeneration((store) => new ZipkinSpans(store, losses));
    return {
      write(store, rows) {
        const spans = spansFor(store);
        for (const row of rows) pieces.add(spans.span(row));
      },
      end: () => pieces.end(),
    };
  },
};

/** By SpanKind. */
const kindNames: readonly string[] = ['', '', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Spans made of one generation of a store. */
class ZipkinSpans {
  private readonly store: SpanStore;
  private readonly losses: Losses;
  private readonly texts: StoreTexts;
  private readonly ids: FixedIds;
  private readonly endpoints: ZipkinEndpoints;
  private readonly tags: ZipkinTags;
  private readonly last = new LastRows();

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
    this.texts = new StoreTexts(store, losses);
    this.ids = new FixedIds(store, losses);
    this.endpoints = new ZipkinEndpoints(store, this.texts);
    this.tags = new ZipkinTags(store, this.texts, this.endpoints, losses);
  }

  /** One span, on one line. */
  span(row: SpanRow): string {
    const { store, ids, texts, last } = this;
    this.noteLosses(row);
    last.find(store.attributes, store.attributesFrom[row], store.attributesCount[row]);
    const parent = ids.parent(row);
    const kind = kindNames[store.kind[row]];
    const remote = this.endpoints.remoteOf(store.kind[row], last);
    const { local } = this.tags.ofResource(store.resource[row]);
    let text = `{"traceId":"${traceIdText(ids.trace(store.trace[row]))}"`;
    if (parent !== '') text += `,"parentId":"${parent}"`;
    text += `,"id":"${ids.span(row)}","name":${texts.quoted(store.name[row])}`;
    if (kind !== '') text += `,"kind":"${kind}"`;
    text += this.times(row);
    if (local !== '') text += `,"localEndpoint":${local}`;
    if (remote.text !== '') text += `,"remoteEndpoint":${remote.text}`;
    text += zipkinAnnotations(store, row, texts, this.losses);
    text += this.tags.ofSpan(row, last, remote.used);
    return store.flags[row] & SpanFlag.shared ? `${text},"shared":true}` : `${text}}`;
  }

  private times(row: SpanRow): string {
    const { startSeconds, startNanos, duration, flags } = this.store;
    let text = '';
    if ((flags[row] & SpanFlag.noStart) === 0) {
      text = `,"timestamp":${unixMicroText(startSeconds[row], startNanos[row])}`;
    }
    if (flags[row] & SpanFlag.noEnd) return text;
    return `${text},"duration":${Math.max(1, Math.floor(duration[row] / 1000))}`;
  }

  private noteLosses(row: SpanRow): void {
    const { store, losses } = this;
    const flags = store.flags[row];
    losses.nextSpan();
    noteTimes(losses, store, row);
    const isEmpty = store.duration[row] === 0 && (flags & SpanFlag.noEnd) === 0;
    if (isEmpty || isFinerThanMicros(store, row)) losses.note(precision);
    if (store.kind[row] === SpanKind.internal) losses.note(internal);
    if (flags & SpanFlag.followsFrom) losses.note(deferred);
    this.noteLinks(row);
  }

  private noteLinks(row: SpanRow): void {
    const table = this.store.links;
    let count = 0;
    for (let l = table.firstOf(row); l < table.size && table.span[l] === row; l++) {
      if (isBesideParent(this.store, row, l)) count++;
    }
    if (count > 0) this.losses.note(links, count);
  }
}

/** Ids of 64 bits have 16 digits. */
function traceIdText(digits: string): string {
  return digits.startsWith('0000000000000000') ? digits.slice(16) : digits;
}
