/**
 * The shapes that a reader has learned, as a tree of steps: a text that stands there as it stood before, then a value.
 * Shapes that begin alike share their first steps.
 *
 *   {"traceId":"  id ── ","spanId":"  id ─┬─ ","parentSpanId":"  id ── ","name":"  text ── …
 *                                         └─ ","name":"  text ── …
 *
 * Texts are kept, and compared, eight bytes at a time as doubles: equal doubles are equal bytes as long as one of them is
 * neither 0 nor NaN, and eight bytes of ASCII that are not all NUL are neither.
 */
import type { StringId } from '../model/strings.ts';

/** What stands behind a step's text. `end`: nothing, the object was the text's last byte. */
export const Step = {
  end: 0,
  /** Passed over: what is left of a string, a number or true, false, null, an array or object. */
  string: 1,
  token: 2,
  nested: 3,
  /** Read: an id of 16 or 32 digits, digits of an instant, few digits of a number, true or false. */
  id: 4,
  instant: 5,
  integer: 6,
  flag: 7,
  /** Read as interned text: a string, any number, a whole number. */
  text: 8,
  number: 9,
  whole: 10,
} as const;

/** What a step is, but for its text. */
export interface StepPlan {
  /** One of {@link Step}. */
  kind: number;
  /** What the value means to the format. */
  field: number;
  /** Digits of a fraction of a second, of an instant. */
  digits: number;
  /** An attribute's key, for the format; its number holds until the string table is cleared. */
  key: StringId;
  keyText: string;
}

/** A step of one or more shapes. */
export class ShapeStep implements StepPlan {
  readonly kind: number;
  readonly field: number;
  readonly digits: number;
  readonly keyText: string;
  key: StringId;
  /** Its text: words[from, from + whole) and one more that ends where the text ends. */
  readonly from: number;
  readonly whole: number;
  readonly byteLength: number;
  /** What may follow: the first of a list, and what did the last time. */
  first: ShapeStep | undefined = undefined;
  likely: ShapeStep | undefined = undefined;
  /** The next of the list that this is in. */
  other: ShapeStep | undefined = undefined;

  constructor({ kind, field, digits, key, keyText }: StepPlan, from: number, byteLength: number) {
    this.kind = kind;
    this.field = field;
    this.digits = digits;
    this.key = key;
    this.keyText = keyText;
    this.from = from;
    this.whole = byteLength >> 3;
    this.byteLength = byteLength;
  }
}

/** Room for all steps: some hundred shapes. More variety than that is not worth guessing. */
const mostSteps = 4096;
const mostWords = 1 << 15;
/** What may follow a step. */
const mostChoices = 16;

/** See the head of this file. */
export class ShapeTree {
  /** Texts of all steps. A text shorter than eight bytes has NUL before it. */
  readonly words: Float64Array = new Float64Array(mostWords);
  readonly bytes: Uint8Array = new Uint8Array(this.words.buffer);
  /** Where every shape begins: no text, no value. */
  readonly root: ShapeStep = new ShapeStep(
    { kind: Step.end, field: 0, digits: 0, key: 0, keyText: '' },
    0,
    0,
  );
  private usedWords = 0;
  private stepCount = 0;

  /** The step that follows another with this text and plan, added when new; undefined when there is no room for it. */
  follow(step: ShapeStep, text: Uint8Array, plan: StepPlan): ShapeStep | undefined {
    let choices = 0;
    for (let next = step.first; next !== undefined; next = next.other, choices++) {
      if (next.kind === plan.kind && this.hasText(next, text)) return next;
    }
    const count = (text.length >> 3) + 1;
    const isFull = this.stepCount === mostSteps || this.usedWords + count > mostWords;
    if (isFull || choices === mostChoices) return undefined;
    const added = new ShapeStep(plan, this.usedWords, text.length);
    this.stepCount++;
    this.usedWords += count;
    this.store(added, text);
    added.other = step.first;
    step.first = added;
    step.likely ??= added;
    return added;
  }

  /** String numbers mean others now: those of keys are looked up again when they are needed. */
  forget(): void {
    const pending: ShapeStep[] = [this.root];
    for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
      step.key = 0;
      for (let next = step.first; next !== undefined; next = next.other) pending.push(next);
    }
  }

  private store({ from, whole }: ShapeStep, text: Uint8Array): void {
    this.bytes.set(text.subarray(0, whole * 8), from * 8);
    const tail = text.subarray(Math.max(0, text.length - 8));
    this.bytes.set(tail, (from + whole + 1) * 8 - tail.length);
  }

  private hasText({ from, whole, byteLength }: ShapeStep, text: Uint8Array): boolean {
    if (text.length !== byteLength) return false;
    const tail = text.subarray(whole * 8);
    const at = (from + whole + 1) * 8 - tail.length;
    for (let i = 0; i < whole * 8; i++) if (this.bytes[from * 8 + i] !== text[i]) return false;
    return tail.every((byte, i) => this.bytes[at + i] === byte);
  }
}
