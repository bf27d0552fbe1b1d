/** Attributes of resources and scopes, typed as in the attribute table. */
import { AttributeType } from '../model/attributes.ts';
import type { ResourceIndex, ResourceTable } from '../model/resources.ts';
import type { StringTable } from '../model/strings.ts';

/** Type and value as the attribute table has them. */
export interface RawAttribute {
  type: number;
  value: number;
}

/** An attribute of a resource; undefined where it has none of the key. Linear in its attributes. */
export function rawAttribute(
  strings: StringTable,
  table: ResourceTable,
  index: ResourceIndex,
  key: string,
): RawAttribute | undefined {
  const value = table.read(index).get(key);
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return { type: AttributeType.bool, value: value ? 1 : 0 };
  const text = table.get(index, key) ?? '';
  return { type: typeOf(value, text), value: strings.add(text) };
}

/** The table does not tell integers from doubles that are whole: what is written without a fraction counts as an integer. */
function typeOf(value: unknown, text: string): number {
  if (typeof value === 'string') return AttributeType.string;
  if (typeof value === 'number' || typeof value === 'bigint')
    return /^[+-]?\d+$/.test(text) ? AttributeType.int : AttributeType.double;
  if (value === null) return AttributeType.empty;
  return value instanceof Uint8Array ? AttributeType.bytes : AttributeType.json;
}
