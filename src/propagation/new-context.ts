/** A fresh trace context, and the formats it can be sent in. */
import { randomBytes } from 'node:crypto';

import { isZero } from './digits.ts';
import type { Header, TraceContext } from './header-format.ts';
import { headerFormats } from './index.ts';

/** A sampled context of a trace that nobody has begun: 128 random bits for the trace, 64 for the span, never zero. */
export function newContext(random: (size: number) => Uint8Array = randomBytes): TraceContext {
  return {
    traceId: randomDigits(random, 16),
    spanId: randomDigits(random, 8),
    parentSpanId: undefined,
    sampled: true,
    traceState: undefined,
  };
}

function randomDigits(random: (size: number) => Uint8Array, size: number): string {
  for (;;) {
    const digits = Buffer.from(random(size)).toString('hex');
    if (!isZero(digits)) return digits;
  }
}

/** A context as headers, by the name of the format: w3c, b3, b3multi, jaeger, xray, datadog. */
export const propagators: ReadonlyMap<string, (context: TraceContext) => Header[]> = new Map(
  headerFormats.flatMap(({ id, encode }) => (encode ? [[id, encode] as const] : [])),
);

/** What `--propagators` takes. */
export const propagatorNames: readonly string[] = [...propagators.keys()];
