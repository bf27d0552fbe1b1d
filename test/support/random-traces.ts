/** Random traces: whole ones, and ones broken in every way that the tree step repairs. */
import * as fc from 'fast-check';

import type { SpanSpec } from './spans.ts';

/** How many random traces each property is tried on; `TRACECTL_RUNS=20000` looks for rare ones. */
export const runs: { numRuns: number } = { numRuns: Number(process.env['TRACECTL_RUNS'] ?? 200) };

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** Up to `size` spans of one tree, children within 0..200 but not always within their parents. */
export function wholeTrace(size = 24): fc.Arbitrary<SpanSpec[]> {
  const span = fc.record({
    parent: fc.nat(),
    start: fc.integer({ min: 0, max: 200 }),
    length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })),
    service: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom(...kinds),
    followsFrom: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
    error: fc.boolean(),
  });
  return fc.array(span, { minLength: 1, maxLength: size, size: 'max' }).map((spans) =>
    spans.map(({ parent, start, length, service, ...rest }, k) => ({
      ...rest,
      id: hex(k + 1),
      parent: k === 0 ? undefined : hex((parent % k) + 1),
      name: `span ${k + 1}`,
      service,
      host: service,
      start,
      end: start + length,
    })),
  );
}

/** A trace whose children lie within their parents, one after the other; of one service. */
export function sequentialTrace(): fc.Arbitrary<SpanSpec[]> {
  const span = fc.record({
    parent: fc.nat(),
    gap: fc.nat({ max: 9 }),
    length: fc.integer({ min: 1, max: 300 }),
  });
  return fc.array(span, { maxLength: 24, size: 'max' }).map((spans) => {
    const specs = [{ id: hex(1), start: 0, end: 1000, free: 0 }];
    const result: SpanSpec[] = [{ id: hex(1), start: 0, end: 1000 }];
    for (const { parent, gap, length } of spans) {
      const above = specs[parent % specs.length];
      const start = above.free + gap;
      if (start + length > above.end) continue;
      above.free = start + length;
      const spec = { id: hex(specs.length + 1), start, end: start + length };
      specs.push({ ...spec, free: start });
      result.push({ ...spec, parent: above.id });
    }
    return result;
  });
}

/** Records with repeated ids, missing parents, cycles, several roots, useless times, links, clocks that are off. */
export function brokenTrace(size = 24): fc.Arbitrary<SpanSpec[]> {
  const id = fc.integer({ min: 1, max: Math.ceil(size / 2) }).map(hex);
  const maybeId = fc.option(id, { nil: undefined });
  const span = fc.record(
    {
      id,
      parent: fc.oneof(maybeId, fc.constantFrom('f1', 'f2', 'opaque-1')),
      start: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 60 }) }, fc.constant(undefined)),
      end: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 90 }) }, fc.constant(undefined)),
      service: fc.constantFrom('a', 'b', ''),
      host: fc.constantFrom('h1', 'h2', 'h3'),
      kind: fc.constantFrom(...kinds),
      name: fc.constantFrom('x', 'y'),
      error: fc.boolean(),
      shared: fc.boolean(),
      zipkin: fc.boolean(),
      links: fc.array(fc.record({ id }), { maxLength: 2 }),
      references: fc.oneof(
        { weight: 4, arbitrary: fc.constant<{ id: string; followsFrom: boolean }[]>([]) },
        fc.array(fc.record({ id, followsFrom: fc.boolean() }), { maxLength: 3 }),
      ),
    },
    { requiredKeys: ['id', 'parent', 'start', 'end', 'service', 'name'] },
  );
  return fc.array(span, { minLength: 1, maxLength: size, size: 'max' });
}

/** The same records in another order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let k = result.length - 1; k > 0; k--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (k + 1);
    [result[k], result[other]] = [result[other], result[k]];
  }
  return result;
}

function hex(number: number): string {
  return number.toString(16).padStart(16, '0');
}
