/**
 * The same queries of the same traces, here and in a real Tempo: the same traces and the same spans, or refused by both.
 *
 * TRACECTL_E2E_TEMPO        its query API, http://127.0.0.1:3200
 * TRACECTL_E2E_TEMPO_OTLP   its receiver of OTLP over HTTP, http://127.0.0.1:4318
 */
import { isDeepStrictEqual } from 'node:util';

import { beforeAll, describe, expect, test } from 'vitest';

import { fromBytes } from '../../../src/bytes/source.ts';
import { UsageError } from '../../../src/errors.ts';
import { readSource } from '../../../src/formats/read.ts';
import { ReadReport } from '../../../src/model/read-report.ts';
import { SpanStore } from '../../../src/model/span-store.ts';
import { compileQuery } from '../../../src/query/compile.ts';
import { parseQuery } from '../../../src/query/parse.ts';
import { buildTrace } from '../../../src/tree/build.ts';
import { groupTraces } from '../../../src/tree/group.ts';
import { corpus } from './corpus.ts';
import { knownDifferences } from './known-differences.ts';
import { spanId, tracesOf } from './traces.ts';

const api = process.env['TRACECTL_E2E_TEMPO'] ?? '';
const receiver = process.env['TRACECTL_E2E_TEMPO_OTLP'] ?? '';
const isThere = api !== '' && receiver !== '';
if (!isThere)
  console.warn('skipped: TraceQL against a real Tempo (no TRACECTL_E2E_TEMPO and TRACECTL_E2E_TEMPO_OTLP)');

/** Ids of spans by id of their trace; `refused` for a query that is none, `failed` for one that the server fails on. */
type Answer = Record<string, string[]> | 'refused' | 'failed';

const now = Math.floor(Date.now() / 1000);
const { ids, requests } = tracesOf(now - 5);

describe.skipIf(!isThere)('TraceQL here and in Tempo', () => {
  const store = new SpanStore({ details: true });

  beforeAll(async () => {
    for (const request of requests) {
      await send(request);
      readSource(fromBytes(Buffer.from(JSON.stringify(request)), 'corpus'), store, {}, new ReadReport());
    }
    await waitUntilSearchable();
  }, 120_000);

  for (const [group, queries] of Object.entries(corpus)) {
    test(`${group}: ${queries.length} queries`, { timeout: 120_000 }, async () => {
      for (const query of queries) {
        const asked = withIds(query);
        const theirs = { query, answer: await tempoAnswer(asked) };
        const ours = { query, answer: ownAnswer(store, asked) };
        // A difference that is listed has to be one, or the list tells something false.
        const listed = { query, agree: isDeepStrictEqual(ours, theirs) };
        const isListed = knownDifferences.has(query);
        expect(isListed ? listed : ours).toEqual(isListed ? { query, agree: false } : theirs);
      }
    });
  }
});

async function send(request: unknown): Promise<void> {
  const response = await fetch(`${receiver}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** Spans reach a block some seconds after they came; a span that ends before it starts, from elsewhere, spoils its block. */
async function waitUntilSearchable(): Promise<void> {
  for (let left = 90; left > 0; left--) {
    const answer = await tempoAnswer('{ duration >= 0ns }');
    if (typeof answer !== 'string' && Object.keys(answer).length === ids.length) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error('Tempo does not find the traces; has it a span whose end lies before its start?');
}

async function tempoAnswer(query: string): Promise<Answer> {
  const parameters = new URLSearchParams({
    q: query,
    start: String(now - 3600),
    end: String(now + 3600),
    limit: '1000',
    spss: '100',
  });
  const response = await fetch(`${api}/api/search?${parameters.toString()}`);
  if (response.status === 400) return 'refused';
  if (!response.ok) return 'failed';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as documented for Tempo's search
  const { traces = [] } = (await response.json()) as {
    traces?: { traceID: string; spanSets?: { spans?: { spanID: string }[] }[] }[];
  };
  const answer: Record<string, string[]> = {};
  for (const { traceID, spanSets = [] } of traces) {
    const id = traceID.padStart(32, '0');
    if (!ids.includes(id)) continue;
    const spans = spanSets.flatMap(({ spans = [] }) => spans.map(({ spanID }) => spanID.padStart(16, '0')));
    answer[id] = [...new Set(spans)].sort();
  }
  return answer;
}

function ownAnswer(store: SpanStore, text: string): Answer {
  const answer: Record<string, string[]> = {};
  try {
    const query = compileQuery(parseQuery(text), store);
    const groups = groupTraces(store);
    for (let group = 0; group < groups.count; group++) {
      const trace = buildTrace(store, groups, group);
      const found = query.match(trace);
      if (found) answer[trace.traceId] = found.rows.map((i) => trace.spanId(i)).sort();
    }
    return answer;
  } catch (error) {
    if (error instanceof UsageError) return 'refused';
    throw error;
  }
}

/** A query with the ids of this run. */
function withIds(query: string): string {
  return query
    .replaceAll(/TRACE_(\d+)/g, (_, trace: string) => ids[Number(trace)] ?? '')
    .replaceAll(/SPAN_(\d+)_(\d+)/g, (_, trace: string, span: string) => spanId(Number(trace), Number(span)));
}
