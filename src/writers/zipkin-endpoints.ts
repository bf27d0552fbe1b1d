/**
 * Who recorded a span and whom it called, in Zipkin's words: what a reader of Zipkin makes of endpoints, the other way
 * round.
 *
 *   localEndpoint    service.name, host.ip, net.host.port of the resource
 *   remoteEndpoint   peer.service, network.peer.address, network.peer.port of the span
 *
 * A client or a producer that has no peer.service is given one, because Zipkin's dependencies need it.
 * https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/#otlp---zipkin
 */
import { type AttributeTable, AttributeType } from '../model/attributes.ts';
import { SpanKind } from '../model/kinds.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { StringId, StringTable } from '../model/strings.ts';
import type { LastRows } from './last-rows.ts';
import type { StoreTexts } from './store-texts.ts';

/** An endpoint as JSON, empty where nothing is known, and the rows of a table that it says all about. */
export interface EndpointText {
  text: string;
  used: number[];
}

/** Keys of the three things that an endpoint has. */
interface EndpointKeys {
  service: StringId;
  address: StringId;
  port: StringId;
}

/** What names the other side where peer.service does not, best first. */
const otherNames = [
  'server.address',
  'net.peer.name',
  'server.socket.domain',
  'net.sock.peer.name',
  'peer.hostname',
  'peer.address',
  'db.name',
];

/** The endpoints of one generation of a store. */
export class ZipkinEndpoints {
  private readonly store: SpanStore;
  private readonly texts: StoreTexts;
  private readonly local: EndpointKeys;
  private readonly remote: EndpointKeys;
  private readonly names: readonly StringId[];

  constructor(store: SpanStore, texts: StoreTexts) {
    const { strings } = store;
    this.store = store;
    this.texts = texts;
    this.local = keysOf(strings, 'service.name', 'host.ip', 'net.host.port');
    this.remote = keysOf(strings, 'peer.service', 'network.peer.address', 'network.peer.port');
    this.names = otherNames.map((name) => strings.add(name));
  }

  /** Of a resource, whose rows `last` has looked at. */
  localOf(last: LastRows): EndpointText {
    return this.endpoint(this.store.resources.attributes, this.local, last);
  }

  /** Of a span, whose rows `last` has looked at. */
  remoteOf(kind: number, last: LastRows): EndpointText {
    const endpoint = this.endpoint(this.store.attributes, this.remote, last);
    const isCaller = kind === SpanKind.client || kind === SpanKind.producer;
    if (!isCaller || last.of(this.remote.service) >= 0) return endpoint;
    const name = this.otherName(last);
    if (name === '') return endpoint;
    const rest = endpoint.text === '' ? '}' : `,${endpoint.text.slice(1)}`;
    return { text: `{"serviceName":${name}${rest}`, used: endpoint.used };
  }

  private otherName(last: LastRows): string {
    const { type, value } = this.store.attributes;
    for (const key of this.names) {
      const row = last.of(key);
      if (row >= 0 && type[row] === AttributeType.string && value[row] !== 0)
        return this.texts.quoted(value[row]);
    }
    return '';
  }

  private endpoint(
    { type, value }: AttributeTable,
    { service, address, port }: EndpointKeys,
    last: LastRows,
  ): EndpointText {
    const used: number[] = [];
    let fields = '';
    const serviceRow = last.of(service);
    if (serviceRow >= 0 && type[serviceRow] === AttributeType.string && value[serviceRow] !== 0) {
      used.push(serviceRow);
      fields += `,"serviceName":${this.texts.quoted(value[serviceRow])}`;
    }
    const addressRow = last.of(address);
    const family =
      addressRow >= 0 && type[addressRow] === AttributeType.string ? this.family(value[addressRow]) : '';
    if (family !== '') {
      used.push(addressRow);
      fields += `,"${family}":${this.texts.quoted(value[addressRow])}`;
    }
    const portRow = last.of(port);
    if (portRow >= 0 && type[portRow] === AttributeType.int && this.isPort(value[portRow])) {
      used.push(portRow);
      fields += `,"port":${this.texts.text(value[portRow])}`;
    }
    return { text: fields === '' ? '' : `{${fields.slice(1)}}`, used };
  }

  /** What kind of address a text is; empty for none. */
  private family(id: StringId): string {
    const text = this.texts.text(id);
    if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return 'ipv4';
    return /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(text) ? 'ipv6' : '';
  }

  private isPort(id: StringId): boolean {
    const text = this.texts.text(id);
    return /^[1-9]\d{0,4}$/.test(text) && Number(text) < 0x10000;
  }
}

function keysOf(strings: StringTable, service: string, address: string, port: string): EndpointKeys {
  return { service: strings.add(service), address: strings.add(address), port: strings.add(port) };
}
