/** What is asked of Tempo, by the names of the files that keep the answers. */

import { shopTraces, unknownId } from './feed.mjs';

const range = `start=${shopTraces.startSeconds}&end=${shopTraces.endSeconds}`;
const search = (query, rest = `${range}&limit=20`) => `/api/search?q=${encodeURIComponent(query)}&${rest}`;
const values = (name, rest = range) => `/api/v2/search/tag/${name}/values?${rest}`;
const ofOrders = `q=${encodeURIComponent('{ resource.service.name = "orders" }')}`;

/** As soon as it has the shop's traces. */
export const liveTempo = { 'trace-v2-live': `/api/v2/traces/${shopTraces.search}` };

/** With the shop's traces in the ingester's log. */
export const fedTempo = {
  ready: '/ready',
  echo: '/api/echo',
  buildinfo: '/api/status/buildinfo',
  'wrong-path': '/some/where/api/echo',

  'trace-v1': `/api/traces/${shopTraces.search}`,
  'trace-v2': `/api/v2/traces/${shopTraces.search}`,
  'trace-v2-failed': `/api/v2/traces/${shopTraces.failed}`,
  'trace-v1-unknown': `/api/traces/${unknownId}`,
  'trace-v2-unknown': `/api/v2/traces/${unknownId}`,
  'trace-v1-not-hex': '/api/traces/not-hex',
  'trace-v2-not-hex': '/api/v2/traces/not-hex',
  'trace-v2-dashes': '/api/v2/traces/01234567-89ab-cdef-0123-456789abcdef',
  'trace-v2-too-long': `/api/v2/traces/${unknownId}00`,
  'trace-v2-bad-start': `/api/v2/traces/${shopTraces.search}?start=yesterday&end=today`,

  search: search('{ resource.service.name = "catalog" && name = "GET /search" }'),
  'search-several': search(
    '{ resource.service.name = "frontend" && span:kind = server }',
    `${range}&limit=20&spss=1`,
  ),
  'search-structural': search(
    '{ resource.service.name = "frontend" } >> { status = error }',
    `${range}&limit=20&spss=100`,
  ),
  'search-none': search('{ resource.service.name = "nobody" }'),
  'search-no-times': search('{ resource.service.name = "nobody" }', 'limit=20'),
  'search-bad-query': search('{ resource.service.name = '),
  'search-bad-type': search('{ status = 500 }'),
  'search-start-only': search('{ }', `start=${shopTraces.startSeconds}`),
  'search-milliseconds': search('{ }', `start=${shopTraces.startSeconds}000&end=${shopTraces.endSeconds}000`),
  'search-too-long': search(
    '{ }',
    `start=${shopTraces.startSeconds - 30 * 86_400}&end=${shopTraces.endSeconds}`,
  ),
  'search-limit-zero': search('{ }', `${range}&limit=0`),

  tags: `/api/v2/search/tags?${range}`,
  'tags-span': `/api/v2/search/tags?scope=span&${range}`,
  'tags-bad-scope': `/api/v2/search/tags?scope=nothing&${range}`,
  'values-services': values('resource.service.name'),
  'values-operations': values('name', `${range}&${ofOrders}`),
  'values-status': values('status'),
  'values-numbers': values('span.db.elasticsearch.shard'),
  'values-none': values('span.nothing'),
  'values-no-scope': values('service.name'),
};

/** Once the spans have gone to a block. */
export const blockTempo = {
  'trace-v2-block': `/api/v2/traces/${shopTraces.search}`,
  'trace-v2-wrong-times': `/api/v2/traces/${shopTraces.search}?start=1000000000&end=1000003600`,
};

/** The tenant that has the shop's traces, where there are tenants. */
export const tenant = 'acme';
const asTenant = { 'x-scope-orgid': tenant };

/** With tenants. */
export const tenantsTempo = {
  'tenant-missing-echo': '/api/echo',
  'tenant-missing-trace': `/api/v2/traces/${shopTraces.search}`,
  'tenant-missing-search': search('{ }'),
  'tenant-other-trace': {
    path: `/api/v2/traces/${shopTraces.search}`,
    headers: { 'x-scope-orgid': 'nobody' },
  },
  'tenant-known-trace': { path: `/api/v2/traces/${shopTraces.search}`, headers: asTenant },
};

/** Once the tenant may not have traces as large as one that it has. */
export const largeTempo = {
  'trace-v1-too-large': { path: `/api/traces/${shopTraces.search}`, headers: asTenant },
  'trace-v2-partial': { path: `/api/v2/traces/${shopTraces.search}`, headers: asTenant },
};

/** Limits of the tenant, which inherits no defaults once it has any of its own. */
export function tenantLimits(maxTraceBytes) {
  return {
    overrides: {
      [tenant]: {
        ingestion: { rate_limit_bytes: 1e8, burst_size_bytes: 1e8, max_traces_per_user: 1000 },
        global: { max_bytes_per_trace: maxTraceBytes },
      },
    },
  };
}
