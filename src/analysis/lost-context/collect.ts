/** Takes in one trace after the other, and finds what context was lost between them (see lost-context.ts). */
import { SpanKind, spanKindNames } from '../../model/kinds.ts';
import type { SpanStore } from '../../model/span-store.ts';
import { type Trace, TraceFlag, type TraceRow } from '../../model/trace.ts';
import { Fingerprints, foldedPath, withoutHost } from '../fingerprint.ts';
import { type CallColumns, callColumns } from '../graph/calls.ts';
import { hostOf, Peers } from '../graph/peers.ts';
import { Numbered } from '../numbered.ts';
import { PickedAttributes } from '../picked-attributes.ts';
import { isRemote } from '../siblings.ts';
import { lostBetween } from './between.ts';
import type { Collected } from './collected.ts';
import { lostInside } from './inside.ts';
import type { LostContext } from './lost-context.ts';
import { PeerServices } from './peer-services.ts';
import { Requests } from './requests.ts';
import { SeenTraces, SpanRows } from './span-rows.ts';
import { Texts } from './texts.ts';

const attributes = [['span.kind'], ['server.address', 'net.host.name'], ['server.port', 'net.host.port']];

/** What is looked up in the store seen last. */
interface StoreFacts {
  store: SpanStore;
  generation: number;
  peers: Peers;
  picked: PickedAttributes;
  /** By resource, the number of its place. */
  places: Map<number, number>;
}

/** Finds lost context. About 150 bytes remain of each client without an answer and of each request, nothing of the traces. */
export class LostContextCollector {
  private readonly collected = nothing();
  private facts: StoreFacts | undefined;
  private found: readonly LostContext[] | undefined;

  /** Adds a trace. Linear. Attributes are wanted: without them nobody knows whom a client calls. */
  add(trace: Trace): void {
    this.found = undefined;
    const facts = this.use(trace.store);
    const columns = callColumns(trace);
    for (let row = 0; row < trace.size; row++) {
      if (trace.row[row] < 0) continue;
      const { kind } = trace;
      if (kind[row] === SpanKind.client) this.addClient(trace, row, columns, facts);
      const isTop = isFragment(trace, row);
      if (isTop || kind[row] === SpanKind.server) this.addEntered(trace, row, isTop, facts);
    }
    for (const service of new Set(trace.service))
      this.collected.services.add(trace.store.strings.text(service));
    this.collected.traces.close();
  }

  /** What was lost, the most calls first; independent of the order of the traces. O(n log n). */
  result(): readonly LostContext[] {
    return (this.found ??= [...lostBetween(this.collected), ...lostInside(this.collected)]);
  }

  private addClient(trace: Trace, row: TraceRow, columns: CallColumns, facts: StoreFacts): void {
    const { services, clients, requests, callCounts } = this.collected;
    const answer = answerOf(trace, row, columns);
    // Of a client around another the latter is the one that calls.
    if (answer < 0 && columns.reaches[row] !== 0) return;
    const peer = facts.peers.of(trace, row);
    if (peer !== undefined && peer.kind !== 'external') return;
    const callee = answer < 0 ? '' : trace.serviceText(answer);
    if (answer < 0 && peer === undefined) return;
    if (answer >= 0 && peer !== undefined) services.addAnswer(peer.name, callee);
    const key = this.callKey(trace, row, callee, peer?.name ?? '');
    callCounts[key] = (callCounts[key] ?? 0) + 1;
    if (answer < 0) clients.add(trace, row, key, requests.of(trace, row));
  }

  private callKey(trace: Trace, row: TraceRow, callee: string, peer: string): number {
    const fingerprints = Fingerprints.of(trace.store);
    const { operation, path } = fingerprints.call(fingerprints.number(trace, row));
    const caller = trace.serviceText(row);
    const bare = withoutHost(path);
    const title = operation.includes(bare) ? operation : `${operation} ${bare}`;
    return this.collected.callKeys.number({
      caller,
      callee,
      peer: callee === '' ? peer : '',
      operation: title,
    });
  }

