/** Traces as OTLP JSON lines: what `show -o otlp` prints. */
import type { GroupIndex } from '../tree/group.ts';
import { Losses } from '../writers/losses.ts';
import { otlpJson } from '../writers/otlp-json.ts';
import type { Context } from './context.ts';
import type { Loaded } from './load.ts';

/** Writes the spans of traces as they were read, each trace by itself: OTLP holds all that the store does. */
export function writeOtlp(context: Context, { store, groups }: Loaded, chosen: readonly GroupIndex[]): void {
  const encoder = otlpJson.encoder((piece) => context.write(piece), new Losses());
  for (const group of chosen) encoder.write(store, groups.rows(group));
  encoder.end();
}
