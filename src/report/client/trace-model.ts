/** A trace in the browser: the columns of the file as typed arrays, and what is derived from them. No object a span. */
import { type Note, RowFlag, type TraceData } from '../data.ts';

/** Number of a span, in tree order. */
export type Row = number;

/** A stretch of time, in nanoseconds from the trace's start. */
export interface Stretch {
  from: number;
  to: number;
}

/** An event or a link of a span. */
export interface Attached {
  title: string;
  /** Nanoseconds from the trace's start; undefined for a link. */
  time: number | undefined;
  pairs: [key: string, value: string][];
}

/** What is told of one span. */
export interface SpanDetails {
  status: number;
  message: string;
  attributes: [string, string][];
  resource: [string, string][];
  scope: [string, string][];
  events: Attached[];
  links: Attached[];
}

/** One trace. */
export class TraceModel {
  readonly data: TraceData;
  readonly size: number;
  /** -1 at the top. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** One past the last row of the subtree. */
  readonly subtreeEnd: Int32Array;
  /** The first of the siblings that fold into one row with it; the row itself where it is that or alone. */
  readonly like: Int32Array;
  /** How many siblings it stands for, by the first of them; 1 for all others. */
  readonly alike: Int32Array;
  readonly flags: Uint8Array;
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** 1: the critical path runs through the row or something below it. */
  readonly hasPath: Uint8Array;
  /** All spans that have a time. */
  readonly extent: Stretch;
  private readonly segmentsFrom: Int32Array;
  private readonly segments: Int32Array;
  private offsets: DetailOffsets | undefined;

  constructor(data: TraceData) {
    const { rows } = data;
    this.data = data;
    this.size = rows.up.length;
    this.flags = Uint8Array.from(rows.flags);
    this.start = Float64Array.from(rows.start);
    this.duration = Float64Array.from(rows.duration);
    this.parent = Int32Array.from(rows.up, (up, row) => (up === 0 ? -1 : row - up));
    this.like = Int32Array.from(rows.like, (up, row) => row - up);
    this.depth = depths(this.parent);
    this.subtreeEnd = subtreeEnds(this.parent);
    this.alike = new Int32Array(this.size);
    for (const first of this.like) this.alike[first]++;
    for (let row = 0; row < this.size; row++) if (this.alike[row] === 0) this.alike[row] = 1;
    [this.segmentsFrom, this.segments] = byRow(data.path.row, this.size);
    this.hasPath = this.pathRows();
    this.extent = this.wholeExtent();
  }

  isError(row: Row): boolean {
    return (this.flags[row] & RowFlag.error) !== 0;
  }

  isTimed(row: Row): boolean {
    return (this.flags[row] & RowFlag.timed) !== 0;
  }

  isMissing(row: Row): boolean {
    return (this.flags[row] & RowFlag.missing) !== 0;
  }

  name(row: Row): string {
    return this.data.texts[this.data.rows.name[row]];
  }

  service(row: Row): string {
    return this.data.texts[this.data.rows.service[row]];
  }

  id(row: Row): string {
    return this.data.ids[row];
  }

  /** Names of the services. */
  services(): string[] {
    const { texts, rows } = this.data;
    return [...new Set(rows.service)].map((service) => texts[service]).filter((service) => service !== '');
  }

  /** The row with an id, or -1. Linear. */
  find(id: string): Row {
    return this.data.ids.indexOf(id);
  }

  /** What of the critical path the row itself owns, in time order; what is nearer than `gap` becomes one. */
  ownPath(row: Row, gap: number): Stretch[] {
    const { start, end } = this.data.path;
    const result: Stretch[] = [];
    for (let i = this.segmentsFrom[row]; i < this.segmentsFrom[row + 1]; i++) {
      const [from, to] = [start[this.segments[i]], end[this.segments[i]]];
      const last = result.at(-1);
      if (last !== undefined && from - last.to < gap) last.to = to;
      else result.push({ from, to });
    }
    return result;
  }

  /** The rows that the path visits, in time order. */
  get pathRowsInTime(): readonly Row[] {
    return this.data.path.row;
  }

  get notes(): readonly Note[] {
    return this.data.notes;
  }

