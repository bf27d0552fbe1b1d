/**
 * What a command found, in every shape that an output may ask for. Outputs know nothing of commands and commands nothing
 * of outputs: a new one of either is one file.
 */
import type { Style } from '../style.ts';

/** Plain data, as JSON has it; a {@link Stream} is an array whose elements are made as they are written. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }
  | Stream;

/** An array that is never held as a whole. */
export class Stream {
  readonly elements: () => Iterable<Json>;

  constructor(elements: () => Iterable<Json>) {
    this.elements = elements;
  }
}

/** A value of a table cell. */
export type Cell = string | number | boolean | null;

/** One column: `key` names it for programs, `header` for people. */
export interface Column<Row> {
  key: string;
  header: string;
  align?: 'left' | 'right';
  /** For programs: whole and exact. */
  value: (row: Row) => Cell;
  /** For people; absent: the value as it is. Must be escaped. null keeps the column to programs. */
  text?: ((row: Row) => string) | null;
}

/** Whether a column is for people, too. */
export function fitsPeople<Row>(column: Column<Row>): boolean {
  return column.text !== null;
}

/** The text of a cell for people. */
export function cellText<Row>(column: Column<Row>, row: Row): string {
  return column.text ? column.text(row) : String(column.value(row) ?? '');
}

/** The result of a command. */
export interface Report<Row> {
  /** For people. */
  text: (style: Style) => Iterable<string>;
  /** The document of the contract; `schemaVersion` first. */
  document: () => Json;
  /** Each row by itself with all its fields, for NDJSON. */
  records: () => Iterable<Json>;
  columns: readonly Column<Row>[];
  rows: () => Iterable<Row>;
}

/** A report as an output prints it, in pieces; what a reader has to be told about the output goes to `notes`. */
export type Output = <Row>(report: Report<Row>, style: Style, notes: string[]) => Iterable<string>;

/** Text in pieces of about 64 KB, so that a million lines are not a million writes. */
export function* inPieces(parts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length < 65_536) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
