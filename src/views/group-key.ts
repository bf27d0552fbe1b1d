/** Keys of groups, as people and programs see them. */
import type { GroupKey, KeyValue } from '../analysis/aggregate/keys.ts';
import { titleOf } from './labels.ts';
import type { Cell, Json } from './outputs/report.ts';
import { escapeText } from './text/escape.ts';

/** The key on one line, escaped: service and operation as everywhere, other values with blanks between them. */
export function keyTitle(by: readonly string[], key: GroupKey): string {
  const parts: string[] = [];
  for (let i = 0; i < by.length; i++) {
    if (by[i] === 'service' && by[i + 1] === 'operation') {
      parts.push(operationTitle([key[i], key[i + 1]]));
      i++;
    } else parts.push(valueTitle(by[i], key[i]));
  }
  return parts.join('  ');
}

function valueTitle(name: string, value: KeyValue): string {
  if (name === 'service') return titleOf(textOf(value), '');
  if (name === 'root') return operationTitle(value);
  if (name === 'path') return list(value).map(operationTitle).join(' > ');
  if (value === null) return '(none)';
  return Array.isArray(value) ? escapeText(JSON.stringify(value)) : escapeText(textOf(value)) || '(empty)';
}

function operationTitle(value: KeyValue): string {
  const [service = '', name = ''] = list(value);
  return titleOf(textOf(service), textOf(name));
}

/** The value of one dimension for programs: an operation is an object, a path an array of those. */
export function valueJson(name: string, value: KeyValue): Json {
  if (name === 'root') return operationJson(value);
  if (name === 'path') return list(value).map(operationJson);
  return plainJson(value);
}

/** The same in one cell: what is no plain value as its JSON. */
export function valueCell(name: string, value: KeyValue): Cell {
  const json = valueJson(name, value);
  return typeof json === 'object' && json !== null ? JSON.stringify(json) : json;
}

/** The value that a key has of a dimension; null where it was not grouped by that. */
export function textIn(by: readonly string[], key: GroupKey, name: string): string | null {
  const at = by.indexOf(name);
  return at < 0 ? null : textOf(key[at]);
}

function operationJson(value: KeyValue): Json {
  const [service = '', name = ''] = list(value);
  return { service: textOf(service), name: textOf(name) };
}

function plainJson(value: KeyValue): Json {
  return isList(value) ? value.map(plainJson) : value;
}

function textOf(value: KeyValue): string {
  return typeof value === 'string' ? value : String(value);
}

function list(value: KeyValue): readonly KeyValue[] {
  return isList(value) ? value : [];
}

function isList(value: KeyValue): value is readonly KeyValue[] {
  return Array.isArray(value);
}