  /** A span that was called, or a root. */
  private addEntered(trace: Trace, row: TraceRow, isTop: boolean, facts: StoreFacts): void {
    const { names, served, entries, starters, requests, services, rootNames } = this.collected;
    const { store } = trace;
    const [said, address, port] = facts.picked.pick(trace, row);
    const kind = kindOf(trace.kind[row], store.strings.text(said));
    if (kind === SpanKind.server) {
      const own = hostOf(store.strings.text(address), store.strings.text(port));
      if (own !== '') services.addClaim(own, trace.serviceText(row));
    }
    if (trace.timed[row] === 0) return;
    if (kind === SpanKind.server) served.add(trace, row, this.placeOf(trace, row, facts), 0);
    if (!isTop || hasLinks(store, trace.row[row])) return;
    if (kind === SpanKind.server || kind === SpanKind.consumer) {
      entries.add(trace, row, names.add(trace.serviceText(row)), requests.of(trace, row));
    } else if (trace.parent[row] < 0) {
      starters.add(trace, row, this.placeOf(trace, row, facts), rootNames.of(store, trace.name[row]));
    }
  }

  private placeOf(trace: Trace, row: TraceRow, { store, places }: StoreFacts): number {
    const resource = store.resource[trace.row[row]];
    const known = places.get(resource);
    if (known !== undefined) return known;
    const instance =
      store.resources.get(resource, 'service.instance.id') ?? store.strings.text(trace.clock[row]);
    const number = this.collected.places.number({ service: trace.serviceText(row), instance });
    places.set(resource, number);
    return number;
  }

  private use(store: SpanStore): StoreFacts {
    const { facts } = this;
    if (facts?.store === store && facts.generation === store.generation) return facts;
    const peers = new Peers(store);
    const picked = new PickedAttributes(store, attributes);
    const { generation } = store;
    return (this.facts = { store, generation, peers, picked, places: new Map() });
  }
}

function nothing(): Collected {
  const [traces, names] = [new SeenTraces(), new Texts()];
  const spans = (): SpanRows => new SpanRows(traces, names);
  return {
    traces,
    names,
    services: new PeerServices(),
    requests: new Requests(),
    callKeys: new Numbered(),
    callCounts: [],
    places: new Numbered(),
    rootNames: new Texts(foldedPath),
    clients: spans(),
    entries: spans(),
    starters: spans(),
    served: spans(),
  };
}

/** Whether nothing is above a span: no parent, or one that was not seen. */
function isFragment({ parent, row, flags }: Trace, span: TraceRow): boolean {
  const above = parent[span];
  return above < 0 || row[above] < 0 || (flags[span] & TraceFlag.adopted) !== 0;
}

/** The first child that is another service's, or the same one's after a call; -1 where there is none. Linear in the children. */
function answerOf(trace: Trace, client: TraceRow, { isEntered }: CallColumns): TraceRow {
  const { subtreeEnd } = trace;
  for (let child = client + 1; child < subtreeEnd[client]; child = subtreeEnd[child]) {
    if (trace.row[child] >= 0 && (isEntered[child] !== 0 || isRemote(trace, child))) return child;
  }
  return -1;
}

/** The kind of a span, or where it has none that which an attribute says: shims of OpenTracing leave it so. */
function kindOf(kind: number, said: string): number {
  if (said === '' || (kind !== SpanKind.internal && kind !== SpanKind.unspecified)) return kind;
  const number = spanKindNames.indexOf(said);
  return number < 0 ? kind : number;
}

/** A root with links has got the context of its caller, and begins a trace of its own on purpose. */
function hasLinks({ links }: SpanStore, row: number): boolean {
  if (links.size === 0) return false;
  const first = links.firstOf(row);
  return first < links.size && links.span[first] === row;
}
