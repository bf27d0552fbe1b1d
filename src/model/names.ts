/** Names that occur in a store, each once, sorted. Linear in spans and attributes. */
import { compareTexts } from './compare-texts.ts';
import { spanKindNames } from './kinds.ts';
import type { SpanStore } from './span-store.ts';

/** An operation: a name that spans of a service have, with their kind. */
export interface OperationName {
  name: string;
  kind: string;
}

/** The services. */
export function serviceNames(store: SpanStore): string[] {
  const ids = new Set<number>();
  for (let row = 0; row < store.size; row++) ids.add(store.service(row));
  ids.delete(0);
  return [...ids].map((id) => store.strings.text(id)).sort();
}

/** The names of the spans of a service, one for each kind. */
export function operationNames(store: SpanStore, service: string): OperationName[] {
  const wanted = store.strings.add(service);
  const kinds = spanKindNames.length;
  const found = new Set<number>();
  for (let row = 0; row < store.size; row++) {
    if (store.service(row) === wanted) found.add(store.name[row] * kinds + store.kind[row]);
  }
  return [...found]
    .map((code) => ({
      name: store.strings.text(Math.floor(code / kinds)),
      kind: code % kinds === 0 ? '' : spanKindNames[code % kinds],
    }))
    .sort((a, b) => compareTexts(a.name, b.name) || compareTexts(a.kind, b.kind));
}

/** The keys of attributes, with the scope that TraceQL knows them by: `span.http.route`, `resource.host.name`. */
export function attributeKeys(store: SpanStore): string[] {
  const keys = new Set<string>();
  eachAttribute(store, (scope, key) => keys.add(`${scope}.${key}`));
  return [...keys].sort();
}

/** The values of an attribute of spans and resources as texts; the key with or without its scope. */
export function attributeValues(store: SpanStore, key: string): string[] {
  const [, wantedScope, bare] = /^(?:(span|resource)?\.)?(.+)$/s.exec(key) ?? [];
  const values = new Set<string>();
  eachAttribute(store, (scope, name, value) => {
    if (name === bare && (wantedScope === undefined || wantedScope === scope)) values.add(value());
  });
  return [...values].sort();
}

function eachAttribute(
  store: SpanStore,
  visit: (scope: 'span' | 'resource', key: string, value: () => string) => void,
): void {
  const { attributes, strings, resources } = store;
  const used = new Set<number>();
  for (let row = 0; row < store.size; row++) {
    used.add(store.resource[row]);
    const from = store.attributesFrom[row];
    for (let a = from; a < from + store.attributesCount[row]; a++) {
      visit('span', strings.text(attributes.key[a]), () =>
        textOf([...attributes.read(strings, a, 1).values()][0]),
      );
    }
  }
  for (const index of used) {
    for (const [key, value] of resources.read(index)) visit('resource', key, () => textOf(value));
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  return JSON.stringify(value) ?? '';
}
