/**
 * What a call is for, so that two calls of the same thing compare equal: kind, callee and operation, with what varies
 * from call to call replaced (analysis.md 8).
 *
 *   SELECT * FROM t WHERE id IN (1, 2) AND n = 'x'    SELECT * FROM t WHERE id IN (?) AND n = ?
 *   GET /users/4711/orders?page=2                     GET /users/{}/orders
 *
 * Within a store a fingerprint is a number, and each text is folded once.
 */
import { spanKindNames } from '../model/kinds.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { PickedAttributes } from './picked-attributes.ts';

const calleeKeys = [
  'peer.service',
  'service.peer.name',
  'server.address',
  'net.peer.name',
  'rpc.service',
  'db.namespace',
  'db.name',
];
const queryKeys = ['db.query.text', 'db.statement', 'sql.query'];
const pathKeys = ['url.template', 'url.path', 'http.target', 'http.path', 'url.full', 'http.url'];
/** A name with the template of a path: the path would add nothing but what varies. */
const templated = /\/[^\s]*[{<:*]/;

/** What a fingerprint stands for. */
export interface Call {
  /** Service of the span: of a client the caller's. */
  service: string;
  kind: string;
  /** Who is called, if an attribute says so. */
  callee: string;
  /** Folded statement, or else the folded name of the span. */
  operation: string;
  isStatement: boolean;
  /** Folded path of the URL; empty for statements, and where the name has the template of one. */
  path: string;
}

/** Number of a fingerprint among those of its store. */
export type CallNumber = number;

/** The fingerprints of a store. */
export class Fingerprints {
  private static readonly known = new WeakMap<SpanStore, Fingerprints>();

  /** The fingerprints of a store; made on the first call, and once more after the store was cleared. */
  static of(store: SpanStore): Fingerprints {
    const known = Fingerprints.known.get(store);
    if (known?.generation === store.generation) return known;
    const made = new Fingerprints(store);
    Fingerprints.known.set(store, made);
    return made;
  }

  private readonly store: SpanStore;
  private readonly generation: number;
  private readonly picked: PickedAttributes;
  private readonly numbers = new Map<string, CallNumber>();
  private readonly calls: Call[] = [];
  private readonly templated = new Map<StringId, boolean>();
  private readonly queries: Folded;
  private readonly paths: Folded;

  private constructor(store: SpanStore) {
    this.store = store;
    this.generation = store.generation;
    this.picked = new PickedAttributes(store, [calleeKeys, queryKeys, pathKeys]);
    this.queries = new Folded(store, foldedQuery);
    this.paths = new Folded(store, foldedPath);
  }

  /** The fingerprint of a span, its service included. Linear in the span's attributes. */
  number(trace: Trace, row: TraceRow): CallNumber {
    const [callee, query, path] = this.picked.pick(trace, row);
    const operation = query === 0 ? this.paths.number(trace.name[row]) : this.queries.number(query);
    const folded = query === 0 && !this.isTemplated(trace.name[row]) ? this.paths.number(path) : 0;
    const key = `${trace.kind[row]} ${trace.service[row]} ${callee} ${query === 0 ? 0 : 1} ${operation} ${folded}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.calls.length;
    this.numbers.set(key, number);
    const { strings } = this.store;
    this.calls.push({
      service: trace.serviceText(row),
      kind: spanKindNames[trace.kind[row]] ?? 'unspecified',
      callee: strings.text(callee),
      isStatement: query !== 0,
      operation: query === 0 ? this.paths.text(operation) : this.queries.text(operation),
      path: this.paths.text(folded),
    });
    return number;
  }

  private isTemplated(name: StringId): boolean {
    let known = this.templated.get(name);
    if (known === undefined)
      this.templated.set(name, (known = templated.test(this.store.strings.text(name))));
    return known;
  }

  /** What a fingerprint stands for. */
  call(number: CallNumber): Call {
    return this.calls[number];
  }

  /** What was asked for, as recorded: name, statement, path. Equal texts within one fingerprint are one request. */
  request(trace: Trace, row: TraceRow): string {
    const [, query, path] = this.picked.pick(trace, row);
    return `${trace.name[row]} ${query} ${withoutQuery(this.store.strings.text(path))}`;
  }
}

/** Texts folded once each; 0 is the empty one. */
class Folded {
  private readonly store: SpanStore;
  private readonly fold: (text: string) => string;
  private readonly known = new Map<StringId, number>([[0, 0]]);
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly texts: string[] = [''];

  constructor(store: SpanStore, fold: (text: string) => string) {
    this.store = store;
    this.fold = fold;
  }

  number(id: StringId): number {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const text = this.fold(this.store.strings.text(id));
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.numbers.set(text, number);
      this.texts.push(text);
    }
    this.known.set(id, number);
    return number;
  }

  text(number: number): string {
    return this.texts[number];
  }
}

/** The fingerprint of a span as text, without its service; a JSON array, so that no name can imitate a separator. */
export function fingerprint(trace: Trace, row: TraceRow): string {
  const fingerprints = Fingerprints.of(trace.store);
  const { kind, callee, operation, path } = fingerprints.call(fingerprints.number(trace, row));
  return JSON.stringify([kind, callee, operation, path]);
}

/** A SQL statement with its literals and parameters as `?` and its whitespace folded. */
export function foldedQuery(query: string): string {
  return query
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/[$:@]\d+\b|\b(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/gi, '?')
    .replaceAll(/\bin\s*\(\s*(?:\?\s*,\s*)*\?\s*\)/gi, 'IN (?)')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A URL path, alone or in a span name, with its variable parts as `{}` and without its query string. */
export function foldedPath(text: string): string {
  return withoutQuery(text).replaceAll(/(?<=\/)[^/\s]+/g, (part) => (isVariable(part) ? '{}' : part));
}

/** The path of a folded URL: where it is served differs from one environment to the next. */
export function withoutHost(path: string): string {
  return path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
}

/** Where a folded statement has parameters in a row, as many as there happened to be: `MGET key:? key:? key:?`. */
const repeated = /(?<=^|\s)(\S+?(?: \S+?)??)(?:,? \1)+(?=,|\s|$)/g;
/** The search is quadratic at worst; what is longer stays as it is. */
const longestSearched = 2000;

/** A folded statement with the first of equal parameters in a row only: `MGET key:?`. */
export function withoutRepeats(operation: string): string {
  return operation.length > longestSearched ? operation : operation.replace(repeated, '$1');
}

function withoutQuery(text: string): string {
  return text.split('?', 1)[0];
}

function isVariable(part: string): boolean {
  return (
    /^\d+$/.test(part) ||
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part) ||
    (/^[0-9a-f]{8,}$/i.test(part) && /\d/.test(part)) ||
    (/^[\w+-]{16,}={0,2}$/.test(part) && /\d/.test(part))
  );
}
