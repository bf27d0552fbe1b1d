/** The values of objects that were read by shape, as the kernel has taken them down. */
import { AttributeType } from '../model/attributes.ts';
import { absentId, type IdValue } from '../model/ids.ts';
import type { FieldCells } from '../model/plain-rows.ts';
import type { AttributeSink, InstantValue, Place } from '../model/span-writer.ts';
import type { StringId } from '../model/strings.ts';
import type { JsonReader } from './json-reader.ts';
import type { ShapeStep, ShapeTree } from './json-shape-tree.ts';
import type { ShapeKernel } from './shape-kernel.ts';

/** Words of a value's head, in a list. */
const listHead = 4;

/** The bit, among those of an object, that says it has a field. */
export function metBit(field: number): number {
  return 1 << field;
}

/** The bit that says a field is an id of 32 digits. */
export function longBit(field: number): number {
  return 1 << (field + 16);
}

/**
 * The values of one object at a time, or a field of many (`cells`). Fields below 15 (`firstListField` of the kernel) are values of
 * the object, of which the last counts; those from there on are of lists, and come in the order of the text. What a value is must be
 * known: it was the format that said so.
 */
export class ShapeValues implements Place {
  /** How many values of lists there are. */
  listed = 0;
  /** What the kernel has kept of the passage before the object, which is behind another list then; 0: it is not. */
  passage = 0;
  line = 0;
  private readonly json: JsonReader;
  private readonly kernel: ShapeKernel;
  private readonly tree: ShapeTree;
  /** Where the first object is in the kernel's memory, and how far it is to the next, in words of four bytes. */
  private readonly objects: number;
  private readonly objectStep: number;
  /** Where the object's fields are in the kernel's memory, and its list values, in words of four bytes. */
  private fields = 0;
  private list = 0;
  private readonly listStep: number;
  private readonly passageCell: number;
  /** Its bits: metBit, longBit. */
  private met = 0;
  /** Where the object begins. */
  private begin = 0;
  /** Reused for every one. */
  private readonly idValue = absentId();
  private readonly instantValue: InstantValue = { seconds: 0, nanos: 0 };

  constructor(json: JsonReader, tree: ShapeTree) {
    this.json = json;
    this.tree = tree;
    this.kernel = tree.kernel;
    this.objects = tree.kernel.layout.objectsAt >> 2;
    this.objectStep = tree.kernel.layout.objectSize >> 2;
    this.listStep = tree.kernel.layout.listValueSize >> 2;
    this.passageCell = tree.kernel.layout.passageOffset >> 2;
  }

  /** Moves to one of the objects. */
  moveTo(index: number): void {
    const { ints } = this.kernel;
    const head = this.objects + index * this.objectStep;
    this.met = ints[head];
    this.begin = ints[head + 1];
    this.list = ints[head + 2] >> 2;
    this.listed = ints[head + 3];
    this.passage = ints[head + this.passageCell];
    this.fields = head + 4;
    this.line = this.json.line;
  }

  get passageFirst(): number {
    return this.kernel.ints[(this.passage >> 2) + 1];
  }

  get passageSecond(): number {
    return this.kernel.ints[(this.passage >> 2) + 2];
  }

  /**
   * How many of the objects [first, end) come before one that has other bits of `asked` than `met` (metBit, longBit), or one of two
   * ids as zeros.
   */
  countLike(first: number, end: number, asked: number, met: number, ids: readonly [number, number]): number {
    const { ints } = this.kernel;
    const [one, other] = ids.map((field) => this.objects + 4 + field * 4);
    for (let i = first; i < end; i++) {
      const from = i * this.objectStep;
      if ((ints[this.objects + from] & asked) !== met) return i - first;
      if (isZero(ints, one + from) || isZero(ints, other + from)) return i - first;
    }
    return end - first;
  }

  /** A field of the objects from one on. */
  cells(field: number, first: number): FieldCells {
    const { ints, floats } = this.kernel;
    const met = this.objects + first * this.objectStep;
    return { ints, floats, at: met + 4 + field * 4, step: this.objectStep, met, bit: field };
  }

  get byte(): number {
    return this.json.base + this.begin - this.kernel.layout.windowAt;
  }

  /** As takeProblem. */
  get hasProblem(): boolean {
    return this.json.hasProblem;
  }

  /** One from before: what has a shape is well-formed. */
  takeProblem(): string | undefined {
    return this.json.takeProblem();
  }

  has(field: number): boolean {
    return (this.met & metBit(field)) !== 0;
  }

  /** Valid until the next. */
  id(field: number): IdValue {
    return this.idAt(this.fields + field * 4, (this.met & longBit(field)) !== 0);
  }

  /** Valid until the next. */
  instant(field: number): InstantValue {
    const { floats } = this.kernel;
    const at = (this.fields + field * 4) >> 1;
    const instant = this.instantValue;
    instant.seconds = floats[at];
    instant.nanos = floats[at + 1];
    return instant;
  }

  integer(field: number): number {
    return this.kernel.floats[(this.fields + field * 4) >> 1];
  }

  text(field: number): StringId {
    return this.textAt(this.fields + field * 4);
  }

  /** The meaning of a value of a list: its field and key. */
  listedStep(index: number): ShapeStep {
    return this.tree.meaningOf(this.kernel.ints[this.list + index * this.listStep], this.json.strings);
  }

  /** Valid until the next. */
  listedId(index: number): IdValue {
    const at = this.list + index * this.listStep;
    return this.idAt(at + listHead, this.kernel.ints[at + 1] !== 0);
  }

  /** Whether a listed id is the same as the object's own of a field, which it has. */
  isListedId(index: number, field: number): boolean {
    const { ints } = this.kernel;
    const at = this.list + index * this.listStep + listHead;
    const own = this.fields + field * 4;
    for (let k = 0; k < 4; k++) if (ints[at + k] !== ints[own + k]) return false;
    return true;
  }

  listedText(index: number): StringId {
    return this.textAt(this.list + index * this.listStep + listHead);
  }

  listedFlag(index: number): boolean {
    return this.kernel.ints[this.list + index * this.listStep + listHead] !== 0;
  }

  /** Hands a value of a list, which is an attribute, to a sink: its type is what its field is more than `firstType`. */
  listedAttribute(index: number, firstType: number, sink: AttributeSink): void {
    const { field, key } = this.listedStep(index);
    const type = field - firstType;
    const value = type === AttributeType.bool ? Number(this.listedFlag(index)) : this.listedText(index);
    sink.attribute(key, type, value);
  }

  private idAt(at: number, isLong: boolean): IdValue {
    const { ints } = this.kernel;
    const id = this.idValue;
    id.word0 = ints[at] >>> 0;
    id.word1 = ints[at + 1] >>> 0;
    id.word2 = ints[at + 2] >>> 0;
    id.word3 = ints[at + 3] >>> 0;
    id.length = isLong ? 32 : 16;
    return id;
  }

  private textAt(at: number): StringId {
    const { ints } = this.kernel;
    return ints[at] >= 0 ? ints[at] : this.newText(ints[at + 1], ints[at + 2], ints[at + 3]);
  }

  /** A text that the kernel has not met lately. */
  private newText(at: number, length: number, recent: number): StringId {
    const { kernel } = this;
    const id = this.json.strings.intern(kernel.bytes, at, at + length);
    kernel.remember(recent, at, length, id);
    return id;
  }
}

/** Whether the four words of an id are zeros. */
function isZero(ints: Int32Array, at: number): boolean {
  return (ints[at] | ints[at + 1] | ints[at + 2] | ints[at + 3]) === 0;
}
