/** What a target is: a format that traces are written in. */
import type { SpanStore } from '../model/span-store.ts';
import type { Losses } from './losses.ts';

/** Takes what is written, in large pieces. */
export type Output = (piece: string | Uint8Array) => void;

/** Writes spans to one output, one call after the other. */
export interface SpanEncoder {
  /** Writes rows of a store; which of them have to come together, the target says. */
  write(store: SpanStore, rows: Int32Array): void;
  /** Writes what stands behind the last span, or an empty document. Called once. */
  end(): void;
}

/** A format that traces are written in. */
export interface Target {
  /** Value of `--to`. */
  id: string;
  /** For lists. */
  title: string;
  /** Whether it is bytes that are no text. */
  isBinary: boolean;
  /** What one call of `write` has to hold: any spans, the spans of one trace, or all there are. */
  together: 'spans' | 'trace' | 'everything';
  /** Whether a part of a trace makes no sense. */
  isOfTraces?: boolean;
  /** What the target can't hold is counted in `losses`. */
  encoder(output: Output, losses: Losses): SpanEncoder;
}
