/**
 * What a span of Zipkin means in OpenTelemetry's words, the same for all of Zipkin's encodings. Fields come in any order
 * and some need others, so a span is gathered here first; one object serves all spans.
 *
 *   localEndpoint             resource: service.name, host.ip, net.host.port
 *   remoteEndpoint            attributes peer.service, network.peer.address, network.peer.port
 *   annotations               events; OpenTelemetry's exporters write an event's attributes as JSON into the value
 *   tags                      attributes, all of them strings
 *   error                     status error, whatever its value; the value is the message unless it says nothing more
 *   otel.status_*             status; overrides `error`
 *   otel.scope.*              scope, and so does otel.library.*, its older name
 *   shared                    SpanFlag.shared
 *
 * Where an endpoint has addresses of both kinds, ipv4 is taken. `debug`, a decision on sampling, is not kept.
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/
 */
import { AttributeType } from '../model/attributes.ts';
import { absentId, copyId, type IdValue } from '../model/ids.ts';
import { SpanFlag, SpanKind, StatusCode } from '../model/kinds.ts';
import type { ResourceIndex } from '../model/resources.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { InstantValue, SpanWriter } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import { readEvent } from './zipkin-events.ts';

/** Who recorded a span, or whom it called: StringIds, 0 for what is not known. */
export class Endpoint {
  service: StringId = 0;
  ip: StringId = 0;
  /** Decimal digits. */
  port: StringId = 0;

  clear(): void {
    this.service = this.ip = this.port = 0;
  }

  copy({ service, ip, port }: Endpoint): void {
    this.service = service;
    this.ip = ip;
    this.port = port;
  }

  /** Whether nothing is known. */
  get isEmpty(): boolean {
    return (this.service | this.ip | this.port) === 0;
  }
}

/** Kinds by the names of Zipkin's JSON. */
export const kindsByName: ReadonlyMap<string, number> = new Map<string, number>([
  ['CLIENT', SpanKind.client],
  ['SERVER', SpanKind.server],
  ['PRODUCER', SpanKind.producer],
  ['CONSUMER', SpanKind.consumer],
]);

/** One span as it is gathered; see the head of this file. */
export class ZipkinSpan {
  readonly traceId: IdValue = absentId();
  readonly id: IdValue = absentId();
  readonly parentId: IdValue = absentId();
  name: StringId = 0;
  kind = 0;
  /** 0 when not known. */
  readonly start: InstantValue = { seconds: 0, nanos: 0 };
  /** Nanoseconds; NaN when unreadable. */
  duration: number | undefined;
  shared = false;
  readonly local: Endpoint = new Endpoint();
  readonly remote: Endpoint = new Endpoint();
  /** Key, type and value of each tag, as AttributeTable has them. */
  private readonly tags: number[] = [];
  /** Seconds, nanoseconds and value of each annotation. */
  private readonly annotations: number[] = [];

  clear(): void {
    copyId(this.traceId, none);
    copyId(this.id, none);
    copyId(this.parentId, none);
    this.name = 0;
    this.kind = SpanKind.unspecified;
    this.start.seconds = 0;
    this.start.nanos = 0;
    this.duration = undefined;
    this.shared = false;
    this.local.clear();
    this.remote.clear();
    this.tags.length = 0;
    this.annotations.length = 0;
  }

  startAt({ seconds, nanos }: InstantValue): void {
    this.start.seconds = seconds;
    this.start.nanos = nanos;
  }

  tag(key: StringId, type: number, value: number): void {
    this.tags.push(key, type, value);
  }

  annotation({ seconds, nanos }: InstantValue, value: StringId): void {
    this.annotations.push(seconds, nanos, value);
  }

  /** Hands everything over to the span that the writer has begun. */
  fill(spans: SpanWriter): void {
    spans.traceId(this.traceId);
    spans.spanId(this.id);
    spans.parentSpanId(this.parentId);
    spans.name(this.name);
    spans.kind(this.kind);
    spans.start(this.start);
    if (this.duration !== undefined) spans.duration(this.duration);
    spans.flag(this.shared ? SpanFlag.zipkin | SpanFlag.shared : SpanFlag.zipkin);
    const words = wordsOf(spans.store);
    spans.resource(resourceOf(this.local, spans.store, words));
    this.fillRemote(spans, words);
    this.fillTags(spans, words);
    if (spans.details) this.fillEvents(spans);
  }

  private fillRemote(spans: SpanWriter, words: Words): void {
    const { service, ip, port } = this.remote;
    if (service !== 0) spans.attribute(words.peerService, AttributeType.string, service);
    if (ip !== 0) spans.attribute(words.peerAddress, AttributeType.string, ip);
    if (port !== 0) spans.attribute(words.peerPort, AttributeType.int, port);
  }

