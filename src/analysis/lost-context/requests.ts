/** What a call asks for, as either side says it: whether a client and a root of another trace may be two ends of one call. */
import type { SpanStore } from '../../model/span-store.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { foldedPath, withoutHost } from '../fingerprint.ts';
import { Numbered } from '../numbered.ts';
import { PickedAttributes } from '../picked-attributes.ts';
import { Texts } from './texts.ts';

const keys = [
  ['http.request.method', 'http.method'],
  ['url.path', 'http.target', 'http.path', 'url.full', 'http.url'],
  ['url.template', 'http.route'],
  ['rpc.method'],
];

/** What is asked for; texts are empty where nobody says. */
export interface Request {
  method: string;
  /** Without host and query, ids as `{}`. */
  path: string;
  /** The template of paths. */
  route: string;
  rpcMethod: string;
}

/** Whether both may be one request: what both say is the same. */
export function areCompatible(a: Request, b: Request): boolean {
  if (a.rpcMethod !== '' && b.rpcMethod !== '') return a.rpcMethod === b.rpcMethod;
  if (a.method !== '' && b.method !== '' && a.method !== b.method) return false;
  if (a.path !== '' && b.path !== '') return a.path === b.path;
  if (a.route !== '' && b.route !== '') return doFit(a.route, b.route);
  return doFit(a.path || a.route, b.path || b.route);
}

/** Whether two paths, of which either may be a template, can be the same. */
function doFit(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return true;
  const [left, right] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    if (left[i] === '*' || right[i] === '*') return true;
    if (left[i] === undefined || right[i] === undefined) return false;
    if (left[i] !== right[i] && !isVariable.test(left[i]) && !isVariable.test(right[i])) return false;
  }
  return true;
}

/** A part of a template that stands for any: `{id}`, `:id`, `<int:id>`, `*`. */
const isVariable = /[{<:*]/;

/** The requests of spans, numbered. */
export class Requests {
  readonly numbered: Numbered<Request> = new Numbered();
  private readonly paths = new Texts((text) => withoutHost(foldedPath(text)));
  private readonly texts = new Texts();
  private store: SpanStore | undefined;
  private generation = 0;
  private picked: PickedAttributes | undefined;

  /** The number of a span's request. Linear in its attributes. */
  of(trace: Trace, row: TraceRow): number {
    const { store } = trace;
    if (this.picked === undefined || this.store !== store || this.generation !== store.generation) {
      this.store = store;
      this.generation = store.generation;
      this.picked = new PickedAttributes(store, keys);
    }
    const [method, path, route, rpcMethod] = this.picked.pick(trace, row);
    return this.numbered.number({
      method: this.texts.values[this.texts.of(store, method)],
      path: this.paths.values[this.paths.of(store, path)],
      route: this.paths.values[this.paths.of(store, route)],
      rpcMethod: this.texts.values[this.texts.of(store, rpcMethod)],
    });
  }
}
