/**
 * Trace events, for Perfetto (https://ui.perfetto.dev) and chrome://tracing.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 *   service               process
 *   spans that overlap    lanes, which are threads; a span stands below its parent where it can
 *   span                  complete event (X); times in microseconds from the earliest span on, to the nanosecond
 *   event                 instant event (i)
 *   call, link            flow events (s, f): an arrow from the parent in another process, from the span linked to
 *
 * A format to look at: tracectl does not read it back. All spans are held, since lanes depend on all.
 */
import { SpanFlag, spanKindNames, statusCodeNames } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { unixNano } from '../model/time.ts';
import { type ChromeLayout, chromeLayout } from './chrome-layout.ts';
import type { Losses, LossKind } from './losses.ts';
import { ListPieces } from './pieces.ts';
import { PlainSpans } from './plain-spans.ts';
import { isBesideParent } from './references.ts';
import type { Target } from './target.ts';
import { noteTimes } from './times.ts';

const untimed: LossKind = { thing: 'span', why: 'no start; drawn where the trace begins' };
const unfinished: LossKind = { thing: 'span', why: 'never ended; drawn without length' };

export const chrome: Target = {
  id: 'chrome',
  title: 'trace events, for Perfetto and chrome://tracing',
  isBinary: false,
  together: 'everything',
  encoder(output, losses) {
    let origin = 0n;
    let pieces: ListPieces | undefined;
    const open = (): ListPieces => {
      const other = `"otherData":{"originUnixNano":"${origin}"}`;
      return (pieces ??= new ListPieces(output, `{"displayTimeUnit":"ns",${other},"traceEvents":[`, ']}\n'));
    };
    return {
      write(store, rows) {
        const layout = chromeLayout(store, rows);
        origin = layout.originUnixNano;
        const events = new ChromeEvents(store, rows, layout, losses, open());
        events.writeAll();
      },
      end: () => open().end(),
    };
  },
};

class ChromeEvents {
  private readonly store: SpanStore;
  private readonly rows: Int32Array;
  private readonly layout: ChromeLayout;
  private readonly losses: Losses;
  private readonly pieces: ListPieces;
  private readonly spans: PlainSpans;
  private flows = 0;

  constructor(store: SpanStore, rows: Int32Array, layout: ChromeLayout, losses: Losses, pieces: ListPieces) {
    this.store = store;
    this.rows = rows;
    this.layout = layout;
    this.losses = losses;
    this.pieces = pieces;
    this.spans = new PlainSpans(store, losses);
  }

  writeAll(): void {
    this.writeNames();
    for (let i = 0; i < this.rows.length; i++) {
      this.writeSpan(i);
      this.writeInstants(i);
      this.writeArrows(i);
    }
  }

  /** Names of processes and lanes, and their order. */
  private writeNames(): void {
    for (const [index, { service, lanes }] of this.layout.processes.entries()) {
      const pid = index + 1;
      const name = service === 0 ? '"(no service)"' : this.spans.texts.quoted(service);
      this.metadata('process_name', pid, 0, `"name":${name}`);
      this.metadata('process_sort_index', pid, 0, `"sort_index":${pid}`);
      for (let lane = 1; lane <= lanes; lane++) {
        this.metadata('thread_name', pid, lane, `"name":"lane ${lane}"`);
        this.metadata('thread_sort_index', pid, lane, `"sort_index":${lane}`);
      }
    }
  }

  private metadata(name: string, pid: number, tid: number, argument: string): void {
    this.pieces.add(`{"name":"${name}","ph":"M","pid":${pid},"tid":${tid},"args":{${argument}}}`);
  }

  private writeSpan(i: number): void {
    const { store, rows, layout, spans } = this;
    const row = rows[i];
    this.noteLosses(row);
    const name = store.name[row] === 0 ? '"(no name)"' : spans.texts.quoted(store.name[row]);
    const category = spanKindNames[store.kind[row]] + (spans.isError(row) ? ',error' : '');
    this.pieces.add(
      `{"name":${name},"cat":"${category}","ph":"X",${this.place(i)},"ts":${micros(layout.start[i])}` +
        `,"dur":${micros(store.duration[row])},"args":${this.spanArguments(row)}}`,
    );
  }

  private noteLosses(row: SpanRow): void {
    const { store, losses } = this;
    losses.nextSpan();
    noteTimes(losses, store, row);
    if (store.flags[row] & SpanFlag.noStart) losses.note(untimed);
    if (store.flags[row] & SpanFlag.noEnd) losses.note(unfinished);
  }

  private spanArguments(row: SpanRow): string {
    const { store, spans } = this;
    const parent = spans.ids.parent(row);
    let text = `{"traceId":${spans.ids.trace(store.trace[row])},"spanId":${spans.ids.span(row)}`;
    if (parent !== '') text += `,"parentSpanId":${parent}`;
    text += `,"kind":"${spanKindNames[store.kind[row]]}","status":"${statusCodeNames[store.status[row]]}"`;
    const message = store.statusMessage[row];
    if (message !== 0) text += `,"statusMessage":${spans.texts.quoted(message)}`;
    text += `,"attributes":${spans.attributes(row)},"resource":${spans.resource(row)},"scope":${spans.scope(row)}`;
    const links = spans.links(row);
    return links === '[]' ? `${text}}` : `${text},"links":${links}}`;
  }

  private writeInstants(i: number): void {
    const { events } = this.store;
    const row = this.rows[i];
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      const time = Number(unixNano(events.seconds[e], events.nanos[e]) - this.layout.originUnixNano);
      this.pieces.add(
        `{"name":${this.spans.texts.quoted(events.name[e])},"cat":"event","ph":"i",${this.place(i)}` +
          `,"ts":${micros(time)},"s":"t","args":${this.spans.eventAttributes(e)}}`,
      );
    }
  }

  /** From the parent, where that is of another process, and from spans linked to, where they are here. */
  private writeArrows(i: number): void {
    const { store, layout, rows } = this;
    const parent = layout.parent[i];
    if (parent >= 0 && layout.process[parent] !== layout.process[i]) this.arrow('call', parent, i);
    const { links } = store;
    for (let l = links.firstOf(rows[i]); l < links.size && links.span[l] === rows[i]; l++) {
      if (!isBesideParent(store, rows[i], l)) continue;
      const from = layout.find(links.trace[l], links.spanIdHigh[l], links.spanIdLow[l]);
      if (from >= 0 && from !== i) this.arrow('link', from, i);
    }
  }

  /** Both ends stand at the start of a span: there, nothing else is open below it in its lane. */
  private arrow(name: string, from: number, to: number): void {
    const { start } = this.layout;
    const common = `"name":"${name}","cat":"${name}","id":${++this.flows}`;
    this.pieces.add(`{${common},"ph":"s",${this.place(from)},"ts":${micros(start[from])}}`);
    this.pieces.add(`{${common},"ph":"f","bp":"e",${this.place(to)},"ts":${micros(start[to])}}`);
  }

  private place(i: number): string {
    return `"pid":${this.layout.process[i] + 1},"tid":${this.layout.lane[i] + 1}`;
  }
}

/** Nanoseconds as microseconds, in decimals. */
function micros(nanos: number): string {
  const whole = Math.floor(nanos / 1000);
  const rest = nanos - whole * 1000;
  return rest === 0
    ? String(whole)
    : `${whole}.${String(1000 + rest)
        .slice(1)
        .replace(/0+$/, '')}`;
}
