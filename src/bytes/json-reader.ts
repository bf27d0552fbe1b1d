/**
 * A pull reader for JSON (RFC 8259) over bytes: the caller asks for the next key, element or value, and says what type it
 * wants; nothing is built that was not asked for.
 *
 *   while (json.nextKey()) {            enters an object at the first call, false after its last field
 *     switch (json.key) {
 *       case 'name': span.name(json.text()); break;
 *       default: json.skip();           every value is read or skipped
 *     }
 *   }
 *
 * What makes it fast, and why it may look odd in places:
 *   - Records of one dump look alike, so the key that followed this key last time is compared before anything is scanned
 *     or hashed; the same for texts (`text(slot)`: the value that stood in this place last time).
 *   - Strings are interned by their bytes; a JavaScript string is made once for each distinct one, or never.
 *   - buf[end] is 0, which ends every scan, so loops test one byte and not also a position.
 * It forgives what does no harm (trailing commas, bytes that are not UTF-8 inside strings) and throws DamagedRecord for
 * what is no JSON. A value of another type than asked for is skipped and kept as a `problem`.
 */
import { absentId, type IdValue } from '../model/ids.ts';
import type { InstantValue, Place } from '../model/span-writer.ts';
import { hashSeed, hashStep, type StringId, type StringTable } from '../model/strings.ts';
import { decimal, digitsEnd, nanosPerUnit, quotedDigitsEnd } from './digits.ts';
import { readHexWords, readIdBytes } from './id-bytes.ts';
import { unescapeJson, quoted } from './json-escapes.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  JsonScanner,
  openBrace,
  openBracket,
  quote,
  stops,
} from './json-scanner.ts';
import type { ByteSource } from './source.ts';
import { instantOfText, nanosOfText } from './times.ts';

/** Keys whose JavaScript strings are kept. */
const mostNames = 1 << 16;

/** Pull reader over one source; see the head of this file. */
export class JsonReader extends JsonScanner implements Place {
  /** The key that nextKey found: an internalized string, so that a switch over literals compares pointers. */
  key = '';
  /** Its number in the string table. */
  keyId: StringId = 0;
  /** The instant or the id read last; overwritten by the next. */
  readonly instantValue: InstantValue = { seconds: 0, nanos: 0 };
  readonly idValue: IdValue = absentId();

  readonly strings: StringTable;
  /** How often it forgot what it had learned about strings. */
  generation = 0;
  /** True where a value comes next: after a key's colon, at an element, at the top. */
  private atValue = true;
  private integer = 0;
  /** Key that followed this key last time, by key. */
  private followers = new Int32Array(4096);
  /** Text that was read for this slot last time. */
  private lastTexts = new Int32Array(4096);
  private nextTexts = new Int32Array(4096);
  /** The string read last had escapes: its backslashes are not those of its bytes, so it is not what to expect next. */
  private isEscaped = false;

  /** How formats see each key, by its number. */
  private names: (string | undefined)[] = [];
  readonly spell: (key: string) => string;

  /** `spell` maps spellings of a key that mean the same to one. */
  constructor(source: ByteSource, strings: StringTable, spell: (key: string) => string = (key) => key) {
    super(source);
    this.strings = strings;
    this.spell = spell;
  }

  /** Gets ready for the value of a new record. */
  startRecord(): void {
    this.atValue = true;
    this.problem = undefined;
    if (this.lineDelimited && this.opensBlock()) this.lineDelimited = false;
  }

  /** Forgets what it learned about strings: their numbers mean others now. */
  forget(): void {
    this.generation++;
    for (const learned of [this.followers, this.lastTexts, this.nextTexts]) learned.fill(0);
    this.names.length = 0;
    this.kernel?.forgetKept();
  }

  /** Moves to the next field of the object and sets `key`; false, behind the object, when there is none. */
  nextKey(): boolean {
    const { buf, pos } = this;
    const isLikely = buf[pos] === (this.atValue ? openBrace : comma) && buf[pos + 1] === quote;
    return (isLikely && this.guessKey(pos + 2)) || this.findKey();
  }

  /** Whether the key that followed this one last time, a quote and a colon stand at a position; if so, moves behind them. */
  private guessKey(at: number): boolean {
    const guess = this.keyId < this.followers.length ? this.followers[this.keyId] : 0;
    if (guess === 0 || this.buf[at + this.strings.byteLength(guess) + 1] !== colon) return false;
    if (!this.matches(guess, at)) return false;
    this.pos++;
    this.setKey(guess);
    return true;
  }

  private findKey(): boolean {
    let byte = this.next();
    if (this.atValue) {
      if (byte !== openBrace) return this.notAn('an object');
      this.pos++;
      byte = this.next();
    } else if (byte === comma) {
      this.pos++;
      byte = this.next();
    } else if (byte !== closeBrace) this.fail("expected ',' or '}'");
    if (byte === closeBrace) return this.leave();
    if (byte !== quote) this.fail('expected a field name');
    this.pos++;
    const id = this.readKey();
    if (this.next() !== colon) this.fail("expected ':'");
    this.pos++;
    this.setKey(id);
    return true;
  }

