/** Headers read from text, for tests. */
import * as fc from 'fast-check';

import { type DecodedHeaders, decodeHeaders } from '../../src/propagation/decode.ts';
import type { TraceContext } from '../../src/propagation/header-format.ts';
import { headersOfArguments } from '../../src/propagation/read-headers.ts';

export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const spanId = '00f067aa0ba902b7';
export const parentSpanId = '05e3ac9a4f6e3b90';

/** Headers given as arguments of the command. */
export function decoded(...headers: string[]): DecodedHeaders {
  return decodeHeaders(headersOfArguments(headers));
}

/** What is wrong, each with its severity and offset: `error 3: trace id has 31 digits, 32 expected`. */
export function problemsOf(...headers: string[]): string[] {
  const { formats, problems } = decoded(...headers);
  return [...formats.flatMap((format) => format.problems), ...problems].map(
    ({ severity, message, place }) => `${severity} ${place.from}: ${message}`,
  );
}

/** What headers say, by the names of the fields. */
export function fieldsOf(...headers: string[]): Record<string, string> {
  const fields = decoded(...headers).formats.flatMap((format) => format.fields);
  return Object.fromEntries(fields.map(({ name, value, meaning }) => [name, [value, meaning].join(' | ')]));
}

/** A context of the ids above, sampled unless told otherwise. */
export function context(parts: Partial<TraceContext> = {}): TraceContext {
  return { traceId, spanId, parentSpanId: undefined, sampled: true, traceState: undefined, ...parts };
}

/** Rows of input and outcome as rows of outcome and input: the outcome is the shorter title. */
export function byOutcome<Outcome>(
  rows: readonly (readonly [input: string, outcome: Outcome])[],
): [Outcome, string][] {
  return rows.map(([input, outcome]) => [outcome, input]);
}

/** So many hexadecimal digits, not all of them zero. */
export function hexDigits(length: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...Array.from('0123456789abcdef'));
  const digits = fc.string({ unit, minLength: length, maxLength: length });
  return digits.filter((text) => !/^0*$/.test(text));
}
