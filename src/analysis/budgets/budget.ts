/** What a budget is: which traces or spans it is about, and what is asserted of them. */
import type { SpanSelector } from './field.ts';
import type { AssertionKind } from './kind.ts';

/** Where something stands in a file; counted from 1. */
export interface Place {
  path: string;
  line: number;
  column: number;
}

/** One assertion of a budget. */
export interface Assertion {
  kind: AssertionKind;
  /** As the kind's fields say. */
  settings: Readonly<Record<string, unknown>>;
  /** Absent where it comes from a flag. */
  place?: Place;
}

/** A budget. */
export interface Budget {
  name: string;
  /** Which traces, or spans; all where nothing is given. */
  selector: SpanSelector;
  /** Whether it is about the traces that match, or only about those spans of them that do. */
  match: 'trace' | 'span';
  /** Whether it holds where nothing matches. */
  optional: boolean;
  assertions: readonly Assertion[];
  place?: Place;
}
