/** Traces as one HTML file: what goes in, and in which order. Holds one trace at a time. */
import { analyseTrace, type AnalysisOptions } from '../analysis/analyse.ts';
import { summarize, type TraceSummary } from '../analysis/summary.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace } from '../model/trace.ts';
import { titleOf } from '../views/labels.ts';
import { formatDuration } from '../views/text/duration.ts';
import { counted } from '../views/text/numbers.ts';
import { mostTelling } from './choose.ts';
import type { ListedTrace, OverviewData } from './data.ts';
import { type Client, reportDocument } from './document.ts';
import { OverviewCounter } from './overview-data.ts';
import { plainList, plainTrace } from './plain.ts';
import { traceData } from './trace-data.ts';

/** What a report is about. */
export interface ReportRequest {
  store: SpanStore;
  /** How many traces there are, all of the store, and each of them, made anew for each call. */
  traceCount: number;
  traceAt: (place: number) => Trace;
  options: AnalysisOptions;
  /** How what was read is called; empty: not told. */
  source: string;
  /** Traces of many that can be opened. */
  embed: number;
}

/** Traces in the list of a report: a browser can scroll through more, nobody does. */
const mostListed = 5000;
/** Rows of the table for those who run no scripts. */
const mostPlain = 500;

/** The document in pieces. Of many traces, each is made once or, if it is embedded, twice. */
export function* writeReport(request: ReportRequest, client: Client): Generator<string> {
  if (request.traceCount === 1) yield* reportOfOne(request, client);
  else yield* reportOfMany(request, client);
}

function* reportOfOne({ traceAt, options, source }: ReportRequest, client: Client): Generator<string> {
  const model = analyseTrace(traceAt(0), options);
  const { summary } = model;
  const overview: OverviewData = {
    source,
    traceCount: 1,
    spanCount: summary.spanCount,
    traces: [listed(summary, 1)],
  };
  const title = `${titleOf(summary.rootService, summary.rootName)} ${formatDuration(summary.durationNano)}`;
  yield* reportDocument({ title, client, plain: plainTrace(model), blocks: [overview, traceData(model)] });
}

function* reportOfMany(request: ReportRequest, client: Client): Generator<string> {
  const { store, traceCount, traceAt, options, source, embed } = request;
  const counter = new OverviewCounter(store, options);
  const found: { summary: TraceSummary; place: number }[] = [];
  for (let place = 0; place < traceCount; place++) {
    const trace = traceAt(place);
    counter.add(trace);
    found.push({ summary: summarize(trace), place });
  }
  found.sort((a, b) => newestFirst(a.summary, b.summary));
  const chosen = mostTelling(
    found.map(({ summary }) => summary),
    embed,
  );
  const blockOf = new Map(chosen.map((place, rank) => [place, rank + 1]));
  // Whatever can be opened has a line.
  const shown = found.map((_, place) => place).filter((place) => place < mostListed || blockOf.has(place));
  const traces = shown.map((place) => listed(found[place].summary, blockOf.get(place) ?? 0));
  const overview: OverviewData = {
    source,
    traceCount,
    spanCount: found.reduce((sum, { summary }) => sum + summary.spanCount, 0),
    traces,
    figures: counter.figures(new Map(traces.map(({ traceId }, place) => [traceId, place]))),
  };
  function* blocks(): Generator {
    yield overview;
    for (const place of chosen) yield traceData(analyseTrace(traceAt(found[place].place), options));
  }
  const plain = plainList(
    found.slice(0, mostPlain).map(({ summary }) => summary),
    traceCount,
  );
  yield* reportDocument({ title: counted(traceCount, 'trace'), client, plain, blocks: blocks() });
}

function newestFirst(a: TraceSummary, b: TraceSummary): number {
  const order = b.startTimeUnixNano - a.startTimeUnixNano;
  return order === 0n ? (a.traceId < b.traceId ? -1 : 1) : order > 0n ? 1 : -1;
}

function listed(summary: TraceSummary, block: number): ListedTrace {
  return {
    traceId: summary.traceId,
    rootService: summary.rootService,
    rootName: summary.rootName,
    startTimeUnixNano: String(summary.startTimeUnixNano),
    durationNano: summary.durationNano,
    spanCount: summary.spanCount,
    serviceCount: summary.serviceCount,
    errorCount: summary.errorCount,
    block,
  };
}
