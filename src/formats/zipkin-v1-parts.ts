/**
 * A record of Zipkin v1 as the spans that it stands for, by the rules of Zipkin's own conversion to v2: what endpoints of
 * one service said is one part, and a part is a span.
 *
 *   cs ─────────────────────── cr      client: from cs to cr, or the record's own timestamp and duration
 *        sr ───────────── ss           server: from sr to ss; shared, because the client owns the id
 *   ms ── ws                           producer: from ms to ws (wire send)
 *                 wr ── mr             consumer: from wr (wire receive) to mr
 *
 * A record with sr and no cs is the server's half of a span that the client reports elsewhere when it has no timestamp of
 * its own. An event that has no partner stays an event.
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import { copyId, absentId, type IdValue } from '../model/ids.ts';
import { SpanKind } from '../model/kinds.ts';
import type { InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import { nanosBetween } from '../model/time.ts';
import { Endpoint, ZipkinSpan } from './zipkin-span.ts';

/** An annotation: what happened (`value`, and its StringId `text`), when, and at whose place. */
interface Annotation {
  time: InstantValue;
  text: StringId;
  value: string;
  endpoint: Endpoint | undefined;
}

/** A binary annotation that is no address. */
interface Tag {
  key: StringId;
  type: number;
  value: number;
  endpoint: Endpoint | undefined;
  isWanted: boolean;
}

/** Keys of binary annotations that stand for the address of the other side. */
export const addressKeys: readonly string[] = ['ca', 'sa', 'ma'];

/** Kind of the span that an annotation tells of. */
const kinds = new Map<string, number>([
  ['cs', SpanKind.client],
  ['cr', SpanKind.client],
  ['sr', SpanKind.server],
  ['ss', SpanKind.server],
  ['ms', SpanKind.producer],
  ['mr', SpanKind.consumer],
  ['ws', SpanKind.unspecified],
  ['wr', SpanKind.unspecified],
]);

/** One record as it is gathered, reused for every one. */
export class V1Record {
  readonly traceId: IdValue = absentId();
  readonly id: IdValue = absentId();
  readonly parentId: IdValue = absentId();
  readonly start: InstantValue = { seconds: 0, nanos: 0 };
  readonly annotations: Annotation[] = [];
  readonly tags: Tag[] = [];
  /** By key. */
  readonly addresses: Map<string, Endpoint> = new Map();
  name: StringId = 0;
  /** Nanoseconds; 0 says no more than none. */
  duration: number | undefined;
  /** Value of `lc`. */
  component: StringId = 0;

  private parts: ZipkinSpan[] = [];
  /** The annotations of two letters, by their value. */
  private readonly core: Map<string, Annotation> = new Map();

  clear(): void {
    for (const id of [this.traceId, this.id, this.parentId]) copyId(id, none);
    this.start.seconds = 0;
    this.start.nanos = 0;
    this.annotations.length = 0;
    this.tags.length = 0;
    this.addresses.clear();
    this.name = 0;
    this.duration = undefined;
    this.component = 0;
    this.core.clear();
  }

  /** Writes the spans of the record; the writer has begun the first. A record that is refused counts once. */
  commit(json: JsonReader, spans: SpanWriter): void {
    this.parts = [this.newPart()];
    this.sortAnnotations();
    this.addMissingStarts();
    this.timeCalls();
    this.timeMessages();
    this.addTags();
    this.addRemotes();
    for (const [index, part] of this.parts.entries()) {
      if (part.local.service === 0) part.local.service = this.component;
      if (index > 0) spans.begin(json);
      part.fill(spans);
      if (!spans.commit(json)) return;
    }
  }

  private sortAnnotations(): void {
    for (const annotation of this.annotations) {
      const { value, endpoint, time, text } = annotation;
      const kind = endpoint === undefined ? undefined : kinds.get(value);
      const part = this.partOf(endpoint);
      if (kind === undefined) part.annotation(time, text);
      else {
        if (kind !== SpanKind.unspecified) part.kind = kind;
        this.core.set(value, annotation);
      }
    }
  }

  /** Where only the end was annotated, and the record's own times end there too, they also tell the start. */
  private addMissingStarts(): void {
    for (const [begin, end] of [
      ['cs', 'cr'],
      ['sr', 'ss'],
    ] as const) {
      const last = this.core.get(end);
      if (this.core.has(begin) || last === undefined || !this.hasTimes()) continue;
      if (between(this.start, last.time) !== this.duration) continue;
      this.core.set(begin, { ...last, value: begin, time: this.start });
    }
  }

  private timeCalls(): void {
    const [cs, cr, sr, ss] = this.coreOf('cs', 'cr', 'sr', 'ss');
    if (cs && sr) this.timeHalves(cs, cr, sr, ss);
    else if (cs && cr) this.time(cs, cr);
    else if (sr && ss) this.time(sr, ss);
    else this.keepIncomplete();
    if (!cs && sr && this.isOnlyHalf(ss)) this.partOf(sr.endpoint).shared = true;
  }

  /** The client's half has the record's own times; the server's has those of its annotations. */
  private timeHalves(
    cs: Annotation,
    cr: Annotation | undefined,
    sr: Annotation,
    ss: Annotation | undefined,
  ): void {
    this.time(cs, cr);
    const server = this.otherHalf(cs, sr, SpanKind.client, SpanKind.server);
    server.startAt(sr.time);
    if (ss) server.duration = between(sr.time, ss.time);
  }

  /** Whether a record of a server leaves the span's times to the client, which says that the client has the other half. */
  private isOnlyHalf(ss: Annotation | undefined): boolean {
    return !this.hasStart() || (ss !== undefined && !this.hasTimes());
  }

