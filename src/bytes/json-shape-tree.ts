/**
 * The shapes that a reader has learned, as a tree of steps: a text that stands there as it stood before, then a value.
 * Shapes that begin alike share their first steps.
 *
 *   {"traceId":"  id ── ","spanId":"  id ─┬─ ","parentSpanId":"  id ── ","name":"  text ── …
 *                                         └─ ","name":"  text ── …
 *
 * Steps lie in the memory of the kernel that walks them; here is what they mean to the format.
 */
import type { StringId, StringTable } from '../model/strings.ts';
import type { ShapeKernel } from './shape-kernel.ts';

/** What stands behind a step's text; as in kernel/shapes.ts. `end`: nothing, the object was the text's last byte. */
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
  readonly kind: number;
  /** What the value means to the format. */
  readonly field: number;
  /** Digits of a fraction of a second, of an instant. */
  readonly digits: number;
  /** Text of an attribute's key, for the format. */
  readonly keyText: string;
}

/** A step of one or more shapes. */
export interface ShapeStep extends StepPlan {
  /** Number of `keyText`; 0: not looked up yet, or there is none. Holds until the string table is cleared. */
  key: StringId;
}

/** What may follow a step. */
const mostChoices = 16;

/** Where in a step's memory things are, in words of four bytes. */
const Cell = { kind: 0, text: 3, byteLength: 4, first: 5, likely: 6, other: 7 } as const;

/** See the head of this file. A step's number is its place in the kernel's memory. */
export class ShapeTree {
  readonly kernel: ShapeKernel;
  /** Where every shape begins: no text, no value. 0 where the kernel has no room. */
  readonly root: number;
  /** By number of the step in the kernel. */
  private readonly steps: (ShapeStep | undefined)[] = [];

  constructor(kernel: ShapeKernel) {
    this.kernel = kernel;
    this.root = kernel.addStep(Step.end, 0, 0, new Uint8Array(0));
  }

  /** The step that follows another with this text and plan, added when new; 0 when there is no room for it. */
  follow(step: number, text: Uint8Array, plan: StepPlan): number {
    const { kernel } = this;
    let choices = 0;
    const { ints } = kernel;
    for (
      let next = ints[cell(step, Cell.first)];
      next !== 0;
      next = ints[cell(next, Cell.other)], choices++
    ) {
      if (ints[cell(next, Cell.kind)] === plan.kind && this.hasText(next, text)) return next;
    }
    if (choices === mostChoices) return 0;
    const added = kernel.addStep(plan.kind, plan.field, plan.digits, text);
    if (added === 0) return 0;
    this.steps[kernel.stepIndex(added)] = { ...plan, key: 0 };
    ints[cell(added, Cell.other)] = ints[cell(step, Cell.first)];
    ints[cell(step, Cell.first)] = added;
    if (ints[cell(step, Cell.likely)] === 0) ints[cell(step, Cell.likely)] = added;
    return added;
  }

  /** What a step means, its key looked up. Throws for what is no step. */
  meaningOf(step: number, strings: StringTable): ShapeStep {
    const found = this.steps[this.kernel.stepIndex(step)];
    if (found === undefined) throw new Error(`no step ${step}`);
    if (found.key === 0 && found.keyText !== '') found.key = strings.add(found.keyText);
    return found;
  }

  /** String numbers mean others now: those of keys are looked up again when they are needed. */
  forget(): void {
    for (const step of this.steps) if (step !== undefined) step.key = 0;
  }

  private hasText(step: number, text: Uint8Array): boolean {
    const { ints, bytes } = this.kernel;
    const from = ints[cell(step, Cell.text)];
    if (ints[cell(step, Cell.byteLength)] !== text.length) return false;
    return text.every((byte, i) => bytes[from + i] === byte);
  }
}

function cell(step: number, which: number): number {
  return (step >> 2) + which;
}
