/** Stores made from plain objects, for tests. */
import { AttributeType } from '../../src/model/attributes.ts';
import { type IdValue, absentId } from '../../src/model/ids.ts';
import { SpanFlag, SpanKind, StatusCode } from '../../src/model/kinds.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { LinkType } from '../../src/model/side-tables.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import { SpanWriter } from '../../src/model/span-writer.ts';
import { unixNano } from '../../src/model/time.ts';
import type { Trace } from '../../src/model/trace.ts';
import { buildTrace, type TreeOptions } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';

/** One record to be. Times are nanoseconds from {@link epoch}. */
export interface SpanSpec {
  id: string;
  trace?: string;
  parent?: string | undefined;
  name?: string;
  service?: string;
  /** Names the clock. */
  host?: string;
  /** Zipkin's endpoint. */
  ip?: string;
  port?: number;
  kind?: keyof typeof SpanKind;
  /** Absent: untimed. */
  start?: number | undefined;
  /** Absent: unfinished. */
  end?: number | undefined;
  /** Instead of the end, as Jaeger and Zipkin have it. */
  length?: number;
  error?: boolean;
  message?: string;
  shared?: boolean;
  zipkin?: boolean;
  followsFrom?: boolean;
  /** References that compete to be the parent, instead of `parent`. */
  references?: { id: string; followsFrom?: boolean }[];
  links?: { trace?: string; id: string }[];
  attributes?: Record<string, string>;
}

/** 2023-11-14T22:13:20Z: what the times of tests count from. */
const epoch = 1_700_000_000;

const theTrace = '0af7651916cd43dd8448eb211c80319c';

/** A store with these records, in this order. */
export function storeOf(specs: readonly SpanSpec[], { at = epoch }: { at?: number } = {}): SpanStore {
  const store = new SpanStore({ details: true });
  const writer = new SpanWriter(store, new ReadReport(), 'test');
  for (const spec of specs) write(writer, spec, at);
  return store;
}

/** The only trace of a store; fails when there are several. */
export function traceOf(
  specs: readonly SpanSpec[],
  options: Partial<TreeOptions> & { at?: number } = {},
): Trace {
  return onlyTrace(storeOf(specs, options), options);
}

/** The only trace of a store; fails when there are several. */
export function onlyTrace(store: SpanStore, options: Partial<TreeOptions> = {}): Trace {
  const groups = groupTraces(store);
  if (groups.count !== 1) throw new Error(`${groups.count} traces instead of one`);
  return buildTrace(store, groups, 0, { skew: 'auto', adoptOrphans: false, ...options });
}

/** The row of the first span of a name; fails when there is none. */
export function rowOf(trace: Trace, name: string): number {
  for (let i = 0; i < trace.size; i++) if (trace.nameText(i) === name) return i;
  throw new Error(`no span ${name}`);
}

/** The tree as text, one line a row: names indented, `?` and the id for a placeholder. */
export function outline(trace: Trace): string[] {
  return Array.from({ length: trace.size }, (_, i) => {
    const name = trace.isPlaceholder(i) ? `?${trace.spanId(i)}` : trace.nameText(i);
    return '  '.repeat(trace.depth[i]) + name;
  });
}

function write(writer: SpanWriter, spec: SpanSpec, at: number): void {
  const { store } = writer;
  const { strings } = store;
  writer.begin(nowhere);
  writer.traceId(idOf(store, spec.trace ?? theTrace));
  writer.spanId(idOf(store, spec.id));
  writeParent(writer, spec);
  writer.name(strings.add(spec.name ?? spec.id));
  writer.kind(SpanKind[spec.kind ?? 'unspecified']);
  if (spec.start !== undefined) writer.start(instant(at, spec.start));
  if (spec.end !== undefined) writer.end(instant(at, spec.end));
  if (spec.length !== undefined) writer.duration(spec.length);
  if (spec.error) writer.status(StatusCode.error);
  writer.statusMessage(strings.add(spec.message ?? ''));
  if (spec.shared) writer.flag(SpanFlag.shared);
  if (spec.zipkin) writer.flag(SpanFlag.zipkin);
  writer.resource(resourceOf(store, spec));
  for (const [key, value] of Object.entries(spec.attributes ?? {})) {
    writer.attribute(strings.add(key), AttributeType.string, strings.add(value));
  }
  if (!writer.commit(nowhere)) throw new Error(`refused ${JSON.stringify(spec)}`);
}

function writeParent(
  writer: SpanWriter,
  { parent, references = [], links = [], followsFrom }: SpanSpec,
): void {
  const { store } = writer;
  const chosen = references.find((reference) => !reference.followsFrom) ?? references.at(0);
  const id = chosen?.id ?? parent;
  if (id !== undefined) writer.parentSpanId(idOf(store, id));
  if (chosen?.followsFrom || followsFrom) writer.flag(SpanFlag.followsFrom);
  for (const link of references.length > 1 ? references : []) {
    const row = writer.link();
    writer.linkSpanId(row, idOf(store, link.id));
    store.links.type[row] = link.followsFrom ? LinkType.followsFrom : LinkType.childOf;
    writer.closeLink(row);
  }
  for (const link of links) {
    const row = writer.link();
    if (link.trace !== undefined) writer.linkTraceId(row, idOf(store, link.trace));
    writer.linkSpanId(row, idOf(store, link.id));
    writer.closeLink(row);
  }
}

function resourceOf({ resources, strings }: SpanStore, { service = 'a', host, ip, port }: SpanSpec): number {
  resources.begin();
  const put = (key: string, value: string): void => {
    resources.attribute(strings.add(key), AttributeType.string, strings.add(value));
  };
  if (service !== '') put('service.name', service);
  if (host !== undefined) put('host.name', host);
  if (ip !== undefined) put('host.ip', ip);
  if (port !== undefined) put('net.host.port', String(port));
  return resources.end();
}

function instant(at: number, nanos: number): { seconds: number; nanos: number } {
  const time = unixNano(at, 0) + BigInt(nanos);
  const seconds = time / 1_000_000_000n - (time % 1_000_000_000n < 0n ? 1n : 0n);
  return { seconds: Number(seconds), nanos: Number(time - seconds * 1_000_000_000n) };
}

function idOf(store: SpanStore, text: string): IdValue {
  const id = absentId();
  if (!/^[0-9a-f]{1,32}$/i.test(text)) {
    id.text = store.strings.add(text);
    return id;
  }
  const words = text.padStart(32, '0').match(/.{8}/g) ?? [];
  [id.word0, id.word1, id.word2, id.word3] = words.map((word) => Number.parseInt(word, 16));
  id.length = text.length;
  return id;
}

const nowhere = { line: 0, byte: 0, takeProblem: (): undefined => undefined };
