/** Traces and queries of them, for tests. */
import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import type { Trace } from '../../src/model/trace.ts';
import { matchTrace } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import type { SpanPlan } from '../e2e/traceql/plans.ts';
import { plannedTraces } from '../e2e/traceql/traces.ts';
import { drawn } from '../support/drawn.ts';
import { onlyTrace, traceOf } from '../support/spans.ts';

/** Names of the spans that match, in tree order. */
export function found(trace: Trace, query: string): string[] {
  return namesOf(trace, matchTrace(parseQuery(query), trace)?.rows ?? []);
}

/** The same for a drawing. */
export function foundIn(drawing: string, query: string): string[] {
  return found(traceOf(drawn(drawing)), query);
}

/** Names of the spans in each set that is left. */
export function setsOf(trace: Trace, query: string): string[][] {
  const { spansets = [] } = matchTrace(parseQuery(query), trace) ?? {};
  return spansets.map((rows) => namesOf(trace, rows));
}

/** A span to plan: by default a child of the first. */
type Plan = Partial<SpanPlan> & { name: string };

/** A trace as planned. */
export function planned(...plans: Plan[]): Trace {
  return readPlan(plans, true);
}

/** The same, read without details. */
export function plannedWithout(...plans: Plan[]): Trace {
  return readPlan(plans, false);
}

function readPlan(plans: Plan[], details: boolean): Trace {
  const plan = plans.map((span, k) => ({
    parent: k === 0 ? -1 : 0,
    start: k,
    length: 10,
    service: 'a',
    ...span,
  }));
  const { requests } = plannedTraces([plan], 1_700_000_000);
  const store = new SpanStore({ details });
  for (const request of requests)
    readSource(fromBytes(Buffer.from(JSON.stringify(request)), 'planned'), store, {}, new ReadReport());
  return onlyTrace(store);
}

function namesOf(trace: Trace, rows: readonly number[]): string[] {
  return rows.map((i) => trace.nameText(i));
}