  /** What is told of a span; only made for the one that is looked at. */
  details(row: Row): SpanDetails {
    const { details, texts } = this.data;
    this.offsets ??= new DetailOffsets(this.data);
    const { pairsOf, firstEvent, firstLink } = this.offsets;
    const setOf = (set: number): [string, string][] => pairs(texts, details.sets[set] ?? [], 0, Infinity);
    let at = pairsOf[row];
    const take = (count: number): [string, string][] => {
      const taken = pairs(texts, details.pairs, at, count);
      at += count;
      return taken;
    };
    const attributes = take(details.attributes[row]);
    const events: Attached[] = [];
    for (let i = firstEvent[row]; i < firstEvent[row + 1]; i++) {
      const title = texts[details.eventName[i]];
      events.push({ title, time: details.eventTime[i], pairs: take(details.eventAttributes[i]) });
    }
    const links: Attached[] = [];
    for (let i = firstLink[row]; i < firstLink[row + 1]; i++) {
      const title = `${texts[details.linkTrace[i]]}/${texts[details.linkSpan[i]]}`;
      links.push({ title, time: undefined, pairs: take(details.linkAttributes[i]) });
    }
    return {
      status: details.status[row],
      message: texts[details.message[row]],
      attributes,
      resource: setOf(details.resource[row]),
      scope: setOf(details.scope[row]),
      events,
      links,
    };
  }

  private pathRows(): Uint8Array {
    const has = new Uint8Array(this.size);
    for (let row = this.size - 1; row >= 0; row--) {
      if (this.segmentsFrom[row] < this.segmentsFrom[row + 1]) has[row] = 1;
      if (has[row] && this.parent[row] >= 0) has[this.parent[row]] = 1;
    }
    return has;
  }

  private wholeExtent(): Stretch {
    let from = Infinity;
    let to = -Infinity;
    for (let row = 0; row < this.size; row++) {
      if (!this.isTimed(row)) continue;
      from = Math.min(from, this.start[row]);
      to = Math.max(to, this.start[row] + this.duration[row]);
    }
    // A trace of no length still needs a scale.
    return from <= to ? { from, to: Math.max(to, from + 1) } : { from: 0, to: 1 };
  }
}

/** Where the details of each row begin; the last entry is where they end. */
class DetailOffsets {
  /** In attributes, not in numbers. */
  readonly pairsOf: Int32Array;
  readonly firstEvent: Int32Array;
  readonly firstLink: Int32Array;

  constructor({ details }: TraceData) {
    const { attributes, events, links, eventAttributes, linkAttributes } = details;
    this.firstEvent = sums(events);
    this.firstLink = sums(links);
    const eventPairs = sums(eventAttributes);
    const linkPairs = sums(linkAttributes);
    const own = sums(attributes);
    this.pairsOf = own.map(
      (count, row) => count + eventPairs[this.firstEvent[row]] + linkPairs[this.firstLink[row]],
    );
  }
}

function sums(counts: readonly number[]): Int32Array {
  const result = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) result[i + 1] = result[i] + counts[i];
  return result;
}

function pairs(
  texts: readonly string[],
  numbers: readonly number[],
  from: number,
  count: number,
): [string, string][] {
  const result: [string, string][] = [];
  const end = Math.min(numbers.length, (from + count) * 2);
  for (let i = from * 2; i < end; i += 2) result.push([texts[numbers[i]], texts[numbers[i + 1]]]);
  return result;
}

function depths(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length);
  for (let row = 0; row < parent.length; row++) depth[row] = parent[row] < 0 ? 0 : depth[parent[row]] + 1;
  return depth;
}

function subtreeEnds(parent: Int32Array): Int32Array {
  const end = new Int32Array(parent.length);
  for (let row = parent.length - 1; row >= 0; row--) {
    end[row] = Math.max(end[row], row + 1);
    if (parent[row] >= 0) end[parent[row]] = Math.max(end[parent[row]], end[row]);
  }
  return end;
}

/** The places of a list by the row that stands there: those of row r are sorted[from[r], from[r + 1]), ascending. */
function byRow(rows: readonly number[], size: number): [from: Int32Array, sorted: Int32Array] {
  const counts = Array.from({ length: size }, () => 0);
  for (const row of rows) counts[row]++;
  const from = sums(counts);
  const next = from.slice();
  const sorted = new Int32Array(rows.length);
  rows.forEach((row, place) => (sorted[next[row]++] = place));
  return [from, sorted];
}
