/**
 * The tokens of JSON over a sliding window: blanks, the ends of strings and literals, passing over values, and finding the
 * next record after damage. What tokens mean is the reader's.
 */
import { DamagedRecord } from './damaged-record.ts';
import { KernelWindow } from './kernel-window.ts';

export const quote: number = 0x22;
const backslash: number = 0x5c;
export const comma: number = 0x2c;
export const colon: number = 0x3a;
export const openBrace: number = 0x7b;
export const closeBrace: number = 0x7d;
export const openBracket: number = 0x5b;
export const closeBracket: number = 0x5d;
const newline: number = 0x0a;

/** Bytes that end the fast scan of a string: the quote, an escape, a control character. */
export const stops: Uint8Array = new Uint8Array(256);
stops.fill(1, 0, 0x20);
stops[quote] = 1;
stops[backslash] = 1;

/** Bytes that mean something between the tokens of a skipped value. */
const structural = new Uint8Array(256);
for (const byte of [0, newline, quote, openBrace, closeBrace, openBracket, closeBracket])
  structural[byte] = 1;

/** What a value starts with, for messages and for formats that accept several types. */
export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'end' | 'other';

/** See the head of this file. */
export class JsonScanner extends KernelWindow {
  /** Line of the next byte, counted from 1. */
  line = 1;
  /** Each record is one line: a line break inside one is damage, so that a cut line can't swallow the next. */
  lineDelimited = false;
  protected problem: string | undefined;

  /** Whether something was wrong since the last takeProblem. */
  get hasProblem(): boolean {
    return this.problem !== undefined;
  }

  takeProblem(): string | undefined {
    const { problem } = this;
    this.problem = undefined;
    return problem;
  }

  /** Remembers the first thing that was wrong with the record. */
  complain(problem: string): void {
    this.problem ??= problem;
  }

  /** Whether nothing but blanks is left. Call it between records only. */
  atEnd(): boolean {
    for (;;) {
      const byte = this.blankThen();
      if (this.pos >= this.end) return true;
      // NUL padding and the record separator of RFC 7464 stand between records in some files.
      if (byte !== 0 && byte !== 0x1e) return false;
      this.pos++;
    }
  }

  /** Between the elements of a list, and behind the last of a part of it. Throws DamagedRecord for anything but a comma, or the end. */
  passComma(): void {
    if (this.next() === comma) this.pos++;
    else if (!this.atEnd()) this.fail('expected a comma');
  }

  /** After damage: passes over what may stand between the records of a list. */
  skipSeparators(): void {
    while (!this.atEnd()) {
      const byte = this.buf[this.pos];
      if (byte !== comma && byte !== closeBracket && byte !== closeBrace) return;
      this.pos++;
    }
  }

  /** Type of the value that comes next. */
  peekType(): JsonType {
    const byte = this.next();
    if (byte === openBrace) return 'object';
    if (byte === openBracket) return 'array';
    if (byte === quote) return 'string';
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return 'number';
    if (byte === 0x74 || byte === 0x66) return 'boolean';
    if (byte === 0x6e) return 'null';
    return byte === 0 && this.pos >= this.end ? 'end' : 'other';
  }

  /** Throws DamagedRecord for the next byte. */
  fail(expected: string): never {
    const ended = this.pos >= this.end;
    throw new DamagedRecord(ended ? 'JSON ends early' : `not JSON: ${expected}`, this.line, this.byte);
  }

  /**
   * After DamagedRecord: moves to the next line that starts with `{` or `[`, where a record of its own may begin. False at
   * the end of the source.
   */
  resync(): boolean {
    for (;;) {
      const byte = this.buf[this.pos];
      const startsLine = (this.pos > 0 ? this.buf[this.pos - 1] : this.before) === newline;
      if (startsLine && (byte === openBrace || byte === openBracket)) return true;
      const at = this.buf.subarray(0, this.end).indexOf(newline, this.pos);
      if (at < 0) this.pos = this.end;
      else {
        this.pos = at + 1;
        this.line++;
      }
      if (this.pos >= this.end && !this.more(this.pos)) return false;
    }
  }

  /** Whether a record starts with a bracket alone on its line, as indented JSON does. */
  protected opensBlock(): boolean {
    const hasTwo = this.ensure(2);
    const byte = this.buf[this.pos + 1];
    return hasTwo && (byte === newline || byte === 0x0d);
  }

  /** Position of the closing quote of the string at pos, all of it in the window; -1 if there is an escape in it. */
  protected stringEnd(): number {
    let at = this.pos;
    for (;;) {
      while (stops[this.buf[at]] === 0) at++;
      const byte = this.buf[at];
      if (byte === quote) return at;
      if (byte === backslash) return -1;
      if (at < this.end) {
        if (byte === newline) this.failAt(at, 'the line ends inside a string');
        at++;
      } else at = this.moreAt(at);
    }
  }

