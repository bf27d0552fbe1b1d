/** A format made up for tests of reading by shape, and lists of its objects read both ways. */
import { DamagedRecord } from '../../src/bytes/damaged-record.ts';
import { JsonReader } from '../../src/bytes/json-reader.ts';
import type { ShapeMeaning, ShapeUse, ShapeValue } from '../../src/bytes/json-shape-learner.ts';
import { JsonShapes, type ShapeTarget } from '../../src/bytes/json-shapes.ts';
import type { ShapeValues } from '../../src/bytes/shape-values.ts';
import { hexId, type IdValue } from '../../src/model/ids.ts';
import { StringTable } from '../../src/model/strings.ts';
import { drip } from './drip.ts';

/** A made-up format: objects with an id, a name, a time, a count, a flag, a size, a total, parts with a key; the rest is passed over. */
const fields = { id: 0, name: 1, time: 2, count: 3, size: 4, total: 5, flag: 15, part: 16 } as const;

const uses: Partial<Record<string, ShapeUse>> = {
  '': { use: 'fixed' },
  id: { use: 'id', field: fields.id },
  name: { use: 'text', field: fields.name },
  time: { use: 'instant', field: fields.time, digits: 6 },
  count: { use: 'integer', field: fields.count },
  flag: { use: 'flag', field: fields.flag },
  size: { use: 'text', field: fields.size },
  total: { use: 'whole', field: fields.total },
  parts: { use: 'fixed' },
  'parts[]': { use: 'fixed' },
  'parts[].key': { use: 'fixed' },
};

/** Types that values must have, or their objects have no shape. */
const types: Partial<Record<string, ShapeValue['type']>> = {
  '': 'object',
  size: 'number',
  total: 'number',
  parts: 'array',
  'parts[]': 'object',
  'parts[].key': 'string',
  'parts[].value': 'string',
};

/** What was read: values by field, and all parts. */
type Seen = Record<string, unknown>;

export class Format implements ShapeMeaning, ShapeTarget {
  readonly json: JsonReader;
  readonly shapes: JsonShapes;
  readonly seen: Seen[] = [];
  byShape = 0;
  private key = 0;

  constructor(json: JsonReader) {
    this.json = json;
    this.shapes = new JsonShapes(json, this, this);
  }

  use(value: ShapeValue): ShapeUse {
    const { path, type } = value;
    if (types[path] !== undefined && types[path] !== type) return { use: 'refused' };
    if (path === 'parts[]') this.key = 0;
    if (path === 'parts[].key') {
      if (this.key !== 0) return { use: 'refused' };
      this.key = value.text();
    }
    if (path !== 'parts[].value') return uses[path] ?? { use: 'passed' };
    return this.key === 0 ? { use: 'refused' } : { use: 'text', field: fields.part, key: this.key };
  }

  finish(): boolean {
    return true;
  }

  /** Reads the objects that come next: one key by key, or some by shape. */
  read(isByShape: boolean, most?: number): void {
    const count = isByShape ? this.shapes.read(most) : 0;
    this.byShape += count;
    if (count > 0) return;
    this.readFields();
    if (isByShape) this.shapes.learn();
  }

  take(values: ShapeValues, first: number): number {
    values.moveTo(first);
    this.object(values);
    return 1;
  }

  private object(values: ShapeValues): void {
    const seen: Seen = { byte: values.byte, line: values.line };
    if (values.has(fields.id)) seen['id'] = this.idText(values.id(fields.id));
    if (values.has(fields.name)) seen['name'] = this.text(values.text(fields.name));
    if (values.has(fields.time)) seen['time'] = { ...values.instant(fields.time) };
    if (values.has(fields.count)) seen['count'] = values.integer(fields.count);
    if (values.has(fields.size)) seen['size'] = this.text(values.text(fields.size));
    if (values.has(fields.total)) seen['total'] = this.text(values.text(fields.total));
    for (let i = 0; i < values.listed; i++) {
      const { field, key } = values.listedStep(i);
      if (field === fields.flag) seen['flag'] = values.listedFlag(i);
      else this.part(seen, key, values.listedText(i));
    }
    this.end(seen, values.takeProblem());
  }

  private readFields(): void {
    const { json } = this;
    json.peekType();
    const seen: Seen = { byte: json.byte, line: json.line };
    while (json.nextKey()) {
      if (json.key === 'id') seen['id'] = this.idText(json.id());
      else if (json.key === 'name') seen['name'] = this.text(json.text());
      else if (json.key === 'time') seen['time'] = { ...json.instant(6) };
      else if (json.key === 'count') seen['count'] = json.number();
      else if (json.key === 'flag') seen['flag'] = json.boolean();
      else if (json.key === 'size') seen['size'] = this.text(json.text());
      else if (json.key === 'total') seen['total'] = this.text(json.text());
      else if (json.key === 'parts') while (json.nextElement()) this.readPart(seen);
      else json.skip();
    }
    this.end(seen, json.takeProblem());
  }

  private readPart(seen: Seen): void {
    const { json } = this;
    let key = 0;
    while (json.nextKey()) {
      if (json.key === 'key') key = json.text();
      else if (json.key === 'value') this.part(seen, key, json.text());
      else json.skip();
    }
  }

  private part(seen: Seen, key: number, value: number): void {
    const before = Array.isArray(seen['parts']) ? seen['parts'] : [];
    seen['parts'] = [...before, [this.text(key), this.text(value)]];
  }

  private end(seen: Seen, problem: string | undefined): void {
    this.seen.push(problem === undefined ? seen : { ...seen, problem });
  }

  private idText({ text, word0, word1, word2, word3, length }: IdValue): string {
    return text > 0 ? this.text(text) : hexId(word0, word1, word2, word3, length);
  }

  private text(id: number): string {
    return this.json.strings.text(id);
  }
}

/** What is read of a list of objects, up to the first that is damaged, and how many of them were read by shape. */
export function readList(
  text: string,
  isByShape: boolean,
  sizes: readonly number[],
): { seen: Seen[]; byShape: number; end: string } {
  const format = new Format(new JsonReader(drip(Buffer.from(text), sizes), new StringTable()));
  const { json, seen } = format;
  try {
    while (json.nextElement()) format.read(isByShape);
    return { seen, byShape: format.byShape, end: String(json.byte) };
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    return { seen, byShape: format.byShape, end: `${error.message} ${error.byte} ${error.line}` };
  } finally {
    json.leaveKernel();
  }
}
