/**
 * Reads objects by their shape. The spans of one dump differ in a few values, and the text between those is always the
 * same: three fifths of the bytes. So once an object was read key by key, the next one like it is read by comparing that
 * text, eight bytes at a time, and taking the values from the gaps. No key is looked for, no bracket counted.
 *
 *   learned   {"traceId":"                                ","spanId":"                ","name":"         ","kind":3,…
 *   here      {"traceId":"9be53f7162d5e4f7c52accd9466025b4","spanId":"841d646f53fb808a","name":"GET /cart","kind":1,…
 *             ^^^^^^^^^^^^ same ─ an id ───────────────── ^^^^^^^^^^^^ ─ an id ─────── ^^^^^^^^^^ text ── ^^^^^^^^
 *
 * A shape is what the reader was led through before, so an object that matches it means what the reader would have read.
 * What does not match, because it is of another shape, damaged, or cut by the end of the window, is left to the reader.
 * Little is lost where no two objects are alike: then guessing pauses.
 */
import { absentId, type IdValue } from '../model/ids.ts';
import type { InstantValue } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import { decimal, digitsStop, nanosPerUnit } from './digits.ts';
import { readHexWords, RepeatedId } from './id-bytes.ts';
import { nestedStop, stringStop, tokenStop } from './json-passing.ts';
import type { JsonReader } from './json-reader.ts';
import { quote, stops } from './json-scanner.ts';
import { learnShape, type ShapeMeaning } from './json-shape-learner.ts';
import { type ShapeStep, ShapeTree, Step } from './json-shape-tree.ts';
import { RecentTexts } from './recent-texts.ts';

/** Takes the values of objects read by shape, in the order of the text. A field is what the format's meaning called it. */
export interface ShapeTarget {
  id(field: number, id: IdValue): void;
  instant(field: number, instant: InstantValue): void;
  integer(field: number, value: number): void;
  text(field: number, text: StringId, key: StringId): void;
  flag(field: number, value: boolean, key: StringId): void;
}

/** `true`, and what `false` ends in. */
const trueWord = 0x65757274;
const falseWord = 0x65736c61;

/** Objects until success is judged, and those that are read without trying where most attempts failed. */
const judgedObjects = 1024;
const pausedObjects = 1 << 15;
/** Taking an object apart costs several times as much as reading it. */
const mostLessons = 2048;

/** See the head of this file. */
export class JsonShapes {
  private readonly json: JsonReader;
  private readonly meaning: ShapeMeaning;
  private readonly target: ShapeTarget;
  private readonly tree = new ShapeTree();
  private readonly recentTexts: RecentTexts;
  private readonly repeatedId = new RepeatedId();
  private readonly idValue = absentId();
  private readonly instantValue: InstantValue = { seconds: 0, nanos: 0 };
  /** Where the object began that `read` could not read; NaN: it is not to be learned. */
  private begin = Number.NaN;
  private generation = 0;
  private tried = 0;
  private missed = 0;
  private paused = 0;
  private lessons = 0;

  constructor(json: JsonReader, meaning: ShapeMeaning, target: ShapeTarget) {
    this.json = json;
    this.recentTexts = new RecentTexts(json.strings);
    this.meaning = meaning;
    this.target = target;
  }

  /**
   * Reads the object that comes next, and moves behind it. False: it is of no shape known; the reader is where it was, but
   * the target may have got some of the values.
   */
  read(): boolean {
    const { json } = this;
    this.begin = Number.NaN;
    if (this.paused > 0) {
      this.paused--;
      return false;
    }
    if (json.generation !== this.generation) this.forget();
    if (++this.tried === judgedObjects) this.judge();
    let at = json.pos;
    let step = this.tree.root;
    do {
      let next: ShapeStep | undefined = step.likely;
      let behind = next === undefined ? -1 : this.take(next, at);
      if (next === undefined || behind < 0) {
        for (next = step.first; next !== undefined; next = next.other) {
          behind = this.take(next, at);
          if (behind >= 0) break;
        }
        if (next === undefined) return this.miss();
        step.likely = next;
      }
      at = behind;
      step = next;
    } while (step.kind !== Step.end);
    json.passTo(at);
    return true;
  }

  /** Remembers the shape of the object that `read` did not know, now that the reader is behind it. */
  learn(): void {
    const { json } = this;
    const from = this.begin - json.base;
    // The window may have moved on meanwhile.
    if (!(from >= 0) || this.lessons === mostLessons) return;
    this.lessons++;
    learnShape(this.tree, json, this.meaning, from, json.pos);
  }

  private miss(): false {
    this.missed++;
    this.begin = this.json.byte;
    return false;
  }

