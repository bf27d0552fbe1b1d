/**
 * Takes the text of an object apart into steps (json-shape-tree.ts). A format says of each value what it is to the shape;
 * where anything is unusual there is no shape, and the next object like it is read without one, too.
 */
import { isUtf8 } from 'node:buffer';

import type { StringId, StringTable } from '../model/strings.ts';
import { nestedStop, stringStop, tokenStop } from './json-passing.ts';
import { closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from './json-scanner.ts';
import { type ShapeTree, Step, type StepPlan } from './json-shape-tree.ts';

/** A value met in an object: where it stands, as `status.code`, `attributes[].key`, or `''` for the object itself. */
export interface ShapeValue {
  path: string;
  type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** How many bytes a string has between its quotes. */
  byteLength: number;
  /** A string without escapes, interned. */
  text(): StringId;
}

/** What a value is to the shape of its object. */
export type ShapeUse =
  /** Objects like this one are not read by shape. */
  | { use: 'refused' }
  /** Its bytes are part of the shape; of an array or object its parts are asked about. */
  | { use: 'fixed' }
  /** Whatever of its type stands there, it is passed over. */
  | { use: 'passed' }
  | ReadUse;

/** The value is read, and handed to the field's number; `key` is an attribute's. */
interface ReadUse {
  use: 'id' | 'instant' | 'integer' | 'flag' | 'text' | 'whole';
  field: number;
  /** Of an instant: digits of a fraction of a second. */
  digits?: number;
  key?: StringId;
}

/** What values mean in one format. It may remember what it was asked before about the same object. */
export interface ShapeMeaning {
  use(value: ShapeValue): ShapeUse;
  /** Whether the object, met to its end, may be read by shape. */
  finish(): boolean;
}

const backslash = 0x5c;

/** Texts longer than this are hardly ever the same again. */
const longestObject = 1 << 14;
const deepest = 16;
const blank = 0x20;
const tab = 0x09;

/** A step's text is in bytes[from, to). */
interface Draft {
  from: number;
  to: number;
  plan: StepPlan;
}

/** Thrown within this file for what has no shape. */
class NoShape extends Error {}

/** The reader that has read an object: its window, its strings, how the format spells keys. */
export interface Lesson {
  readonly buf: Uint8Array;
  readonly strings: StringTable;
  spell(key: string): string;
}

/** Adds the shape of the object in buf[from, to) to a tree; not if it has none, or there is no room. */
export function learnShape(
  tree: ShapeTree,
  lesson: Lesson,
  meaning: ShapeMeaning,
  from: number,
  to: number,
): void {
  if (to - from > longestObject) return;
  let step = tree.root;
  for (const draft of draftsOf(lesson, meaning, from, to)) {
    step = tree.follow(step, lesson.buf.subarray(draft.from, draft.to), draft.plan);
    if (step === 0) return;
  }
}

/** None if the object has no shape. */
function draftsOf(lesson: Lesson, meaning: ShapeMeaning, from: number, to: number): Draft[] {
  try {
    const drafts = new Learner(lesson, meaning, from).drafts(to);
    const texts = drafts.map(({ from, to }) => lesson.buf.subarray(from, to));
    // The texts of keys are looked up again after strings were forgotten: only UTF-8 comes back as the same bytes. Lines are counted
    // by the reader, and zeros stand behind what it has.
    const isComparable = texts.every((text) => isUtf8(text) && text.every(isPrinted));
    return isComparable && meaning.finish() ? drafts : [];
  } catch (error) {
    if (error instanceof NoShape) return [];
    throw error;
  }
}

/** The kind of step for a value, by its type and use; a use that is not there has no shape. */
const stepKinds: Record<ShapeValue['type'], Partial<Record<ShapeUse['use'], number>>> = {
  object: { passed: Step.nested },
  array: { passed: Step.nested },
  string: { passed: Step.string, id: Step.id, instant: Step.instant, text: Step.text },
  number: {
    passed: Step.token,
    instant: Step.instant,
    integer: Step.integer,
    text: Step.number,
    whole: Step.whole,
  },
  boolean: { passed: Step.token, flag: Step.flag },
  null: { passed: Step.token },
};

/** What a value must look like, or its step would never find one again. */
const spellings: Partial<Record<number, RegExp>> = {
  [Step.id]: /^([0-9a-f]{16}|[0-9a-f]{32})$/i,
  [Step.instant]: /^[0-9]{1,19}$/,
  [Step.integer]: /^[0-9]{1,15}$/,
  [Step.number]: /^-?[0-9]/,
  [Step.whole]: /^-?[0-9]+$/,
  [Step.flag]: /^(true|false)$/,
};

/** An array or object that is not closed yet. */
interface Open {
  isArray: boolean;
  path: string;
  isEmpty: boolean;
  /** Of the fields met so far. */
  paths: string[];
}

/** Walks through one object; strict, other than the reader: what that forgives has no shape. */
class Learner {
  private readonly lesson: Lesson;
  private readonly meaning: ShapeMeaning;
  private readonly bytes: Uint8Array;
  private at: number;
  /** Where the text of the next step begins. */
  private textFrom: number;
  private readonly open: Open[] = [];
  private readonly found: Draft[] = [];

  constructor(lesson: Lesson, meaning: ShapeMeaning, from: number) {
    this.lesson = lesson;
    this.meaning = meaning;
    this.bytes = lesson.buf;
    this.at = from;
    this.textFrom = from;
  }

  drafts(to: number): Draft[] {
    this.value('');
    while (this.open.length > 0) this.nextPart(this.open[this.open.length - 1]);
    if (this.at !== to) throw new NoShape();
    this.step({ kind: Step.end, field: 0, digits: 0, keyText: '' }, to);
    return this.found;
  }

  /** The next field or element of an array or object, or its end. */
  private nextPart(open: Open): void {
    this.passBlanks();
    if (this.bytes[this.at] === (open.isArray ? closeBracket : closeBrace)) {
      this.at++;
      this.open.pop();
      return;
    }
    if (!open.isEmpty) this.expect(comma);
    open.isEmpty = false;
    this.value(open.isArray ? `${open.path}[]` : this.fieldPath(open));
  }

  /** Passes over the next key and its colon. */
  private fieldPath({ path, paths }: Open): string {
    this.passBlanks();
    this.expect(quote);
    const stop = stopOf(stringStop(this.bytes, this.at));
    // What it spells is the reader's affair.
    if (this.bytes.subarray(this.at, stop).includes(backslash)) throw new NoShape();
    const key = this.lesson.spell(latin1(this.bytes, this.at, stop));
    this.at = stop + 1;
    this.passBlanks();
    this.expect(colon);
    // A key with other characters might spell a path.
    if (!/^\w+$/.test(key)) return `${path}.?`;
    const field = path === '' ? key : `${path}.${key}`;
    // Of a field that comes again the reader takes the last.
    if (paths.includes(field)) throw new NoShape();
    paths.push(field);
    return field;
  }

  private value(path: string): void {
    this.passBlanks();
    const type = typeOf(this.bytes[this.at]);
    if (type === 'object' || type === 'array') this.container(path, type);
    else this.plainValue(path, type);
  }

  private container(path: string, type: 'object' | 'array'): void {
    const use = this.meaning.use({ path, type, byteLength: 0, text: () => 0 });
    if (use.use === 'fixed') {
      if (this.open.push({ isArray: type === 'array', path, isEmpty: true, paths: [] }) > deepest)
        throw new NoShape();
      this.at++;
    } else this.use(use, type, nestedStop(this.bytes, this.at));
  }

  private plainValue(path: string, type: ShapeValue['type']): void {
    const { bytes } = this;
    const from = type === 'string' ? this.at + 1 : this.at;
    const stop = stopOf(type === 'string' ? stringStop(bytes, from) : tokenStop(bytes, from));
    const text = (): StringId => {
      if (bytes.subarray(from, stop).includes(backslash)) throw new NoShape();
      return this.lesson.strings.intern(bytes, from, stop);
    };
    const use = this.meaning.use({ path, type, byteLength: stop - from, text });
    this.at = from;
    this.use(use, type, stop);
    if (type === 'string') this.at++;
  }

  /** Makes a step of the value that stands here, unless it is part of the shape, and moves behind it. */
  private use(use: ShapeUse, type: ShapeValue['type'], stop: number): void {
    if (use.use !== 'fixed') {
      const kind = stepKinds[type][use.use];
      if (kind === undefined) throw new NoShape();
      if (spellings[kind]?.test(latin1(this.bytes, this.at, stopOf(stop))) === false) throw new NoShape();
      this.step({ kind, ...this.meant(use) }, stop);
    }
    this.at = stopOf(stop);
  }

  private meant(use: ShapeUse): Omit<StepPlan, 'kind'> {
    if (!('field' in use)) return { field: 0, digits: 0, keyText: '' };
    const { field, digits = 0, key = 0 } = use;
    return { field, digits, keyText: this.lesson.strings.text(key) };
  }

  /** Ends a step's text here; that of the next begins at `stop`. */
  private step(plan: StepPlan, stop: number): void {
    this.found.push({ from: this.textFrom, to: this.at, plan });
    this.textFrom = stop;
  }

  /** Line breaks are not passed: the reader counts them. */
  private passBlanks(): void {
    while (this.bytes[this.at] === blank || this.bytes[this.at] === tab) this.at++;
  }

  private expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw new NoShape();
    this.at++;
  }
}

function typeOf(byte: number): ShapeValue['type'] {
  if (byte === openBrace) return 'object';
  if (byte === openBracket) return 'array';
  if (byte === quote) return 'string';
  if (byte === 0x6e) return 'null';
  return byte === 0x74 || byte === 0x66 ? 'boolean' : 'number';
}

function isPrinted(byte: number): boolean {
  return byte >= blank || byte === tab;
}

function stopOf(stop: number): number {
  if (stop < 0) throw new NoShape();
  return stop;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
