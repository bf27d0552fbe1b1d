/** What spans are grouped by, as values that mean the same in every thread, file and machine. */
import { compareTexts } from '../../model/compare-texts.ts';

/** One value of a key: an operation is `[service, name]`, a call path an array of those, no value null. */
export type KeyValue = null | boolean | number | string | readonly KeyValue[];

/** One value for each dimension. */
export type GroupKey = readonly KeyValue[];

/** A text that two keys share exactly if they are equal: nothing in a name can make it that of another key. */
export function keyText(key: KeyValue): string {
  return JSON.stringify(key);
}

/** The order of keys where nothing else decides: that of their texts. */
export function compareKeys(a: KeyValue, b: KeyValue): number {
  return compareTexts(keyText(a), keyText(b));
}
