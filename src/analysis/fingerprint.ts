/**
 * What a call is for, so that two calls of the same thing compare equal: kind, callee and operation, with what varies
 * from call to call replaced (analysis.md 8).
 *
 *   SELECT * FROM t WHERE id IN (1, 2) AND n = 'x'    SELECT * FROM t WHERE id IN (?) AND n = ?
 *   GET /users/4711/orders?page=2                     GET /users/{}/orders
 */
import type { AttributeValue } from '../model/attributes.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

const calleeKeys = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'rpc.service',
  'db.namespace',
  'db.name',
];
const queryKeys = ['db.query.text', 'db.statement', 'sql.query'];
const pathKeys = ['url.path', 'http.target', 'http.path', 'url.full', 'http.url'];

/** The fingerprint of a span; a JSON array, so that no name can imitate a separator. Reads the span's attributes. */
export function fingerprint(trace: Trace, row: TraceRow): string {
  const { kind, name, attributes } = trace.span(row);
  const first = (keys: readonly string[]): string =>
    keys.map((key) => textOf(attributes.get(key))).find((text) => text !== '') ?? '';
  const query = first(queryKeys);
  const operation = query === '' ? foldedPath(name) : foldedQuery(query);
  const path = query === '' ? foldedPath(first(pathKeys)) : '';
  return JSON.stringify([kind, first(calleeKeys), operation, path]);
}

/** A SQL statement with its literals as `?` and its whitespace folded. */
export function foldedQuery(query: string): string {
  return query
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\b(?:0x[0-9a-f]+|\d+(?:\.\d+)?)\b/gi, '?')
    .replaceAll(/\bin\s*\(\s*(?:\?\s*,\s*)*\?\s*\)/gi, 'IN (?)')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A URL path, alone or in a span name, with its variable parts as `{}` and without its query string. */
export function foldedPath(text: string): string {
  const [path] = text.split('?', 1);
  return path.replaceAll(/(?<=\/)[^/\s]+/g, (part) => (isVariable(part) ? '{}' : part));
}

function isVariable(part: string): boolean {
  return (
    /^\d+$/.test(part) ||
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part) ||
    (/^[0-9a-f]{8,}$/i.test(part) && /\d/.test(part)) ||
    (/^[\w+-]{16,}={0,2}$/.test(part) && /\d/.test(part))
  );
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
