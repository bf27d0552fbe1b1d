/**
 * Peers that were not traced, by what their callers say of them. Attributes as in
 * https://opentelemetry.io/docs/specs/semconv/, the current names before those they replaced.
 *
 *   database    db.system and db.namespace      postgresql shop
 *   messaging   messaging.system, destination   kafka orders
 *   external    server.address, URL, …          api.example.com, 10.0.0.7:8080
 *
 * `peer.service` names each of them better. Host names stand without their port; where all that is known is an address,
 * the port tells servers apart.
 */
import type { SpanStore } from '../../model/span-store.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { PickedAttributes } from '../picked-attributes.ts';
import type { NodeKind } from './nodes.ts';

/** A peer. */
export interface Peer {
  kind: NodeKind;
  name: string;
}

const groups = [
  ['service.peer.name', 'peer.service'],
  ['db.system.name', 'db.system'],
  ['db.namespace', 'db.name', 'db.instance'],
  ['messaging.system'],
  [
    'messaging.destination.template',
    'messaging.destination.name',
    'messaging.destination',
    'message_bus.destination',
  ],
  ['server.address', 'net.peer.name', 'peer.hostname', 'http.host'],
  ['server.port', 'net.peer.port', 'peer.port', 'network.peer.port'],
  ['url.full', 'http.url', 'peer.address'],
  ['rpc.service'],
  ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip', 'peer.ipv4', 'peer.ipv6'],
] as const;

/** Finds the peers of spans of one store. */
export class Peers {
  private readonly store: SpanStore;
  private readonly picked: PickedAttributes;
  private readonly known = new Map<string, Peer | undefined>();

  constructor(store: SpanStore) {
    this.store = store;
    this.picked = new PickedAttributes(store, groups);
  }

  /** The peer that a span's attributes speak of, if any. Linear in the attributes. */
  of(trace: Trace, row: TraceRow): Peer | undefined {
    const values = this.picked.pick(trace, row);
    const key = values.join(' ');
    const known = this.known.get(key);
    if (known !== undefined || this.known.has(key)) return known;
    const { strings } = this.store;
    const peer = peerOf(Array.from(values, (value) => strings.text(value)));
    this.known.set(key, peer);
    return peer;
  }
}

function peerOf(texts: readonly string[]): Peer | undefined {
  const [service, database, namespace, bus, destination, address, port, url, rpc, network] = texts;
  const kind = database !== '' ? 'database' : bus !== '' || destination !== '' ? 'messaging' : 'external';
  const host = hostOf(address, port) || hostInUrl(url) || rpc || hostOf(network, port);
  const name = service || nameOf(kind, { database, namespace, bus, destination, host });
  return name === '' ? undefined : { kind, name };
}

function nameOf(
  kind: NodeKind,
  found: { database: string; namespace: string; bus: string; destination: string; host: string },
): string {
  const { database, namespace, bus, destination, host } = found;
  if (kind === 'messaging') return joined(bus, destination);
  if (kind === 'external') return host;
  return joined(database, namespace || (isAddress(host) || host === database ? '' : host));
}

function joined(first: string, second: string): string {
  return first === second ? first : [first, second].filter((part) => part !== '').join(' ');
}

/** A host; with its port where the host is an address, or has it already. Empty where the address is. */
export function hostOf(address: string, port: string): string {
  if (address === '') return '';
  if (/:\d+$/.test(address) && !address.includes('::')) return address;
  return isAddress(address) && port !== '' ? `${address}:${port}` : address;
}

/** Whether it says where, but hardly what. */
function isAddress(host: string): boolean {
  return /^(?:localhost|\d+(?:\.\d+){3}|\[?[0-9a-f]*:[0-9a-f:.%]*\]?)(?::\d+)?$/i.test(host);
}

/** The host of a URL, never what a user or password stands before it. */
function hostInUrl(url: string): string {
  const [, host = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(\[[^\]/?#]*\](?::\d+)?|[^/?#]*)/i.exec(url) ?? [];
  return isAddress(host) ? host : host.replace(/:\d+$/, '');
}