  private setKey(id: StringId): void {
    this.keyId = id;
    this.key = this.names[id] ?? this.nameOf(id);
    this.atValue = true;
  }

  /** Moves to the next element of the array; false, behind the array, when there is none. */
  nextElement(): boolean {
    let byte = this.next();
    if (this.atValue) {
      if (byte !== openBracket) return this.notAn('an array');
      this.pos++;
      byte = this.next();
    } else if (byte === comma) {
      this.pos++;
      byte = this.next();
    } else if (byte !== closeBracket) this.fail("expected ',' or ']'");
    if (byte === closeBracket) return this.leave();
    this.atValue = true;
    return true;
  }

  /**
   * A string's interned text; of a number or a boolean its text as written, of null the empty text. `slot` names the place
   * it stands in (any number, e.g. the key's): the text read there last is tried first.
   */
  text(slot: number = this.keyId): StringId {
    return this.guessedText(this.lastTexts, slot);
  }

  /** Like `text`, for texts that come in the same order in every record: the one that followed `previous` is tried first. */
  textAfter(previous: StringId): StringId {
    return this.guessedText(this.nextTexts, previous);
  }

  private guessedText(guesses: Int32Array, slot: number): StringId {
    this.atValue = false;
    if (this.next() !== quote) return this.literal();
    this.pos++;
    if (slot >= guesses.length) return this.internString();
    const guess = guesses[slot];
    if (guess !== 0 && this.matches(guess, this.pos)) return guess;
    const id = this.internString();
    guesses[slot] = this.isEscaped ? 0 : id;
    return id;
  }

  /** A number, also one in a string; NaN and a problem for anything else. null is 0. */
  number(): number {
    const byte = this.next();
    if (byte >= 0x30 && byte <= 0x39 && this.smallInteger()) return this.integer;
    const text = this.strings.text(this.text());
    const value = text.trim() === '' ? 0 : Number(text);
    if (Number.isNaN(value)) this.complain(`${quoted(text)} is not a number`);
    return value;
  }

  /** true or false, also in a string or as a number. */
  boolean(): boolean {
    const text = this.strings.text(this.text());
    return text === 'true' || text === '1';
  }

  /** An instant in units of 10^-digits seconds since 1970 (3, 6 or 9), or an RFC 3339 text. NaN seconds if unreadable. */
  instant(digits: number): InstantValue {
    const value = this.instantValue;
    if (!this.fastInstant(digits)) {
      const text = this.strings.text(this.text());
      if (!instantOfText(text, digits, value)) this.complain(`${quoted(text)} is not a time`);
    }
    return value;
  }

  /** A length of time in units of 10^-digits seconds, or a text such as `5000ns`, in nanoseconds. NaN if unreadable. */
  nanos(digits: number): number {
    const scale = nanosPerUnit[digits];
    const byte = this.next();
    if (byte >= 0x30 && byte <= 0x39 && this.smallInteger()) return this.integer * scale;
    const text = this.strings.text(this.text());
    const nanos = nanosOfText(text, digits);
    if (Number.isNaN(nanos)) this.complain(`${quoted(text)} is not a duration`);
    return nanos;
  }

  /** A trace or span id: hexadecimal, base64 (12 or 24 characters ending in `=`), or else an opaque text. */
  id(): IdValue {
    const id = this.idValue;
    id.word0 = id.word1 = id.word2 = id.word3 = id.length = id.text = 0;
    this.atValue = false;
    if (this.next() !== quote) {
      const text = this.literal();
      readIdBytes(this.strings.bytes(text), 0, this.strings.byteLength(text), id, this.strings);
      return id;
    }
    this.pos++;
    if (!this.ensure(40)) return this.slowId();
    const { buf, pos } = this;
    if (buf[pos + 16] === quote && readHexWords(this.words, pos, 16, id)) this.pos += 17;
    else if (buf[pos + 32] === quote && readHexWords(this.words, pos, 32, id)) this.pos += 33;
    else return this.slowId();
    return id;
  }

  /** An array or object as it is written, interned. */
  rawText(): StringId {
    const byte = this.next();
    if (byte !== openBrace && byte !== openBracket) return this.text();
    this.atValue = false;
    const stop = this.nestedEnd();
    const id = this.strings.intern(this.buf, this.pos, stop);
    this.pos = stop;
    return id;
  }

  /** Passes over a value of any type and size. */
  skip(): void {
    const byte = this.next();
    this.atValue = false;
    if (byte === quote) {
      this.pos++;
      this.skipString();
    } else if (byte === openBrace || byte === openBracket) {
      const stop = this.kernel?.nestedStop(this.pos) ?? -1;
      if (stop < 0) this.skipNested(0);
      else this.pos = stop;
    } else this.literalEnd(true);
  }

  /** Passes over the remaining fields of the object, and leaves it. */
  skipRest(): void {
    this.skipNested(1);
    this.atValue = false;
  }

  /** Moves behind a value that was read without this reader. */
  passTo(pos: number): void {
    this.pos = pos;
    this.atValue = false;
  }

