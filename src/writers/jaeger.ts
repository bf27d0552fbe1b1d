/**
 * Jaeger's JSON, as its query API answers and its UI takes from a file: a trace a line inside of `{"data":[…]}`.
 * https://www.jaegertracing.io/docs/latest/architecture/apis/#query-json-over-http
 *
 *   kind, status, scope      tags span.kind, otel.status_code, otel.status_description, otel.scope.*
 *   status error             the tag error, too: the UI marks such spans
 *   events                   logs; the name is their field `event`
 *   links                    references FOLLOWS_FROM, but of a root to its own trace: they would be taken for a parent
 *   resource                 process
 *
 * https://opentelemetry.io/docs/specs/otel/common/mapping-to-non-otlp/
 */
import { AttributeType } from '../model/attributes.ts';
import { SpanFlag, spanKindNames, StatusCode } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { ReadIds } from './ids.ts';
import { jaegerReferences } from './jaeger-references.ts';
import { JaegerTags, plainTag } from './jaeger-tags.ts';
import type { Losses, LossKind } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import { ListPieces } from './pieces.ts';
import { scopeRows } from './scopes.ts';
import { StoreTexts } from './store-texts.ts';
import type { Target } from './target.ts';
import { isFinerThanMicros, noteTimes, unixMicroText } from './times.ts';

const precision: LossKind = { thing: 'span', why: 'times are cut to microseconds' };
const eventPrecision: LossKind = { thing: 'event', why: 'times are cut to microseconds' };
const unfinished: LossKind = {
  thing: 'span',
  why: 'never ended; jaeger has no such spans, the length becomes 0',
};
const scopeAttributes: LossKind = {
  thing: 'scope attribute',
  why: 'jaeger has the name and the version of a scope, nothing else',
};
const shared: LossKind = {
  thing: 'span',
  why: 'id shared with the client’s half of a call; jaeger has no mark for that',
};

export const jaeger: Target = {
  id: 'jaeger',
  title: 'Jaeger JSON, for its UI',
  isBinary: false,
  together: 'trace',
  encoder(output, losses) {
    const pieces = new ListPieces(output, '{"data":[', '],"total":0,"limit":0,"offset":0,"errors":null}\n');
    const tracesFor = perGeneration((store) => new JaegerTraces(store, losses));
    return {
      write: (store, rows) => pieces.add(tracesFor(store).trace(rows)),
      end: () => pieces.end(),
    };
  },
};

/** Traces made of one generation of a store. */
class JaegerTraces {
  private readonly store: SpanStore;
  private readonly losses: Losses;
  private readonly texts: StoreTexts;
  private readonly ids: ReadIds;
  private readonly tags: JaegerTags;
  /** By scope. */
  private readonly scopes = new Map<number, ScopeTags>();
  private readonly errorKey: number;
  private readonly serviceKey: number;

  constructor(store: SpanStore, losses: Losses) {
    this.store = store;
    this.losses = losses;
    this.texts = new StoreTexts(store, losses);
    this.ids = new ReadIds(store);
    this.tags = new JaegerTags(this.texts, losses);
    this.errorKey = store.strings.add('error');
    this.serviceKey = store.strings.add('service.name');
  }

  /** One trace, on one line. */
  trace(rows: Int32Array): string {
    const processes = new Map<number, string>();
    let spans = '';
    for (const row of rows) {
      const resource = this.store.resource[row];
      let process = processes.get(resource);
      if (process === undefined) processes.set(resource, (process = `p${processes.size + 1}`));
      spans += `${spans === '' ? '' : ','}${this.span(row, process)}`;
    }
    const list = Array.from(processes, ([resource, name]) => `"${name}":${this.process(resource)}`);
    const traceId = this.ids.trace(longestId(this.store, rows));
    return `{"traceID":${traceId},"spans":[${spans}],"processes":{${list.join()}},"warnings":null}`;
  }

  private process(index: number): string {
    const { attributes, from, count, service } = this.store.resources;
    const tags: string[] = [];
    for (let row = from[index]; row < from[index] + count[index]; row++) {
      const isName = attributes.key[row] === this.serviceKey && attributes.type[row] === AttributeType.string;
      if (!isName) tags.push(this.tags.tag(attributes, row));
    }
    return `{"serviceName":${this.texts.quoted(service[index])},"tags":[${tags.join()}]}`;
  }