  /** Position of the closing quote of a string at pos that has escapes, all of it in the window. */
  protected escapedEnd(): number {
    let at = this.pos;
    for (;;) {
      const byte = this.buf[at];
      if (byte === quote) return at;
      if (at >= this.end) at = this.moreAt(at);
      else if (byte === newline) this.failAt(at, 'the line ends inside a string');
      else if (byte === backslash && at + 1 >= this.end) at = this.moreAt(at);
      else at += byte === backslash ? 2 : 1;
    }
  }

  /** Reads more bytes behind an unfinished token that starts at pos; returns where position `at` moved to. */
  protected moreAt(at: number): number {
    const { pos } = this;
    if (!this.more(pos)) {
      this.pos = this.end;
      this.fail('');
    }
    return at - pos;
  }

  protected failAt(at: number, message: string): never {
    this.pos = at;
    throw new DamagedRecord(`not JSON: ${message}`, this.line, this.byte);
  }

  /** Position behind the literal at pos; moves there if `consume`. */
  protected literalEnd(consume: boolean): number {
    let at = this.pos;
    for (;;) {
      const byte = this.buf[at];
      const isPart =
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
      if (isPart || byte === 0x2d || byte === 0x2b || byte === 0x2e) at++;
      else if (at < this.end) break;
      else {
        const { pos } = this;
        const hasMore = this.more(pos);
        at -= pos;
        if (!hasMore) break;
      }
    }
    if (at === this.pos) this.fail('expected a value');
    if (consume) this.pos = at;
    return at;
  }

  /** Passes over the rest of a string, from behind its opening quote. */
  protected skipString(): void {
    let at = this.pos;
    for (;;) {
      while (stops[this.buf[at]] === 0) at++;
      const byte = this.buf[at];
      if (byte === quote) break;
      this.pos = at;
      if (at >= this.end) at = this.moreAt(at);
      else if (byte === newline) this.failAt(at, 'the line ends inside a string');
      else if (byte === backslash && at + 1 >= this.end) at = this.moreAt(at);
      else at += byte === backslash ? 2 : 1;
    }
    this.pos = at + 1;
  }

  /** Passes over tokens until `depth` more brackets are closed than opened. */
  protected skipNested(depth: number): void {
    let open = depth;
    let at = this.pos;
    for (;;) {
      const { buf } = this;
      while (structural[buf[at]] === 0) at++;
      const byte = buf[at];
      if (byte === quote) {
        at++;
        while (stops[buf[at]] === 0) at++;
        if (buf[at] === quote) at++;
        else {
          // An escape, or the end of the window.
          this.pos = at;
          this.skipString();
          at = this.pos;
        }
      } else if (byte === openBrace || byte === openBracket) {
        open++;
        at++;
      } else if (byte === closeBrace || byte === closeBracket) {
        at++;
        if (--open === 0) break;
      } else {
        this.skipBreak(at);
        at = this.pos;
      }
    }
    this.pos = at;
  }

  /** Position behind the array or object at pos, all of it in the window; its lines are counted. */
  protected nestedEnd(): number {
    let depth = 0;
    let isText = false;
    let at = this.pos;
    for (;;) {
      const byte = this.buf[at];
      if (at >= this.end) at = this.moreAt(at);
      else if (byte === newline && (isText || this.lineDelimited)) {
        this.failAt(at, isText ? 'the line ends inside a string' : 'the line ends inside a record');
      } else {
        if (byte === newline) this.line++;
        if (byte === quote) isText = !isText;
        else if (isText) at += byte === backslash ? 1 : 0;
        else if (byte === openBrace || byte === openBracket) depth++;
        else if (byte === closeBrace || byte === closeBracket) depth--;
        at++;
        if (depth === 0) return at;
      }
    }
  }

  /** A line break, a NUL or the end of the window inside a skipped value. */
  protected skipBreak(at: number): void {
    this.pos = at;
    if (at >= this.end) this.moreAt(at);
    else if (this.buf[at] === newline) this.breakLine();
    else this.fail('a NUL byte');
  }

  protected breakLine(): void {
    if (this.lineDelimited) this.failAt(this.pos, 'the line ends inside a record');
    this.line++;
    this.pos++;
  }

  /** The next byte that is not blank; 0 at the end. */
  protected next(): number {
    const byte = this.buf[this.pos];
    return byte > 0x20 ? byte : this.blankInRecord();
  }

  protected blankInRecord(): number {
    for (;;) {
      const byte = this.buf[this.pos];
      if (byte > 0x20) return byte;
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d) this.pos++;
      else if (byte === newline) this.breakLine();
      else if (this.pos < this.end || !this.more(this.pos)) return 0;
    }
  }

  protected blankThen(): number {
    const { lineDelimited } = this;
    this.lineDelimited = false;
    const byte = this.blankInRecord();
    this.lineDelimited = lineDelimited;
    return byte;
  }
}
