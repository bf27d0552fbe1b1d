/**
 * A store with pseudonyms in place of what tells whose traces they are: services, names, messages, ids, values of
 * attributes and keys that are nobody else's. Times, lengths, kinds, status codes and the shape of traces stay.
 */
import { type AttributesPart, AttributeType } from '../../model/attributes.ts';
import { SpanFlag } from '../../model/kinds.ts';
import { SpanStore } from '../../model/span-store.ts';
import { appendPart, storePart } from '../../model/store-part.ts';
import { type StringId, StringTable } from '../../model/strings.ts';
import type { TraceIdsPart } from '../../model/trace-ids.ts';
import { isKeptEvent, isKeptScope, isKeptValue, keyParts, nameParts } from './kept.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** The store's spans under other names, in the same rows. Linear; the store itself stays as it is. */
export function anonymizedStore(store: SpanStore, pseudonyms: Pseudonyms): SpanStore {
  return new Anonymizer(store, pseudonyms).copy();
}

/** Digits of an id of 64 bits: all of them, since its pseudonym has no leading zeros. */
const idDigits = 16;

class Anonymizer {
  private readonly store: SpanStore;
  private readonly pseudonyms: Pseudonyms;
  /** The strings of the copy. */
  private readonly strings = new StringTable();

  constructor(store: SpanStore, pseudonyms: Pseudonyms) {
    this.store = store;
    this.pseudonyms = pseudonyms;
  }

  copy(): SpanStore {
    const { store } = this;
    const part = storePart(store);
    this.replaceIds(part.spanIdHigh, part.spanIdLow, (row) => (part.flags[row] & SpanFlag.textSpanId) === 0);
    this.replaceIds(
      part.parentSpanIdHigh,
      part.parentSpanIdLow,
      (row) => (part.flags[row] & SpanFlag.textParentSpanId) === 0,
    );
    part.idLengths.forEach((lengths, row) => {
      part.idLengths[row] = (lengths & 31 && idDigits) | ((lengths >> 5 && idDigits) << 5);
    });
    this.replaceTraceIds(part.traces);
    this.replace(part.name, (name) => this.hidden(nameParts(name)));
    this.replace(part.statusMessage, (text) => this.pseudonyms.text(text));
    this.replaceAttributes(part.attributes, isKeptValue);
    this.replaceAttributes(part.resources.attributes, isKeptValue);
    this.replaceAttributes(part.scopes.attributes, isKeptScope);
    this.replace(part.events.name, (name) => (isKeptEvent(name) ? name : this.pseudonyms.text(name)));
    // A trace state is whatever a vendor puts there.
    part.links.name.fill(0);
    this.replaceIds(part.links.spanIdHigh, part.links.spanIdLow, (l) => part.links.spanIdLength[l] > 0);
    part.links.spanIdLength.forEach((length, l) => (part.links.spanIdLength[l] = length && idDigits));
    const copy = new SpanStore(store.columns);
    appendPart(copy, { ...part, strings: this.strings.part() });
    return copy;
  }

  /** Replaces each string of a column; what it becomes is asked once for each. */
  private replace(column: Int32Array, pseudonym: (text: string) => string): void {
    const known = new Map<StringId, StringId>();
    for (let i = 0; i < column.length; i++) {
      const id = column[i];
      let made = known.get(id);
      if (made === undefined) {
        made = this.strings.add(pseudonym(this.store.strings.text(id)));
        known.set(id, made);
      }
      column[i] = made;
    }
  }

  /** Ids that are not hexadecimal are strings. */
  private replaceIds(high: Uint32Array, low: Uint32Array, isHexadecimal: (place: number) => boolean): void {
    this.pseudonyms.ids(high, low, isHexadecimal);
    for (let i = 0; i < low.length; i++) {
      if (!isHexadecimal(i)) low[i] = this.strings.add(this.pseudonyms.text(this.store.strings.text(low[i])));
    }
  }

  /** Both halves by themselves: systems that know only one of them still agree. */
  private replaceTraceIds({ words, texts, lengths }: TraceIdsPart): void {
    const high = new Uint32Array(texts.length * 2);
    const low = new Uint32Array(texts.length * 2);
    for (let half = 0; half < high.length; half++) {
      high[half] = words[half * 2];
      low[half] = words[half * 2 + 1];
    }
    this.pseudonyms.ids(high, low, () => true);
    for (let half = 0; half < high.length; half++) {
      words[half * 2] = high[half];
      words[half * 2 + 1] = low[half];
    }
    this.replace(texts, (text) => this.pseudonyms.text(text));
    lengths.forEach((length, i) => (lengths[i] = length && Math.max(length, idDigits)));
  }

  private replaceAttributes(
    { key, type, value }: AttributesPart,
    isKept: (key: string, value: string) => boolean,
  ): void {
    const { strings } = this.store;
    for (let row = 0; row < key.length; row++) {
      const name = strings.text(key[row]);
      key[row] = this.strings.add(this.hidden(keyParts(name)));
      if (type[row] === AttributeType.bool || type[row] === AttributeType.empty) continue;
      const text = strings.text(value[row]);
      value[row] = this.strings.add(isKept(name, text) ? text : this.value(type[row], text));
    }
  }

  private hidden([kept, hidden]: readonly [string, string]): string {
    return kept + this.pseudonyms.text(hidden);
  }

  private value(type: number, text: string): string {
    const { pseudonyms } = this;
    switch (type) {
      case AttributeType.int:
      case AttributeType.double:
        return pseudonyms.number(text);
      case AttributeType.bytes:
        return Buffer.from(pseudonyms.text(text)).toString('base64');
      case AttributeType.json:
        return this.json(text);
      default:
        return pseudonyms.text(text);
    }
  }

  /** Texts and numbers in an array or a map, keys too, wherever they stand. */
  private json(text: string): string {
    return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs, (token) =>
      token.startsWith('"')
        ? JSON.stringify(this.pseudonyms.text(textOfToken(token)))
        : this.pseudonyms.number(token),
    );
  }
}

/** The text that a token of JSON says; of a broken one the token. */
function textOfToken(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
