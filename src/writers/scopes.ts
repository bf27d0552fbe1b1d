import { AttributeType } from '../model/attributes.ts';
import type { SpanStore } from '../model/span-store.ts';

/** Where the name and the version of a scope stand in the attributes of all scopes; -1 for what there is not. */
export interface ScopeRows {
  name: number;
  version: number;
  /** How many attributes there are beside them. */
  others: number;
}

/** The store keeps name and version as the first attributes of those names. */
export function scopeRows({ scopes, strings }: SpanStore, index: number): ScopeRows {
  const { key, type } = scopes.attributes;
  const found: ScopeRows = { name: -1, version: -1, others: scopes.count[index] };
  for (let row = scopes.from[index]; row < scopes.from[index] + scopes.count[index]; row++) {
    if (type[row] !== AttributeType.string) continue;
    const name = strings.text(key[row]);
    if ((name !== 'name' && name !== 'version') || found[name] >= 0) continue;
    found[name] = row;
    found.others--;
  }
  return found;
}
