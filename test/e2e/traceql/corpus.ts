/**
 * Queries to ask of the traces in traces.ts, here and of a real Tempo. `TRACE_n` stands for the id of a trace, `SPAN_n_m`
 * for that of a span in it.
 */
import { intrinsics } from './corpus-intrinsics.ts';
import { pipelines, structural } from './corpus-sets.ts';
import { attributes, selection } from './corpus-spans.ts';

/** What both versions of Tempo refuse. */
const refused = [
  '{',
  '{ }}',
  '{} | count()',
  '{} | coalesce',
  'coalesce()',
  '{} | by(1)',
  '{} | max(name) > 1',
  '{} | topk(3)',
  '{ foo }',
  '{ name }',
  '{ 5 }',
  '{ status = 500 }',
  '{ status = "error" }',
  '{ status > error }',
  '{ name = 5 }',
  '{ duration > "5s" }',
  '{ kind = foo }',
  '{ kind = error }',
  '{ .a == 1 }',
  '{ .a = 1 && }',
  '{ .a > nil }',
  '{ .a != (nil) }',
  "{ .a = 'x' }",
  '{ .a = "x }',
  '{ .a = "\\q" }',
  '{ .a =~ "(" }',
  '{ .a =~ "a(?=b)" }',
  '{ .a =~ 5 }',
  '{ .a && "x" }',
  '{ .a + "x" = 1 }',
  '{ -name = 1 }',
  '{ !name }',
  '{ parent.a = 1 }',
  '{ parent = 1 }',
  '{ link:traceState = "a" }',
  '{ span:startTime > 0 }',
  '{ childCount > 1 }',
  '{ .a = 9223372036854775808 }',
  '{ .a = 0x10 }',
  '{ span. = 1 }',
  '{ . a = 1 }',
  '{ service.name = "x" }',
  'service.name="x"',
  '({}) && ({} | count() > 2)',
  '({} | count() > 2) && {}',
  '({} | count() > 2) | count() > 3',
  '{} | ({} | count() > 1)',
  '{} with ()',
  '{} {}',
];

/** All queries, by group. */
export const corpus: Readonly<Record<string, readonly string[]>> = {
  selection,
  attributes,
  intrinsics,
  structural,
  pipelines,
  refused,
};