  private judge(): void {
    if (this.missed * 2 > this.tried) this.paused = pausedObjects;
    this.tried = 0;
    this.missed = 0;
  }

  private forget(): void {
    this.tree.forget();
    this.recentTexts.clear();
    this.generation = this.json.generation;
  }

  /** Reads a step's text and value. Returns the position behind them; -1 if something else stands there. */
  private take(step: ShapeStep, from: number): number {
    const { buf } = this.json;
    if (!this.hasText(step, from)) return -1;
    const at = from + step.byteLength;
    switch (step.kind) {
      case Step.string:
        return stringStop(buf, at);
      case Step.token:
        return tokenStop(buf, at);
      case Step.nested:
        return nestedStop(buf, at);
      case Step.id:
        return this.takeId(step, at);
      case Step.instant:
        return this.takeInstant(step, at);
      case Step.integer:
        return this.takeInteger(step, at);
      case Step.flag:
        return this.takeFlag(step, at);
      case Step.text:
        return this.takeText(step, at);
      case Step.number:
      case Step.whole:
        return this.takeNumber(step, at);
      default:
        return at;
    }
  }

  /** No position is beyond the window: it ends in a NUL, which no text has, and eight bytes more. */
  private hasText({ from, whole, byteLength }: ShapeStep, at: number): boolean {
    const { words } = this.json;
    const { words: wanted } = this.tree;
    const last = from + whole;
    let here = at;
    for (let word = from; word < last; word++, here += 8) {
      if (wanted[word] !== words.getFloat64(here, true)) return false;
    }
    if (whole === 0) return this.hasShortText(last, byteLength, at);
    return wanted[last] === words.getFloat64(at + byteLength - 8, true);
  }

  private hasShortText(word: number, byteLength: number, at: number): boolean {
    const { buf } = this.json;
    const { bytes } = this.tree;
    const from = word * 8 + 8 - byteLength;
    for (let i = 0; i < byteLength; i++) if (bytes[from + i] !== buf[at + i]) return false;
    return true;
  }

  private takeId({ field }: ShapeStep, at: number): number {
    const { buf, words } = this.json;
    const id = this.idValue;
    if (buf[at + 16] === quote) {
      if (!readHexWords(words, at, 16, id)) return -1;
      this.target.id(field, id);
      return at + 16;
    }
    if (buf[at + 32] !== quote || !this.repeatedId.read(words, at, id)) return -1;
    this.target.id(field, id);
    return at + 32;
  }

  private takeInstant({ field, digits }: ShapeStep, at: number): number {
    const { buf, words } = this.json;
    const stop = digitsStop(buf, words, at);
    if (stop === at || stop - at > 19) return -1;
    const split = Math.max(at, stop - digits);
    const instant = this.instantValue;
    instant.seconds = decimal(buf, words, at, split);
    instant.nanos = decimal(buf, words, split, stop) * nanosPerUnit[digits];
    this.target.instant(field, instant);
    return stop;
  }

  private takeInteger({ field }: ShapeStep, at: number): number {
    const { buf, words } = this.json;
    const stop = digitsStop(buf, words, at);
    if (stop === at || stop - at > 15) return -1;
    this.target.integer(field, decimal(buf, words, at, stop));
    return stop;
  }

  private takeFlag(step: ShapeStep, at: number): number {
    const { buf } = this.json;
    const isTrue = buf[at] === 0x74;
    const stop = at + (isTrue ? 4 : 5);
    const word = isTrue ? trueWord : falseWord;
    if (stop > this.json.end || this.json.words.getUint32(stop - 4, true) !== word) return -1;
    if (!isTrue && buf[at] !== 0x66) return -1;
    this.target.flag(step.field, isTrue, this.keyOf(step));
    return stop;
  }

  private takeText(step: ShapeStep, at: number): number {
    const { buf, words } = this.json;
    let stop = at;
    while (stops[buf[stop]] === 0) stop++;
    if (buf[stop] !== quote) return -1;
    const text = this.recentTexts.intern(buf, words, at, stop);
    this.target.text(step.field, text, this.keyOf(step));
    return stop;
  }

  private takeNumber(step: ShapeStep, at: number): number {
    const { buf, words } = this.json;
    const digits = buf[at] === 0x2d ? at + 1 : at;
    if (buf[digits] < 0x30 || buf[digits] > 0x39) return -1;
    const stop = step.kind === Step.whole ? digitsStop(buf, words, digits) : tokenStop(buf, at);
    const text = this.recentTexts.intern(buf, words, at, stop);
    this.target.text(step.field, text, this.keyOf(step));
    return stop;
  }

  private keyOf(step: ShapeStep): StringId {
    if (step.key === 0 && step.keyText !== '') step.key = this.json.strings.add(step.keyText);
    return step.key;
  }
}
