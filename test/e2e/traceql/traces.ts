/**
 * Forty small traces to ask queries of, as OTLP/JSON: everyday ones, trees of every shape, and values that are hard to keep.
 * All of it is the same on every run, but for the time, which is that of the run, and the trace ids, which begin with it:
 * a server may have the traces of earlier runs, too.
 */
import { chain, checkout, fan, orphans, randomTree, rootAndOrphan, twoRoots } from './everyday-traces.ts';
import {
  arrays,
  events,
  instants,
  kindsAndStatuses,
  links,
  nameless,
  numbers,
  scopes,
  shadows,
  unicode,
} from './odd-traces.ts';
import { keyValues, type SpanPlan, text } from './plans.ts';

/** Seconds between the starts of traces. */
const apart = 2;

/** Traces, and the requests that bring them to a receiver. */
export interface SentTraces {
  ids: string[];
  /** One for each trace. */
  requests: unknown[];
}

/** The traces of the corpus; `at` is the Unix time in seconds that the last starts before. */
export function tracesOf(at: number): SentTraces {
  return plannedTraces(allPlans(), at);
}

/** Traces as planned. */
export function plannedTraces(plans: readonly SpanPlan[][], at: number): SentTraces {
  const ids = plans.map((_, number) => traceId(at, number));
  const requests = plans.map((plan, number) => ({
    resourceSpans: plan.map((span, index) => resourceSpans(span, index, number, ids, at)),
  }));
  return { ids, requests };
}

/** Sixteen bytes, none of the first of them 0. */
function traceId(at: number, number: number): string {
  return (
    `e2${at.toString(16).padStart(12, '0')}${'abcdef'.repeat(3)}`.slice(0, 28) +
    number.toString(16).padStart(4, '0')
  );
}

/** The id of a span by the numbers of its trace and of itself. */
export function spanId(trace: number, index: number): string {
  return `b${trace.toString(16).padStart(3, '0')}${(index + 1).toString(16).padStart(12, '0')}`;
}

function resourceSpans(
  span: SpanPlan,
  index: number,
  number: number,
  ids: readonly string[],
  at: number,
): unknown {
  const origin = BigInt(at - (ids.length - number) * apart) * 1_000_000_000n;
  const instant = (milliseconds: number): string => String(origin + BigInt(Math.round(milliseconds * 1e6)));
  const parentSpanId =
    span.parent === -2 ? 'f0f0f0f0f0f0f0f0' : span.parent < 0 ? '' : spanId(number, span.parent);
  const service = span.service === undefined ? {} : { 'service.name': text(span.service) };
  return {
    resource: { attributes: keyValues({ ...service, ...span.resource }) },
    scopeSpans: [
      {
        scope: { ...span.scope, attributes: keyValues(span.scope?.attributes ?? {}) },
        spans: [
          {
            traceId: ids[number],
            spanId: spanId(number, index),
            parentSpanId,
            name: span.name,
            kind: span.kind ?? 0,
            startTimeUnixNano: instant(span.start),
            endTimeUnixNano: instant(span.start + span.length),
            status: span.status ?? {},
            attributes: keyValues(span.attributes ?? {}),
            events: (span.events ?? []).map(({ name, at, attributes = {} }) => ({
              name,
              timeUnixNano: instant(span.start + at),
              attributes: keyValues(attributes),
            })),
            links: (span.links ?? []).map(({ trace, span: linked, attributes = {} }) => ({
              traceId: ids[trace],
              spanId: spanId(trace, linked),
              attributes: keyValues(attributes),
            })),
          },
        ],
      },
    ],
  };
}

function allPlans(): SpanPlan[][] {
  return [
    ...Array.from({ length: 12 }, (_, k) => checkout(k)),
    chain(60),
    fan(40),
    unicode(),
    numbers(),
    arrays(),
    events(),
    links(),
    scopes(),
    kindsAndStatuses(),
    twoRoots(),
    orphans(),
    rootAndOrphan(),
    shadows(),
    instants(),
    nameless(),
    ...Array.from({ length: 13 }, (_, k) => randomTree(k + 1)),
  ];
}
