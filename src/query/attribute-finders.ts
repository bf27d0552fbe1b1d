/** Where attributes are looked for: each scope in its own table. What is found stands in the cursor. */
import { AttributeType, type RawAttribute } from '../model/attributes.ts';
import type { ResourceIndex, ResourceTable } from '../model/resources.ts';
import type { SideTable } from '../model/side-tables.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import type { AttributeScope } from './ast.ts';
import type { SpanCursor } from './span-cursor.ts';

/** Looks for something of the cursor's span; if it is there, its type and value are set, and the result is true. */
export type Finder = (span: SpanCursor) => boolean;

/** Looks for an attribute. Linear in the attributes of the span, event or link; once for each resource and scope. */
export function attributeFinder(store: SpanStore, scope: AttributeScope, key: string): Finder {
  const wanted = store.strings.add(key);
  switch (scope) {
    case 'span':
      return spanFinder(wanted);
    case 'resource':
      return resourceFinder(store, wanted);
    case 'instrumentation':
      return scopeFinder(store, wanted);
    case 'event':
      return (span) => findAside(span, store.events, span.event, wanted);
    case 'link':
      return (span) => findAside(span, store.links, span.link, wanted);
    default:
      return firstOf(spanFinder(wanted), resourceFinder(store, wanted));
  }
}

/** An attribute of the span shadows one of its resource, even if its type is another. */
function firstOf(first: Finder, second: Finder): Finder {
  return (span) => first(span) || second(span);
}

function spanFinder(key: StringId): Finder {
  return (span) =>
    findOfRecord(span, span.row, key) || span.parts.some((row) => findOfRecord(span, row, key));
}

function findOfRecord(span: SpanCursor, row: number, key: StringId): boolean {
  const { attributesFrom, attributesCount, columns } = span.store;
  return columns.details && findIn(span, attributesFrom[row], attributesCount[row], key);
}

function findAside(span: SpanCursor, table: SideTable, row: number, key: StringId): boolean {
  return row >= 0 && findIn(span, table.attributesFrom[row], table.attributesCount[row], key);
}

/** Of equal keys the last counts, as everywhere. */
function findIn(span: SpanCursor, from: number, count: number, wanted: StringId): boolean {
  const { key, type, value } = span.store.attributes;
  for (let row = from + count - 1; row >= from; row--) {
    if (key[row] !== wanted) continue;
    span.type = type[row];
    span.value = value[row];
    return true;
  }
  return false;
}

/** Tempo keeps a service's name for every resource; where none was given, it is empty. */
function resourceFinder(store: SpanStore, key: StringId): Finder {
  const find = givenResourceFinder(store, key);
  if (key !== store.strings.add('service.name')) return find;
  return (span) => {
    if (find(span)) return true;
    span.type = AttributeType.string;
    span.value = 0;
    return true;
  };
}

function givenResourceFinder(store: SpanStore, key: StringId): Finder {
  const find = tableFinder(store.resources, key);
  return (span) =>
    find(span, store.resource[span.row]) || span.parts.some((row) => find(span, store.resource[row]));
}

function scopeFinder(store: SpanStore, key: StringId): Finder {
  const find = tableFinder(store.scopes, key);
  return (span) => store.columns.details && find(span, store.scope[span.row]);
}

/** Looks into each resource once. */
function tableFinder(
  table: ResourceTable,
  key: StringId,
): (span: SpanCursor, index: ResourceIndex) => boolean {
  const known: (RawAttribute | null | undefined)[] = [];
  return (span, index) => {
    const found = (known[index] ??= table.find(index, key) ?? null);
    if (found === null) return false;
    span.type = found.type;
    span.value = found.value;
    return true;
  };
}
