/**
 * Names for names: what stands for a text, a number or an id says nothing of it, and is the same wherever that occurs, in
 * every run with the same key. Texts become words that can be said and told apart, and hold no digits, so that views
 * don't take them for numbered names; ids become ids, numbers become numbers of the same length.
 *
 *   checkout            HMAC-SHA-256, 48 bits of it as proquints (https://arxiv.org/html/0901.4016)    rakit-jijab-vizun
 *   00f067aa0ba902b7    a block of AES-128                                                             b32772c413208a11
 *   1204                HMAC-SHA-256, a digit for each                                                 5340
 */
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

import { hexId64 } from '../../model/ids.ts';

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aiou';

/** Bytes of a word: 16 bits are five letters. */
const wordBytes = 2;
const words = 3;

/** Pseudonyms of one key. */
export class Pseudonyms {
  /** What was replaced, by what stands for it; filled only where it was asked for. */
  readonly replaced: Map<string, string> | undefined;
  private readonly textKey: Uint8Array;
  private readonly idKey: Uint8Array;
  private readonly known = new Map<string, string>();

  /** `seed`: whoever has it can find out which pseudonym a text has. `keepsTable`: remember what was replaced. */
  constructor(seed: string | Uint8Array, { keepsTable = false }: { keepsTable?: boolean } = {}) {
    const key = createHash('sha256').update(seed).digest();
    this.textKey = key;
    this.idKey = createHmac('sha256', key).update('ids').digest().subarray(0, 16);
    this.replaced = keepsTable ? new Map() : undefined;
  }

  /** What stands for a text; the empty one stays. Remembers as many as there is room for. */
  text(text: string): string {
    if (text === '') return '';
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const hash = this.hash(text);
    const parts: string[] = [];
    for (let at = 0; at < words * wordBytes; at += wordBytes) parts.push(proquint(hash.readUInt16BE(at)));
    const made = parts.join('-');
    if (this.known.size < mostKnown) this.known.set(text, made);
    this.replaced?.set(made, text);
    return made;
  }

  /** A number in decimal digits with others in their place; what is no number stays. An integer of 64 bits stays one. */
  number(text: string): string {
    const hash = this.hash(text);
    let place = 0;
    const [mantissa, ...exponent] = text.split(/(?=e)/i);
    const digits = mantissa.replace(/\d/g, () => {
      const value = hash[place % hash.length];
      return String(place++ === 0 ? 1 + (value % 8) : value % 10);
    });
    return place === 0 ? text : digits + exponent.join('');
  }

  /** Replaces ids of 64 bits by others, in place; those that are 0 stay. One pass over all: a block of AES each. */
  ids(high: Uint32Array, low: Uint32Array, isId: (place: number) => boolean): void {
    const blocks = Buffer.alloc(high.length * 16);
    for (let i = 0; i < high.length; i++) {
      blocks.writeUInt32BE(high[i], i * 16);
      blocks.writeUInt32BE(low[i], i * 16 + 4);
    }
    const made = createCipheriv('aes-128-ecb', this.idKey, null).setAutoPadding(false).update(blocks);
    for (let i = 0; i < high.length; i++) {
      if ((high[i] === 0 && low[i] === 0) || !isId(i)) continue;
      const [madeHigh, madeLow] = [made.readUInt32BE(i * 16), made.readUInt32BE(i * 16 + 4)];
      this.replaced?.set(hexId64(madeHigh, madeLow, 16), hexId64(high[i], low[i], 16));
      high[i] = madeHigh;
      low[i] = madeLow;
    }
  }

  private hash(text: string): Buffer {
    return createHmac('sha256', this.textKey).update(text).digest();
  }
}

/** A seed that nobody knows. */
export function randomSeed(): Uint8Array {
  return randomBytes(32);
}

/** Texts remembered: what repeats is seen early. */
const mostKnown = 100_000;

/** 16 bits as consonant, vowel, consonant, vowel, consonant. */
function proquint(bits: number): string {
  return (
    consonants[bits >> 12] +
    vowels[(bits >> 10) & 3] +
    consonants[(bits >> 6) & 15] +
    vowels[(bits >> 4) & 3] +
    consonants[bits & 15]
  );
}
