/**
 * The propagation formats. To add one: a file here, an entry in this list, in the order in which they are shown and
 * guessed; of several that agree the first is the context.
 */
import { b3multi } from './b3-multi.ts';
import { b3 } from './b3.ts';
import { baggage } from './baggage.ts';
import { datadog } from './datadog.ts';
import { googleCloud } from './google-cloud.ts';
import { grpcTraceBin } from './grpc-trace-bin.ts';
import type { Guess, HeaderFormat } from './header-format.ts';
import { jaeger } from './jaeger.ts';
import { skywalking } from './skywalking.ts';
import { w3c } from './w3c.ts';
import { xray } from './xray.ts';

export const headerFormats: readonly HeaderFormat[] = [
  w3c,
  b3,
  b3multi,
  jaeger,
  xray,
  datadog,
  skywalking,
  googleCloud,
  grpcTraceBin,
  baggage,
];

/** All header names, as the specifications spell them. */
export const headerNames: readonly string[] = headerFormats.flatMap(({ headers }) => headers);

const byName = new Map<string, HeaderFormat>();
const byPrefix = new Map<string, HeaderFormat>();
for (const format of headerFormats) {
  for (const name of format.headers) {
    if (name.endsWith('*')) byPrefix.set(name.slice(0, -1).toLowerCase(), format);
    else byName.set(name.toLowerCase(), format);
  }
}

/** The format that a header of this name belongs to, in any case. */
export function formatOf(name: string): HeaderFormat | undefined {
  const lower = name.toLowerCase();
  const exact = byName.get(lower);
  if (exact) return exact;
  for (const [prefix, format] of byPrefix) if (lower.startsWith(prefix)) return format;
  return undefined;
}

/** The headers that a value without a name may belong to, the most likely first. */
export function guesses(value: string): Guess[] {
  const all = headerFormats.map(({ guess }) => guess(value)).filter((guess) => guess !== undefined);
  return [...all.filter(({ isSure }) => isSure), ...all.filter(({ isSure }) => !isSure)];
}
