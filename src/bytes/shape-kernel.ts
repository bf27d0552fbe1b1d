/**
 * The WebAssembly that reads objects by shape (kernel/shapes.ts), with its memory: the steps of shapes, what was read, and
 * the window of the reader that uses it. The walk from step to step is the one loop that sees every byte of a large dump; as
 * WebAssembly it compares sixteen of them at a time.
 */
import { code } from './kernel/code.ts';

/** What kernel/shapes.ts exports; it says what each is. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readObjects(root: number, from: number, most: number, overPassages: number): number;
  remember(recent: number, at: number, length: number, id: number): void;
  findRepeated(from: number): number;
  keep(place: number, from: number, length: number, first: number, second: number): void;
  keepPassage(from: number, length: number, first: number, second: number): void;
  nestedStop(from: number): number;
  forgetKept(): void;
}

/** Where things are in the memory, and how many of them; kernel/shapes.ts says of what. */
export interface KernelLayout {
  readonly stopAt: number;
  readonly placeAt: number;
  readonly stepsAt: number;
  readonly stepSize: number;
  readonly mostSteps: number;
  readonly textsAt: number;
  readonly textsSize: number;
  readonly objectsAt: number;
  readonly objectSize: number;
  readonly mostObjects: number;
  readonly passageOffset: number;
  readonly listValueSize: number;
  readonly windowAt: number;
}

/** As far as it is used: node's types leave it to those of browsers. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

const pageSize = 1 << 16;
/** A window that has to be larger is for a value of absurd size, and does without a kernel. */
const largestWindow = 1 << 26;
/** Loads of sixteen bytes may begin at the window's last. */
const slack = 64;

/** When it is worth it. */
export const kernelUse: { from: number } = {
  /** Bytes that a source must have: starting a kernel takes a millisecond. Tests have all read with it. */
  from: 1 << 18,
};

/** One instance, used by one reader at a time. */
export class ShapeKernel {
  readonly layout: KernelLayout;
  private readonly exports: Exports;
  /** Its memory; other views of it when it has grown. */
  ints: Int32Array;
  floats: Float64Array;
  bytes: Uint8Array;
  /** Memory of steps and texts that is taken. */
  private stepCount = 0;
  private usedTexts = 0;

  constructor(exports: Exports) {
    this.exports = exports;
    this.layout = layoutOf(exports);
    const { buffer } = exports.memory;
    this.ints = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }

  /** Room for a window of so many bytes, holding what the last one held; undefined: too large. The last one is gone. */
  window(size: number): Uint8Array | undefined {
    if (size > largestWindow) return undefined;
    const { memory } = this.exports;
    const { windowAt } = this.layout;
    const missing = windowAt + size + slack - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / pageSize));
      this.ints = new Int32Array(memory.buffer);
      this.floats = new Float64Array(memory.buffer);
      this.bytes = new Uint8Array(memory.buffer);
    }
    return new Uint8Array(memory.buffer, windowAt, size);
  }

  /** A new step with a text; 0 if there is no room for it. */
  addStep(kind: number, field: number, digits: number, text: Uint8Array): number {
    const { stepsAt, stepSize, mostSteps, textsAt, textsSize } = this.layout;
    // Room for the sixteen bytes that are loaded at once.
    if (this.stepCount === mostSteps || this.usedTexts + text.length + 16 > textsSize) return 0;
    const step = stepsAt + stepSize * this.stepCount++;
    const textAt = textsAt + this.usedTexts;
    this.usedTexts += text.length;
    this.bytes.set(text, textAt);
    this.ints.set([kind, field, digits, textAt, text.length, 0, 0, 0], step >> 2);
    return step;
  }

  /** Which of its steps one is, counted from 0. */
  stepIndex(step: number): number {
    const { stepsAt, stepSize } = this.layout;
    return ((step - stepsAt) / stepSize) | 0;
  }

  /**
   * Reads objects in the window by the shapes that begin at a step; returns how many, at most `most`. With `overPassages` it goes
   * on to the next list where what stands between is a passage that was kept.
   */
  readObjects(root: number, pos: number, most: number, overPassages: boolean): number {
    return this.exports.readObjects(root, this.layout.windowAt + pos, most, Number(overPassages));
  }

  /** The position in the window behind what was read last. */
  get stop(): number {
    return this.ints[this.layout.stopAt >> 2] - this.layout.windowAt;
  }

  /** Keeps the id of a text that was read without one, where the kernel will look for it. */
  remember(recent: number, at: number, length: number, id: number): void {
    this.exports.remember(recent, at, length, id);
  }

  /** The number that is kept for the object at a position in the window; -1: none is. Sets `stop` behind it, if it is there as a whole. */
  findRepeated(pos: number): number {
    return this.exports.findRepeated(this.layout.windowAt + pos);
  }

  /** Where the object that findRepeated was asked for last can be kept; 0: nowhere. */
  get place(): number {
    return this.ints[this.layout.placeAt >> 2];
  }

  /** Keeps a number for the object in [from, to) of the window. */
  keepRepeated(place: number, from: number, to: number, number: number): void {
    this.exports.keep(place, this.layout.windowAt + from, to - from, number, 0);
  }

  /** Keeps two numbers for the passage in [from, to) of the window. */
  keepPassage(from: number, to: number, first: number, second: number): void {
    this.exports.keepPassage(this.layout.windowAt + from, to - from, first, second);
  }

  /** The position in the window behind an array or object; negative if the window or the line ends first. */
  nestedStop(pos: number): number {
    return this.exports.nestedStop(this.layout.windowAt + pos) - this.layout.windowAt;
  }

  /** Forgets the numbers of texts and objects: they mean others now. */
  forgetKept(): void {
    this.exports.forgetKept();
  }

  /** Forgets what a reader has taught it. */
  clear(): void {
    this.stepCount = 0;
    this.usedTexts = 0;
    this.exports.forgetKept();
  }
}

/** Of constants, WebAssembly exports objects that are slow to ask. */
function layoutOf(exports: object): KernelLayout {
  const constants = Object.entries(exports).filter(
    ([, value]) => typeof value !== 'function' && 'value' in value,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as below
  return Object.fromEntries(constants.map(([name, { value }]) => [name, value])) as unknown as KernelLayout;
}

let module: object | undefined;
/** Those that no reader uses now; rarely more than one. */
const idle: ShapeKernel[] = [];
const mostIdle = 2;

/** A kernel for a source with so many bytes; undefined: too few, or there is no WebAssembly here. */
export function takeKernel(byteLength: number): ShapeKernel | undefined {
  if (byteLength < kernelUse.from) return undefined;
  return idle.pop() ?? newKernel();
}

/** Takes a kernel back from a reader that has come to its end. */
export function returnKernel(kernel: ShapeKernel): void {
  kernel.clear();
  // What has grown for a single large value need not be kept.
  if (idle.length < mostIdle && kernel.bytes.length < 1 << 22) idle.push(kernel);
}

let isMissing = false;

/** Undefined where node was told to do without WebAssembly, or the processor knows no SIMD. */
function newKernel(): ShapeKernel | undefined {
  if (isMissing) return undefined;
  try {
    module ??= new WebAssembly.Module(Buffer.from(code, 'base64'));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the module exports is seen in its source only
    return new ShapeKernel(new WebAssembly.Instance(module).exports as Exports);
  } catch {
    isMissing = true;
    return undefined;
  }
}
