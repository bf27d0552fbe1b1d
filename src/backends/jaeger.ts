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
    return spanPlan(query, { lowerCaseNames: false, canAsk: () => true, search, services });
  },

  async services(client) {
    return textsOf(property(acceptedJson(client, await client.get('/api/services')), 'data'));
  },

  async operations(client, service) {
    const answer = acceptedJson(client, await client.get('/api/operations', { service }));
    return listOf(property(answer, 'data')).map((operation): Operation => ({
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

/** 404; some stores say it by an error in a success. */
function isUnknown(reply: Reply): boolean {
  if (reply.status === 404) return !reply.isPage && /not found|no traces/i.test(reply.said);
  return (
    reply.isOk &&
    reply.size < 4096 &&
    /"data"\s*:\s*(null|\[\s*\])/.test(reply.text(4096)) &&
    !/"code"\s*:\s*5/.test(reply.text(4096))
  );
}

function search({ service, name, tags, minDuration, maxDuration }: SpanSearch): PlannedSearch {
  const fixed: Parameters = {
    service,
    operation: name,
    tags:
      tags.length === 0
        ? undefined
        : JSON.stringify(Object.fromEntries(tags.map(({ key, value }) => [key, value]))),
    minDuration: minDuration === undefined ? undefined : `${minDuration}ns`,
    maxDuration: maxDuration === undefined ? undefined : `${maxDuration}ns`,
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
