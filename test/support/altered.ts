/** Records that differ from others in a few fields, for tests. */
import type { SpanSpec } from './spans.ts';

/** The records with what the change says of each; undefined leaves one as it is. */
export function altered(
  specs: readonly SpanSpec[],
  change: (spec: SpanSpec, k: number) => Partial<SpanSpec> | undefined,
): SpanSpec[] {
  const result: SpanSpec[] = [];
  specs.forEach((spec, k) => result.push({ ...spec, ...change(spec, k) }));
  return result;
}
