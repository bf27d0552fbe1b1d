/** One field read of many spans, as plain values: what spans are grouped by. */
import type { SpanStore } from '../model/span-store.ts';
import type { Trace } from '../model/trace.ts';
import type { Field } from './ast.ts';
import { attributeFinder, type Finder } from './attribute-finders.ts';
import { AttributeValues } from './attribute-values.ts';
import { ExpressionCompiler } from './compile-expression.ts';
import { fieldsOf } from './fields.ts';
import { intrinsicFinder } from './intrinsic-values.ts';
import { someSide } from './side-rows.ts';
import { SpanCursor } from './span-cursor.ts';
import { groupKey, isArray, type Value } from './values.ts';

/**
 * A value as JSON has it: nil is null, a status or a kind its name, a duration nanoseconds. Integers beyond 2^53 and
 * numbers that JSON does not have are texts.
 */
export type PlainValue = null | boolean | number | string | readonly PlainValue[];

/** Reads a field of the spans of one store. Of events and links the first that has it counts. */
export class FieldReader {
  private readonly cursor: SpanCursor;
  private readonly code: (span: SpanCursor) => number;
  private readonly known = new Map<string, number>();
  private readonly values: PlainValue[] = [];
  private column = new Int32Array(0);

  constructor(field: Field, store: SpanStore) {
    this.cursor = new SpanCursor(store);
    const find = finderOf(field, store);
    const get = new ExpressionCompiler(store).figure(field);
    this.code = find ? this.byRaw(someSide(field, find), store) : (span) => this.codeOf(get(span));
  }

  /**
   * The value of each row of a trace as a number: equal for equal values, in all traces of the store. 0 for placeholders.
   * Overwritten by the next call.
   */
  codes(trace: Trace): Int32Array {
    const { cursor } = this;
    if (trace.size > this.column.length) this.column = new Int32Array(trace.size * 2);
    cursor.enter(trace);
    for (let i = 0; i < trace.size; i++) {
      if (trace.row[i] < 0) {
        this.column[i] = 0;
        continue;
      }
      cursor.moveTo(i);
      this.column[i] = this.code(cursor);
    }
    return this.column;
  }

  /** The value that a number stands for. */
  value(code: number): PlainValue {
    return this.values[code];
  }

  /** Each raw value, of few, is decoded once. */
  private byRaw(find: Finder, { strings }: SpanStore): (span: SpanCursor) => number {
    const decoder = new AttributeValues(strings);
    const known = new Map<number, number>();
    return (span) => {
      const raw = find(span) ? span.value * 8 + span.type : -1;
      let code = known.get(raw);
      if (code === undefined) {
        code = this.codeOf(raw < 0 ? undefined : decoder.decode(span.type, span.value));
        known.set(raw, code);
      }
      return code;
    };
  }

  private codeOf(value: Value): number {
    const key = groupKey(value);
    let code = this.known.get(key);
    if (code === undefined) {
      code = this.values.push(plain(value)) - 1;
      this.known.set(key, code);
    }
    return code;
  }
}

/** Whether reading a field looks at what readers otherwise skip. */
export function isDetail(field: Field): boolean {
  return fieldsOf({ stages: [{ kind: 'group', of: field }], hints: [] }).needsDetails;
}

function finderOf(field: Field, store: SpanStore): Finder | undefined {
  return field.kind === 'attribute'
    ? attributeFinder(store, field.scope, field.key)
    : intrinsicFinder(store, field.name);
}

function plain(value: Value): PlainValue {
  if (value === undefined) return null;
  if (isArray(value)) return value.map(plain);
  if (typeof value === 'symbol') return value.description ?? '';
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value;
}
