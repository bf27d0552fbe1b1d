/**
 * Zipkin.
 * https://zipkin.io/zipkin-api/
 *
 * It keeps names of services and spans in lower case, and answers ids in lower case only. A search answers whole traces.
 */
import { addressBefore } from './address.ts';
import { accepted, acceptedJson, property, textsOf } from './answers.ts';
import type { Backend, Operation, PlannedSearch } from './backend.ts';
import type { Client, Query as Parameters } from './http/client.ts';
import type { Reply } from './http/reply.ts';
import { spanPlan, type SpanSearch } from './span-search.ts';

const nanosPerMicro = 1000;
const nanosPerMilli = 1_000_000n;

export const zipkin: Backend = {
  id: 'zipkin',
  title: 'Zipkin',

  async trace(client, traceId) {
    const reply = await client.get(`/api/v2/trace/${traceId.toLowerCase()}`);
    if (reply.status === 404 || (reply.isOk && reply.size < 16 && reply.text(16).trim() === '[]')) {
      reply.dispose();
      return { tried: ['its id'], hint: 'still arriving: --wait 30s; tracectl list shows what is there' };
    }
    return { reply: accepted(client, reply) };
  },

  plan: (_client, query) => spanPlan(query, { lowerCaseNames: true, askable, search }),

  async services(client) {
    return textsOf(acceptedList(client, await client.get('/api/v2/services')));
  },

  async operations(client, service) {
    const reply = await client.get('/api/v2/spans', { serviceName: service.toLowerCase() });
    return textsOf(acceptedList(client, reply)).map((name): Operation => ({ name, kind: '' }));
  },

  async tags(client, key) {
    const reply =
      key === undefined
        ? await client.get('/api/v2/autocompleteKeys')
        : await client.get('/api/v2/autocompleteValues', { key });
    const texts = textsOf(acceptedList(client, reply));
    // It lists only the keys that its operator has named.
    return texts.length > 0 ? texts : undefined;
  },

  async version(client) {
    const reply = await client.get('/info');
    const version = reply.isOk ? property(property(reply.json(), 'zipkin'), 'version') : undefined;
    reply.dispose();
    return typeof version === 'string' ? version : undefined;
  },

  pasted(url) {
    const [, path, traceId] = /^(.*?\/zipkin)\/traces\/([0-9a-f]{1,32})\/?$/i.exec(url.pathname) ?? [];
    if (traceId !== undefined) return { traceId, backend: `zipkin+${addressBefore(url, path)}` };
    const [, base, id] = /^(.*)\/api\/v2\/trace\/([0-9a-f]{1,32})\/?$/i.exec(url.pathname) ?? [];
    return id === undefined ? undefined : { traceId: id, backend: `zipkin+${addressBefore(url, base)}` };
  },
};

function acceptedList(client: Client, reply: Reply): unknown {
  return acceptedJson(client, reply, 'a list', Array.isArray);
}

/** Attributes that are made of an endpoint, and no tags. */
const ofEndpoints = [
  'service.name',
  'host.ip',
  'net.host.port',
  'peer.service',
  'network.peer.address',
  'network.peer.port',
];

/**
 * A search that the server can do. It takes an upper bound only beside a lower one, and a span without a duration, which
 * counts as one of no length, meets none.
 */
function askable(search: SpanSearch): SpanSearch {
  const tags = search.tags.filter(({ key, value }) => !ofEndpoints.includes(key) && isAnnotation(key, value));
  return search.minDuration === undefined ? { ...search, tags, maxDuration: undefined } : { ...search, tags };
}

/** The language of annotation queries has no quotes: what holds its own words can't be asked for. */
function isAnnotation(key: string, value: string): boolean {
  const words = /(^| )and( |$)/;
  return !key.includes('=') && !words.test(key) && !words.test(value);
}

function search({ service, name, tags, minDuration, maxDuration }: SpanSearch): PlannedSearch {
  const fixed: Parameters = {
    serviceName: service?.toLowerCase(),
    spanName: name?.toLowerCase(),
    annotationQuery:
      tags.length === 0 ? undefined : tags.map(({ key, value }) => `${key}=${value}`).join(' and '),
    minDuration: minDuration === undefined ? undefined : Math.max(1, Math.floor(minDuration / nanosPerMicro)),
    maxDuration: maxDuration === undefined ? undefined : Math.ceil(maxDuration / nanosPerMicro),
  };
  return {
    mostPerPage: 200,
    async page(client, { from, to }, limit) {
      const end = (to + nanosPerMilli - 1n) / nanosPerMilli;
      const lookback = end - from / nanosPerMilli;
      const times = { endTs: String(end), lookback: String(lookback > 0n ? lookback : 1n), limit };
      return { reply: accepted(client, await client.get('/api/v2/traces', { ...fixed, ...times })) };
    },
  };
}