  private fillTags(spans: SpanWriter, words: Words): void {
    const { tags } = this;
    const found = new Map<Meaning, StringId>();
    for (let i = 0; i < tags.length; i += 3) {
      const [key, type, value] = [tags[i], tags[i + 1], tags[i + 2]];
      const meaning = words.meanings.get(key);
      if (meaning !== undefined) found.set(meaning, type === AttributeType.string ? value : 0);
      if (meaning === undefined || meaning === 'error') spans.attribute(key, type, value);
    }
    if (found.size === 0) return;
    fillStatus(spans, found);
    fillScope(spans, found, words);
  }

  private fillEvents(spans: SpanWriter): void {
    const { annotations } = this;
    for (let i = 0; i < annotations.length; i += 3) {
      const row = spans.event();
      spans.eventTime(row, { seconds: annotations[i], nanos: annotations[i + 1] });
      readEvent(spans, row, annotations[i + 2]);
      spans.closeEvent(row);
    }
  }
}

/** Whether a tag is needed at all; if not, the reader may skip it. */
export function wantsTag(spans: SpanWriter, key: StringId): boolean {
  return spans.details || spans.wants(key) || wordsOf(spans.store).meanings.has(key);
}

/** The text that is preferred, or the other where it is empty. */
export function firstOf(preferred: StringId, other: StringId): StringId {
  return preferred === 0 ? other : preferred;
}

const none = absentId();

const statusCodes = new Map<string, number>([
  ['UNSET', StatusCode.unset],
  ['OK', StatusCode.ok],
  ['ERROR', StatusCode.error],
]);

function fillStatus(spans: SpanWriter, found: ReadonlyMap<Meaning, StringId>): void {
  const { strings } = spans.store;
  const code = statusCodes.get(strings.text(found.get('statusCode') ?? 0).toUpperCase());
  const error = found.get('error');
  const saysMore = error !== undefined && !/^true$/i.test(strings.text(error));
  spans.status(code ?? (error === undefined ? StatusCode.unset : StatusCode.error));
  spans.statusMessage(firstOf(found.get('statusMessage') ?? 0, saysMore ? error : 0));
}

function fillScope(spans: SpanWriter, found: ReadonlyMap<Meaning, StringId>, words: Words): void {
  const { scopes } = spans.store;
  const name = firstOf(found.get('scope') ?? 0, found.get('library') ?? 0);
  const version = firstOf(found.get('scopeVersion') ?? 0, found.get('libraryVersion') ?? 0);
  if (name === 0 && version === 0) return;
  scopes.begin();
  if (name !== 0) scopes.attribute(words.name, AttributeType.string, name);
  if (version !== 0) scopes.attribute(words.version, AttributeType.string, version);
  spans.scope(scopes.end());
}

/** What a tag may mean beyond being an attribute. */
type Meaning =
  | 'error'
  | 'statusCode'
  | 'statusMessage'
  | 'scope'
  | 'scopeVersion'
  | 'library'
  | 'libraryVersion';

/** Keys as numbers of one store. */
interface Words {
  serviceName: StringId;
  hostIp: StringId;
  hostPort: StringId;
  peerService: StringId;
  peerAddress: StringId;
  peerPort: StringId;
  name: StringId;
  version: StringId;
  /** Tags that are more than attributes. */
  meanings: ReadonlyMap<StringId, Meaning>;
}

const wordsByStore = new WeakMap<SpanStore, Words>();

function wordsOf(store: SpanStore): Words {
  const known = wordsByStore.get(store);
  if (known) return known;
  const { strings } = store;
  const words: Words = {
    serviceName: strings.add('service.name'),
    hostIp: strings.add('host.ip'),
    hostPort: strings.add('net.host.port'),
    peerService: strings.add('peer.service'),
    peerAddress: strings.add('network.peer.address'),
    peerPort: strings.add('network.peer.port'),
    name: strings.add('name'),
    version: strings.add('version'),
    meanings: new Map<StringId, Meaning>([
      [strings.add('error'), 'error'],
      [strings.add('otel.status_code'), 'statusCode'],
      [strings.add('otel.status_description'), 'statusMessage'],
      [strings.add('otel.scope.name'), 'scope'],
      [strings.add('otel.library.name'), 'library'],
      [strings.add('otel.scope.version'), 'scopeVersion'],
      [strings.add('otel.library.version'), 'libraryVersion'],
    ]),
  };
  wordsByStore.set(store, words);
  return words;
}

function resourceOf({ service, ip, port }: Endpoint, { resources }: SpanStore, words: Words): ResourceIndex {
  resources.begin();
  if (service !== 0) resources.attribute(words.serviceName, AttributeType.string, service);
  if (ip !== 0) resources.attribute(words.hostIp, AttributeType.string, ip);
  if (port !== 0) resources.attribute(words.hostPort, AttributeType.int, port);
  return resources.end();
}
