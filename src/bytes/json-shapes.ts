/**
 * Reads objects by their shape. The spans of one dump differ in a few values, and the text between those is always the
 * same: three fifths of the bytes. So once an object was read key by key, the next ones like it are read by comparing that
 * text, sixteen bytes at a time, and taking the values from the gaps. No key is looked for, no bracket counted.
 *
 *   learned   {"traceId":"                                ","spanId":"                ","name":"         ","kind":3,…
 *   here      {"traceId":"9be53f7162d5e4f7c52accd9466025b4","spanId":"841d646f53fb808a","name":"GET /cart","kind":1,…
 *             ^^^^^^^^^^^^ same ─ an id ───────────────── ^^^^^^^^^^^^ ─ an id ─────── ^^^^^^^^^^ text ── ^^^^^^^^
 *
 * A shape is what the reader was led through before, so an object that matches it means what the reader would have read.
 * What does not match, because it is of another shape, damaged, or cut by the end of the window, is left to the reader.
 * Little is lost where no two objects are alike: then guessing pauses.
 */
import type { JsonReader } from './json-reader.ts';
import { learnShape, type ShapeMeaning } from './json-shape-learner.ts';
import { ShapeTree } from './json-shape-tree.ts';
import type { ShapeKernel } from './shape-kernel.ts';
import { ShapeValues } from './shape-values.ts';

/** Takes objects that were read by shape, in their order. Fields are called what the format's meaning called them. */
export interface ShapeTarget {
  /** Takes objects from `first` on, that one at least, and before `end`; returns how many. */
  take(values: ShapeValues, first: number, end: number): number;
}

/** Few objects are longer: with so many bytes ahead few are cut by the end of the window. */
const usualObject = 1 << 13;

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
  /** Once there is a kernel: what was learned, and what was read. */
  private learned: { tree: ShapeTree; values: ShapeValues } | undefined;
  /** Where the object began that `read` could not read; NaN: it is not to be learned. */
  private begin = Number.NaN;
  private generation = 0;
  private tried = 0;
  private missed = 0;
  private paused = 0;
  private lessons = 0;

  constructor(json: JsonReader, meaning: ShapeMeaning, target: ShapeTarget) {
    this.json = json;
    this.meaning = meaning;
    this.target = target;
  }

  /**
   * Reads the object that comes next, and up to `most` of the list that it is in, and of the lists behind passages if
   * `overPassages`; hands them to the target, and moves behind them. Returns how many; 0: the next one is of no shape known, and
   * the reader is where it was.
   */
  read(most: number = Infinity, overPassages = false): number {
    this.begin = Number.NaN;
    const { json } = this;
    const { kernel } = json;
    if (kernel === undefined) return 0;
    if (this.paused > 0) {
      this.paused--;
      return 0;
    }
    json.ensure(usualObject);
    const { tree, values } = (this.learned ??= begun(json, kernel));
    if (json.generation !== this.generation) this.forget(tree);
    const count = kernel.readObjects(
      tree.root,
      json.pos,
      Math.min(most, kernel.layout.mostObjects),
      overPassages,
    );
    this.judge(count);
    if (count > 0) {
      for (let i = 0; i < count;) i += this.target.take(values, i, count);
      json.passTo(kernel.stop);
    } else this.begin = json.byte;
    return count;
  }

  /** Remembers the shape of the object that `read` did not know, now that the reader is behind it. */
  learn(): void {
    const { json, learned } = this;
    const from = this.begin - json.base;
    // The window may have moved on meanwhile.
    if (learned === undefined || !(from >= 0) || this.lessons === mostLessons) return;
    this.lessons++;
    learnShape(learned.tree, json, this.meaning, from, json.pos);
  }

  /** Counts the objects that one attempt has read. */
  private judge(count: number): void {
    this.tried += Math.max(count, 1);
    if (count === 0) this.missed++;
    if (this.tried < judgedObjects) return;
    if (this.missed * 2 > this.tried) this.paused = pausedObjects;
    this.tried = 0;
    this.missed = 0;
  }

  private forget(tree: ShapeTree): void {
    tree.forget();
    this.generation = this.json.generation;
  }
}

function begun(json: JsonReader, kernel: ShapeKernel): { tree: ShapeTree; values: ShapeValues } {
  const tree = new ShapeTree(kernel);
  return { tree, values: new ShapeValues(json, tree) };
}