  /** Whether the bytes at `pos` are this text and a closing quote; if so moves behind them. */
  private matches(id: StringId, pos: number): boolean {
    if (!this.standsAt(id, pos)) return false;
    this.pos = pos + this.strings.byteLength(id) + 1;
    return true;
  }

  /** Whether the bytes at `pos` are this text and a closing quote. */
  standsAt(id: StringId, pos: number): boolean {
    const stop = pos + this.strings.byteLength(id);
    if (stop >= this.end || this.buf[stop] !== quote) return false;
    return this.strings.standsAt(id, this.buf, this.words, pos);
  }

  /** A property's key is an internalized string, which a literal is compared with by its address. */
  private nameOf(id: StringId): string {
    const name = Object.keys({ [this.spell(this.strings.text(id))]: 0 })[0];
    // Keys of one dump are few; in a map with millions of keys only the first are worth remembering.
    if (id < mostNames) this.names[id] = name;
    return name;
  }

  private readKey(): StringId {
    const previous = this.keyId;
    const guess = previous < this.followers.length ? this.followers[previous] : 0;
    if (guess !== 0 && this.matches(guess, this.pos)) return guess;
    const id = this.internString();
    if (previous < this.followers.length) this.followers[previous] = this.isEscaped ? 0 : id;
    return id;
  }

  /** Interns the string whose opening quote was just passed, and moves behind its closing quote. */
  private internString(): StringId {
    const { buf, pos } = this;
    this.isEscaped = false;
    let hash = hashSeed;
    let at = pos;
    for (let byte = buf[at]; stops[byte] === 0; byte = buf[++at]) hash = Math.imul(hash ^ byte, hashStep);
    if (buf[at] !== quote) return this.internSlowly();
    this.pos = at + 1;
    return this.strings.internHashed(buf, pos, at, hash);
  }

  /** The same for a string that has escapes, or that the window does not hold all of. */
  private internSlowly(): StringId {
    const stop = this.stringEnd();
    if (stop < 0) return this.internEscaped();
    const id = this.strings.intern(this.buf, this.pos, stop);
    this.pos = stop + 1;
    return id;
  }

  private internEscaped(): StringId {
    const stop = this.escapedEnd();
    this.isEscaped = true;
    const bytes = unescapeJson(this.buf, this.pos, stop);
    this.pos = stop + 1;
    return this.strings.intern(bytes, 0, bytes.length);
  }

  /** The text of a number, true, false or null (empty), interned; an object or array is skipped as a problem. */
  private literal(): StringId {
    const byte = this.next();
    if (byte === openBrace || byte === openBracket) {
      this.complain('found an object or an array where a plain value belongs');
      this.skip();
      return 0;
    }
    const stop = this.literalEnd(false);
    const isNull = stop - this.pos === 4 && this.buf[this.pos] === 0x6e;
    const id = isNull ? 0 : this.strings.intern(this.buf, this.pos, stop);
    this.pos = stop;
    return id;
  }

  private leave(): false {
    this.pos++;
    this.atValue = false;
    return false;
  }

  /** The value is not what was asked for: null stands for nothing, the rest is a problem. */
  private notAn(wanted: string): false {
    const type = this.peekType();
    if (type === 'end' || type === 'other') this.fail(`expected ${wanted}`);
    if (type !== 'null')
      this.complain(`expected ${wanted}, found ${/^[ao]/.test(type) ? 'an' : 'a'} ${type}`);
    this.skip();
    return false;
  }

  /** Reads up to 15 digits into `integer`; false, without moving, for any other number. */
  private smallInteger(): boolean {
    const stop = this.ensure(17) ? digitsEnd(this.buf, this.words, this.pos) : -1;
    if (stop < 0 || stop - this.pos > 15) return false;
    this.integer = decimal(this.buf, this.words, this.pos, stop);
    this.pos = stop;
    this.atValue = false;
    return true;
  }

  /** Reads plain digits, quoted or not, into instantValue; false, without moving, for anything else. */
  private fastInstant(digits: number): boolean {
    const isQuoted = this.next() === quote;
    if (!this.ensure(24)) return false;
    const { buf, words } = this;
    const from = this.pos + (isQuoted ? 1 : 0);
    const stop = isQuoted ? quotedDigitsEnd(buf, words, from) : digitsEnd(buf, words, from);
    if (stop < 0 || stop - from > 19) return false;
    const split = Math.max(from, stop - digits);
    this.instantValue.seconds = decimal(buf, words, from, split);
    const fraction = decimal(buf, words, split, stop);
    this.instantValue.nanos = fraction * nanosPerUnit[digits];
    this.pos = isQuoted ? stop + 1 : stop;
    this.atValue = false;
    return true;
  }

  private slowId(): IdValue {
    const stop = this.stringEnd();
    if (stop >= 0) {
      const from = this.pos;
      this.pos = stop + 1;
      readIdBytes(this.buf, from, stop, this.idValue, this.strings);
    } else this.idValue.text = this.internEscaped();
    return this.idValue;
  }
}
