/** Headers in JSON, in the shapes that tools and frameworks write them. */
import { parseJson } from '../model/parse-json.ts';
import type { Header } from './header-format.ts';

/** Objects deeper than this hold no headers. */
const deepest = 16;

/**
 * The headers in a JSON text; undefined where it is none.
 *
 *   { "traceparent": "00-…", "baggage": ["a=1", "b=2"] }
 *   { "headers": { "Traceparent": "00-…" } }                    what an echo server says
 *   [ { "name": "traceparent", "value": "00-…" } ]              HAR; "key" for "name", too
 *   [ ["traceparent", "00-…"] ]
 */
export function jsonHeaders(text: string): Header[] | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  const headers: Header[] = [];
  collect(value, headers, 0);
  return headers;
}

function collect(value: unknown, headers: Header[], depth: number): void {
  if (depth > deepest || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) collectList(value, headers, depth);
  else collectFields(value, headers, depth);
}

function collectList(list: readonly unknown[], headers: Header[], depth: number): void {
  const [name, value] = list;
  if (list.length === 2 && typeof name === 'string' && typeof value === 'string')
    headers.push({ name, value });
  else for (const element of list) collect(element, headers, depth + 1);
}

function collectFields(value: object, headers: Header[], depth: number): void {
  const fields = Object.entries(value);
  const named = pair(fields);
  if (named) {
    headers.push(named);
    return;
  }
  for (const [name, field] of fields) {
    if (typeof field === 'string') headers.push({ name, value: field });
    else if (typeof field === 'number' || typeof field === 'boolean')
      headers.push({ name, value: String(field) });
    else if (isTexts(field)) for (const text of field) headers.push({ name, value: text });
    else collect(field, headers, depth + 1);
  }
}

/** `{ name, value }` or `{ key, value }`, whatever else stands beside them. */
function pair(fields: readonly (readonly [string, unknown])[]): Header | undefined {
  const all = new Map(fields);
  const name = all.get('name') ?? all.get('key');
  const value = all.get('value');
  return typeof name === 'string' && typeof value === 'string' ? { name, value } : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