  /** Neither a whole call nor none: what is there stays as it is, times come from the record. */
  private keepIncomplete(): void {
    const [cs, cr, sr, ss] = this.coreOf('cs', 'cr', 'sr', 'ss');
    for (const part of this.parts) {
      const [begin, end] = part.kind === SpanKind.client ? [cs, cr] : [sr, ss];
      if (part.kind !== SpanKind.client && part.kind !== SpanKind.server) continue;
      if (begin) part.startAt(begin.time);
      if (end) part.annotation(end.time, end.text);
    }
    if (!this.hasStart()) return;
    this.first.startAt(this.start);
    this.first.duration = this.hasTimes() ? this.duration : undefined;
  }

  private timeMessages(): void {
    const [ms, mr, ws, wr] = this.coreOf('ms', 'mr', 'ws', 'wr');
    if (ms && mr) {
      const producer = this.partOf(ms.endpoint);
      producer.startAt(ms.time);
      producer.duration = ws ? between(ms.time, ws.time) : undefined;
      const consumer = this.otherHalf(ms, mr, SpanKind.producer, SpanKind.consumer);
      consumer.startAt((wr ?? mr).time);
      consumer.duration = wr ? between(wr.time, mr.time) : undefined;
    } else if (ms) this.time(ms, ws);
    else if (mr) this.time(wr ?? mr, wr ? mr : undefined);
    else {
      for (const wire of [ws, wr]) if (wire) this.partOf(wire.endpoint).annotation(wire.time, wire.text);
    }
  }

  private addTags(): void {
    for (const { key, type, value, endpoint, isWanted } of this.tags) {
      const part = this.partOf(endpoint);
      if (isWanted) part.tag(key, type, value);
    }
  }

  private addRemotes(): void {
    const [ca, sa, ma] = addressKeys.map((key) => this.addresses.get(key));
    const [cs, cr, sr, ss] = this.coreOf('cs', 'cr', 'sr', 'ss');
    const server = sr ?? ss;
    const client = cs ?? cr;
    if (!server && !client) this.addRemotesAlone(ca, sa);
    else {
      if (ca && server) this.partOf(server.endpoint).remote.copy(withoutOwn(ca, server.endpoint));
      if (sa && client) this.partOf(client.endpoint).remote.copy(sa);
    }
    if (!ma) return;
    for (const side of this.coreOf('ms', 'mr')) if (side) this.partOf(side.endpoint).remote.copy(ma);
  }

  /** Addresses without an annotation that says which side this is: only a client's address says it. */
  private addRemotesAlone(ca: Endpoint | undefined, sa: Endpoint | undefined): void {
    if (ca && sa) this.partOf(ca).remote.copy(sa);
    else if (sa) this.first.remote.copy(sa);
    else if (ca) {
      this.first.kind = SpanKind.server;
      this.first.remote.copy(ca);
    }
  }

  /** The part that ends a call or a message in a record that also begins it: shared, and never the same part. */
  private otherHalf(near: Annotation, far: Annotation, nearKind: number, farKind: number): ZipkinSpan {
    const nearPart = this.partOf(near.endpoint);
    const isLoopback = near.endpoint?.service === far.endpoint?.service;
    const farPart = isLoopback ? this.addPart(far.endpoint) : this.partOf(far.endpoint);
    nearPart.kind = nearKind;
    farPart.kind = farKind;
    farPart.shared = true;
    return farPart;
  }

  /** The record's own times where it has them, or else those of its annotations. */
  private time(begin: Annotation, end: Annotation | undefined): void {
    const part = this.partOf(begin.endpoint);
    if (this.hasTimes()) {
      part.startAt(this.start);
      part.duration = this.duration;
    } else {
      part.startAt(begin.time);
      if (end) part.duration = between(begin.time, end.time);
    }
  }

  /** The part of an endpoint's service; what has no endpoint belongs to the first. */
  private partOf(endpoint: Endpoint | undefined): ZipkinSpan {
    if (endpoint === undefined) return this.first;
    if (this.first.local.isEmpty) this.first.local.copy(endpoint);
    return this.parts.find((part) => part.local.service === endpoint.service) ?? this.addPart(endpoint);
  }

  private addPart(endpoint: Endpoint | undefined): ZipkinSpan {
    const part = this.newPart();
    if (endpoint) part.local.copy(endpoint);
    this.parts.push(part);
    return part;
  }

  private newPart(): ZipkinSpan {
    const part = new ZipkinSpan();
    copyId(part.traceId, this.traceId);
    copyId(part.id, this.id);
    copyId(part.parentId, this.parentId);
    part.name = this.name;
    return part;
  }

  private get first(): ZipkinSpan {
    return this.parts[0] ?? this.addPart(undefined);
  }

  private coreOf(...values: string[]): (Annotation | undefined)[] {
    return values.map((value) => this.core.get(value));
  }

  private hasStart(): boolean {
    return this.start.seconds !== 0 || this.start.nanos !== 0;
  }

  private hasTimes(): boolean {
    return this.hasStart() && this.duration !== undefined && this.duration !== 0;
  }
}

const none = absentId();

function between(from: InstantValue, to: InstantValue): number {
  return nanosBetween(from.seconds, from.nanos, to.seconds, to.nanos);
}

/** Finagle writes the caller's socket with the service's own name, others the service's own address: neither is the caller's. */
function withoutOwn(address: Endpoint, own: Endpoint | undefined): Endpoint {
  const result = new Endpoint();
  if (address.service === own?.service && address.ip === own.ip && address.port === own.port) return result;
  result.copy(address);
  if (address.service === own?.service) result.service = 0;
  return result;
}
