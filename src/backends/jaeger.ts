/**
 * Jaeger, by the API of its user interface (v1), which 1.x and 2.x have.
 * https://www.jaegertracing.io/docs/latest/architecture/apis/
 *
 * Whatever path it does not know, it answers with its web page and 200. A search needs a service, and answers whole
 * traces in the order of its store.
 */
import { addressBefore } from './address.ts';
import { accepted, acceptedJson, listOf, property, textProperty, textsOf } from './answers.ts';
import type { Backend, Operation, PlannedSearch } from './backend.ts';
import type { Client, Query as Parameters } from './http/client.ts';
import type { Reply } from './http/reply.ts';
import { spanPlan, type SpanSearch } from './span-search.ts';

const nanosPerMicro = 1000n;

export const jaeger: Backend = {
  id: 'jaeger',
  title: 'Jaeger',
  tenantHeader: 'x-tenant',

  async trace(client, traceId) {
    const reply = await client.get(`/api/traces/${traceId}`);
    if (isUnknown(reply)) {
      reply.dispose();
      return {
        tried: ['its id'],
        hint: 'still arriving: --wait 30s; other tenant: --tenant; tracectl list shows what is there',
      };
    }
    return { reply: accepted(client, reply) };
  },

  plan(client, query, range) {
    const services = (): Promise<string[]> => jaeger.services(client, range);
    return spanPlan(query, { lowerCaseNames: false, askable, search, services });
  },

  async services(client) {
    return textsOf(await dataOf(client, '/api/services'));
  },

  async operations(client, service) {
    return listOf(await dataOf(client, '/api/operations', { service })).map((operation): Operation => ({
      name: textProperty(operation, 'name'),
      kind: textProperty(operation, 'spanKind'),
    }));
  },

  tags: () => Promise.resolve(undefined),

  async version(client) {
    const reply = await client.get('/');
    const version = /"gitVersion":"([^"]{1,40})"/.exec(reply.text())?.[1];
    reply.dispose();
    return version === undefined || version === '' ? undefined : version;
  },

  pasted(url) {
    const [, path, traceId] = /^(.*)\/trace\/([0-9a-f]{1,32})\/?$/i.exec(url.pathname) ?? [];
    // Zipkin's API has this, too.
    if (traceId === undefined || path.endsWith('/api/v2')) return undefined;
    return { traceId, backend: `jaeger+${addressBefore(url, path)}` };
  },
};

async function dataOf(client: Client, path: string, query?: Parameters): Promise<unknown> {
  const reply = await client.get(path, query);
  return property(acceptedJson(client, reply, 'an answer of Jaeger', hasData), 'data');
}

function hasData(value: unknown): boolean {
  return property(value, 'data') !== undefined;
}

/** 404; some stores say it by an error in a success, or by no data and no error. */
function isUnknown(reply: Reply): boolean {
  if (reply.status === 404) return !reply.isPage && unknown.test(reply.said);
  if (!reply.isOk || reply.size > 4096) return false;
  const answer = reply.json();
  const data = property(answer, 'data');
  const isEmpty = data === null || (Array.isArray(data) && data.length === 0);
  return isEmpty && (listOf(property(answer, 'errors')).length === 0 || unknown.test(reply.said));
}

const unknown = /not found|no traces/i;

/** Tags of answers that no store has: made of other fields of a span, or changed on the way. */
const madeUp = [
  'service.name',
  'span.kind',
  'error',
  'w3c.tracestate',
  '@jaeger@warnings',
  'ip',
  'peer.ipv4',
];

/**
 * A search that every store can do. Elasticsearch takes the value of a tag for a pattern; numbers are compared as they are
 * written there, so that those which can be written in several ways are not asked for; Cassandra refuses tags together
 * with a duration, and a span is found sooner by a tag.
 */
function askable(search: SpanSearch): SpanSearch {
  const tags = search.tags.filter(({ key, value }) => !madeUp.includes(key) && isPlain(value));
  return tags.length > 0
    ? { ...search, tags, minDuration: undefined, maxDuration: undefined }
    : { ...search, tags };
}

function isPlain(value: string): boolean {
  const isNumber = value.trim() !== '' && !Number.isNaN(Number(value));
  return isNumber ? /^(0|-?[1-9]\d*)$/.test(value) : !/[?+*|{}[\]()"\\#&<>~]/.test(value);
}

/** Answers are in whole microseconds, what is left over cut off; some stores compare before that. */
const cutOff = 999;

function search({ service, name, tags, minDuration, maxDuration }: SpanSearch): PlannedSearch {
  const fixed: Parameters = {
    service,
    operation: name,
    tags:
      tags.length === 0
        ? undefined
        : JSON.stringify(Object.fromEntries(tags.map(({ key, value }) => [key, value]))),
    minDuration: minDuration === undefined ? undefined : `${minDuration}ns`,
    maxDuration: maxDuration === undefined ? undefined : `${maxDuration + cutOff}ns`,
  };
  return {
    mostPerPage: 200,
    async page(client: Client, { from, to }, limit) {
      const times = {
        start: String(from / nanosPerMicro),
        end: String((to + nanosPerMicro - 1n) / nanosPerMicro),
        limit,
      };
      return { reply: accepted(client, await client.get('/api/traces', { ...fixed, ...times })) };
    },
  };
}
