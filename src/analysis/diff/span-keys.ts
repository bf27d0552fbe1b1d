/**
 * What makes spans of two traces the same: service, kind and operation, whose ids and literals are folded as in
 * fingerprints (analysis.md 7.1). Who is called does not count: another environment has other hosts.
 */
import type { SpanStore } from '../../model/span-store.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';
import { type Call, Fingerprints, withoutHost, withoutRepeats } from '../fingerprint.ts';
import { Numbered } from '../numbered.ts';

/** What a span is, whoever it calls. */
export type SpanKey = Omit<Call, 'callee'>;

/** The kind of spans that were never seen. */
export const missingKind = 'missing';

const missing: SpanKey = { service: '', kind: missingKind, operation: '', isStatement: false, path: '' };

function keyOf({ service, kind, operation, isStatement, path }: Call): SpanKey {
  const folded = isStatement ? withoutRepeats(operation) : operation;
  return { service, kind, operation: folded, isStatement, path: withoutHost(path) };
}

/** Keys numbered alike for traces of any stores. */
export class SpanKeys {
  private readonly keys = new Numbered<SpanKey>();
  /** By store: the number here of each fingerprint there. */
  private readonly known = new Map<SpanStore, number[]>();

  /** The number of a span's key. Linear in the span's attributes. */
  number(trace: Trace, row: TraceRow): number {
    if (trace.isPlaceholder(row)) return this.keys.number(missing);
    const fingerprints = Fingerprints.of(trace.store);
    const call = fingerprints.number(trace, row);
    const numbers = this.known.get(trace.store) ?? [];
    this.known.set(trace.store, numbers);
    return (numbers[call] ??= this.keys.number(keyOf(fingerprints.call(call))));
  }

  /** The key of a number. */
  key(number: number): SpanKey {
    return this.keys.values[number];
  }

  /** By their texts: the same whichever key was seen first. */
  compare(a: number, b: number): number {
    const [left, right] = [a, b].map((number) => JSON.stringify(Object.values(this.key(number))));
    return left === right ? 0 : left < right ? -1 : 1;
  }
}
