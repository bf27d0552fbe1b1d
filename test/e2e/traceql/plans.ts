/** Spans as the traces of the corpus are planned, and the values that they have. */
import { StatusCode } from '../../../src/model/kinds.ts';

/** A value as OTLP/JSON has it: one of its `…Value` fields. */
export type AnyValue = Record<string, unknown>;
export type Attributes = Record<string, AnyValue>;

/** One span to be. Times are milliseconds from the trace's start, and may have fractions. */
export interface SpanPlan {
  name: string;
  service?: string | undefined;
  /** Number of the parent in the trace's list; -1: a root; -2: a parent that nobody sends. */
  parent: number;
  start: number;
  length: number;
  kind?: number;
  status?: { code?: number; message?: string };
  attributes?: Attributes;
  resource?: Attributes;
  scope?: { name?: string; version?: string; attributes?: Attributes };
  events?: { name: string; at: number; attributes?: Attributes }[];
  links?: { trace: number; span: number; attributes?: Attributes }[];
}

export function text(value: string): AnyValue {
  return { stringValue: value };
}

export function int(value: string | number): AnyValue {
  return { intValue: String(value) };
}

export function double(value: number): AnyValue {
  return { doubleValue: value };
}

export function bool(value: boolean): AnyValue {
  return { boolValue: value };
}

export function list(...values: AnyValue[]): AnyValue {
  return { arrayValue: { values } };
}

export function map(fields: Attributes): AnyValue {
  return { kvlistValue: { values: keyValues(fields) } };
}

/** Attributes as OTLP lists them. */
export function keyValues(attributes: Attributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value }));
}

/** The status of a span that failed. */
export function failed(message: string): { code: number; message: string } {
  return { code: StatusCode.error, message };
}

/** The status of a span that is known to have gone well. */
export const ok: { code: number } = { code: StatusCode.ok };
