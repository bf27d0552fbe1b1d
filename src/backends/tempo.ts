/**
 * Grafana Tempo.
 * https://grafana.com/docs/tempo/latest/api_docs/
 *
 * A trace by id is OTLP in JSON. A search answers ids only, so that each trace is asked for afterwards; the query is
 * Tempo's own language and goes there whole.
 */
import { formatQuery } from '../query/format.ts';
import { accepted, acceptedJson, listOf, property, textProperty, textsOf } from './answers.ts';
import type { Backend, Operation, PlannedSearch, SearchPage, SearchPlan, TimeRange } from './backend.ts';
import type { Client, Query as Parameters } from './http/client.ts';
import type { Reply } from './http/reply.ts';

const nanosPerSecond = 1_000_000_000n;
const secondsPerDay = 86_400;

/** Days looked back where a look-up without a time range found nothing: large installations keep that from old blocks. */
const lookbacks = [1, 7, 30] as const;

/** Searches over more than this are refused by default. */
const longestRange = 7 * secondsPerDay;

export const tempo: Backend = {
  id: 'tempo',
  title: 'Tempo',
  tenantHeader: 'x-scope-orgid',

  async trace(client, traceId, range) {
    const tried: string[] = [];
    for (const { text, parameters } of lookUps(range)) {
      const reply = await lookUp(client, traceId, parameters);
      if (reply !== undefined) return { reply, ...partial(reply) };
      tried.push(text);
    }
    return {
      tried,
      hint: 'Tempo needs the time range for old traces: --since 30d; other tenant: --tenant; still arriving: --wait 30s',
    };
  },

  async plan(_client, query) {
    const text = query === undefined ? '{}' : formatQuery(query);
    return { searches: [search(text)], pushed: [text], left: undefined, notes: [] } satisfies SearchPlan;
  },

  async services(client, range) {
    return tagValues(client, 'resource.service.name', range);
  },

  async operations(client, service, range) {
    const q = `{ resource.service.name = ${JSON.stringify(service)} }`;
    const names = await tagValues(client, 'span:name', range, q);
    return names.map((name): Operation => ({ name, kind: '' }));
  },

  async tags(client, key, range) {
    if (key !== undefined) return tagValues(client, scoped(key), range);
    const answer = answerOf(client, await client.get('/api/v2/search/tags', seconds(range)));
    const keys = listOf(property(answer, 'scopes')).flatMap((scope) => {
      const name = property(scope, 'name');
      if (name === 'intrinsic' || typeof name !== 'string') return [];
      return textsOf(property(scope, 'tags')).map((tag) => `${name}.${tag}`);
    });
    return keys.sort();
  },

  async version(client) {
    const reply = await client.get('/api/status/buildinfo');
    const version = reply.isOk ? property(reply.json(), 'version') : undefined;
    reply.dispose();
    return typeof version === 'string' ? version : undefined;
  },

  pasted: () => undefined,
};

/** Lists that are empty may be absent. */
function answerOf(client: Client, reply: Reply): unknown {
  return acceptedJson(client, reply, 'an answer of Tempo', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const names = Object.keys(value);
    return names.length === 0 || names.some((name) => /^(traces|scopes|tagValues|metrics)$/.test(name));
  });
}

interface LookUp {
  text: string;
  parameters: Parameters;
}

/** The look-ups to try, the most promising first. */
function* lookUps(range: TimeRange | undefined): Generator<LookUp> {
  if (range !== undefined) yield { text: 'the time range given', parameters: seconds(range) };
  yield { text: 'no time range', parameters: {} };
  if (range !== undefined) return;
  const end = Math.ceil(Date.now() / 1000);
  for (const days of lookbacks) {
    yield { text: `the last ${days}d`, parameters: { start: end - days * secondsPerDay, end } };
  }
}

async function lookUp(client: Client, traceId: string, parameters: Parameters): Promise<Reply | undefined> {
  let reply = await client.get(`/api/v2/traces/${traceId}`, parameters);
  // Before 2.7 there is no v2; an unknown trace is 404 without a word there, and 200 with nothing here.
  if (reply.status === 404) {
    reply.dispose();
    reply = await client.get(`/api/traces/${traceId}`, parameters);
  }
  if (reply.status === 404 || isEmptyTrace(reply)) {
    reply.dispose();
    return undefined;
  }
  return accepted(client, reply);
}

/** `{"trace":{},"metrics":{…}}` */
function isEmptyTrace(reply: Reply): boolean {
  return (
    reply.isOk &&
    reply.size < 4096 &&
    /^\s*\{\s*("trace"\s*:\s*\{\s*\}|"batches"\s*:\s*\[\s*\])?\s*[,}]/.test(reply.text(4096))
  );
}

/** `…,"status":"PARTIAL","message":"…"}`, behind the spans. */
function partial(reply: Reply): { warning?: string } {
  const end = reply.tail(1024);
  if (!/"status"\s*:\s*"PARTIAL"/.test(end)) return {};
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"[^"]*$/.exec(end)?.[1];
  return { warning: `Tempo has only a part of this trace${message === undefined ? '' : `: ${message}`}` };
}

function search(query: string): PlannedSearch {
  return {
    mostPerPage: 1000,
    longestRange,
    async page(client, range, limit): Promise<SearchPage> {
      const parameters = { ...seconds(range), limit, spss: 1 };
      // Without the hint the first traces found are answered, not the newest.
      const newest = query.includes(' with ') ? query : `${query} with (most_recent=true)`;
      let reply = await client.get('/api/search', { q: newest, ...parameters });
      if (reply.status === 400 && newest !== query && /parse|syntax|hint/i.test(reply.said)) {
        reply.dispose();
        reply = await client.get('/api/search', { q: query, ...parameters });
      }
      const traces = listOf(property(answerOf(client, reply), 'traces'));
      return {
        traceIds: traces.map((trace) => textProperty(trace, 'traceID')),
        starts: traces.map(startOf),
      };
    },
  };
}

function startOf(trace: unknown): bigint {
  const text = property(trace, 'startTimeUnixNano');
  return typeof text === 'string' && /^\d+$/.test(text) ? BigInt(text) : 0n;
}

/** Whole seconds that hold the range. */
function seconds({ from, to }: TimeRange): Parameters {
  return { start: String(from / nanosPerSecond), end: String((to + nanosPerSecond - 1n) / nanosPerSecond) };
}

async function tagValues(client: Client, tag: string, range: TimeRange, q?: string): Promise<string[]> {
  const path = `/api/v2/search/tag/${encodeURIComponent(tag)}/values`;
  const answer = answerOf(client, await client.get(path, { ...seconds(range), q }));
  return textsOf(property(answer, 'tagValues'), 'value');
}

/** Tempo knows attributes by scope and name; a name alone is meant for span and resource alike. */
function scoped(key: string): string {
  return /^(span|resource|event|link|instrumentation)[.:]|^\.|^(name|status|kind|statusMessage|rootName|rootServiceName)$/.test(
    key,
  )
    ? key
    : `.${key}`;
}