  private span(row: SpanRow, process: string): string {
    const { store, ids } = this;
    this.noteLosses(row);
    const start = unixMicroText(store.startSeconds[row], store.startNanos[row]);
    const length = Math.floor(store.duration[row] / 1000);
    return (
      `{"traceID":${ids.trace(store.trace[row])},"spanID":${ids.span(row)}` +
      `,"operationName":${this.texts.quoted(store.name[row])}` +
      `,"references":[${jaegerReferences(store, row, ids, this.losses)}]` +
      `,"startTime":${start},"duration":${length},"tags":[${this.spanTags(row)}]` +
      `,"logs":[${this.logs(row)}],"processID":"${process}","warnings":null}`
    );
  }

  private noteLosses(row: SpanRow): void {
    const { store, losses } = this;
    losses.nextSpan();
    noteTimes(losses, store, row);
    if (isFinerThanMicros(store, row)) losses.note(precision);
    if (store.flags[row] & SpanFlag.noEnd) losses.note(unfinished);
    if (store.flags[row] & SpanFlag.shared) losses.note(shared);
  }

  private spanTags(row: SpanRow): string {
    const { attributes, attributesFrom, attributesCount, kind, status, statusMessage } = this.store;
    let tags = '';
    let saysError = false;
    const from = attributesFrom[row];
    for (let a = from; a < from + attributesCount[row]; a++) {
      saysError ||= this.isTrueError(a);
      tags += `,${this.tags.tag(attributes, a)}`;
    }
    // In front: of equal keys the last counts, and the UI looks at all.
    if (status[row] === StatusCode.error && !saysError) tags = `,${plainTag('error', true)}${tags}`;
    if (kind[row] !== 0) tags += `,${plainTag('span.kind', spanKindNames[kind[row]])}`;
    if (status[row] !== 0) tags += `,${plainTag('otel.status_code', statusCodes[status[row]])}`;
    if (statusMessage[row] !== 0) tags += `,${this.tags.text('otel.status_description', statusMessage[row])}`;
    return (tags + this.scopeTags(row)).slice(1);
  }

  private isTrueError(attribute: number): boolean {
    const { key, type, value } = this.store.attributes;
    return (
      key[attribute] === this.errorKey && type[attribute] === AttributeType.bool && value[attribute] !== 0
    );
  }

  private scopeTags(row: SpanRow): string {
    const index = this.store.scope[row];
    let scope = this.scopes.get(index);
    if (scope === undefined) this.scopes.set(index, (scope = this.scope(index)));
    if (scope.others > 0) this.losses.note(scopeAttributes, scope.others);
    return scope.tags;
  }

  private scope(index: number): ScopeTags {
    const { attributes } = this.store.scopes;
    const { name, version, others } = scopeRows(this.store, index);
    let tags = '';
    if (name >= 0) tags += `,${this.tags.text('otel.scope.name', attributes.value[name])}`;
    if (version >= 0) tags += `,${this.tags.text('otel.scope.version', attributes.value[version])}`;
    return { tags, others };
  }

  private logs(row: SpanRow): string {
    const { events, attributes } = this.store;
    let logs = '';
    for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
      if (events.nanos[e] % 1000 !== 0) this.losses.note(eventPrecision);
      let fields = events.name[e] === 0 ? '' : `,${this.tags.text('event', events.name[e])}`;
      const from = events.attributesFrom[e];
      for (let a = from; a < from + events.attributesCount[e]; a++)
        fields += `,${this.tags.tag(attributes, a)}`;
      const time = unixMicroText(events.seconds[e], events.nanos[e]);
      logs += `,{"timestamp":${time},"fields":[${fields.slice(1)}]}`;
    }
    return logs.slice(1);
  }
}

/** The tags that a scope becomes, each behind a comma, and how many of its attributes do not. */
interface ScopeTags {
  tags: string;
  others: number;
}

/** By StatusCode. */
const statusCodes: readonly string[] = ['UNSET', 'OK', 'ERROR'];

/** A trace may be known by 64 and by 128 bits of its id; those that have 128 say more. */
function longestId({ trace, traces }: SpanStore, rows: Int32Array): number {
  let longest = trace[rows[0]];
  for (const row of rows) {
    if (trace[row] !== longest && traces.text(trace[row]).length > traces.text(longest).length)
      longest = trace[row];
  }
  return longest;
}
