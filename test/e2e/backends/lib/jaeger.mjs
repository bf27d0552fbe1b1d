/** What is asked of Jaeger, by the names of the files that keep the answers. */

import { shopTraces, unknownId } from './feed.mjs';

const micros = `start=${shopTraces.startSeconds}000000&end=${shopTraces.endSeconds}000000`;
const operation = `operation=${encodeURIComponent('GET /search')}`;
const search = `/api/traces?service=catalog&${micros}`;
const times = [shopTraces.startSeconds, shopTraces.endSeconds].map((seconds) =>
  new Date(seconds * 1000).toISOString(),
);
const window3 = `query.start_time_min=${times[0]}&query.start_time_max=${times[1]}&query.num_traces=20`;

/** Before it has any span. */
export const emptyJaeger = { 'services-none': '/api/services', 'v3-services-none': '/api/v3/services' };

/** With the shop's traces. */
export const fedJaeger = {
  services: '/api/services',
  operations: '/api/operations?service=orders',
  'operations-legacy': '/api/services/orders/operations',
  'operations-unknown-service': '/api/operations?service=nobody',
  'operations-no-service': '/api/operations',

  trace: `/api/traces/${shopTraces.search}`,
  'trace-failed': `/api/traces/${shopTraces.failed}`,
  'trace-unknown': `/api/traces/${unknownId}`,
  'trace-not-hex': '/api/traces/not-hex',
  'trace-too-long': `/api/traces/${unknownId}00`,
  'trace-trailing-slash': `/api/traces/${shopTraces.search}/`,
  'traces-by-id': `/api/traces?traceID=${shopTraces.search}&traceID=${unknownId}`,
  'traces-by-id-unknown': `/api/traces?traceID=${unknownId}`,

  search: `${search}&limit=20&${operation}`,
  'search-none': `${search}&limit=20&operation=nothing`,
  'search-no-service': `/api/traces?${micros}`,
  'search-bad-duration': `${search}&minDuration=5`,
  'search-bad-tags': `${search}&tags=${encodeURIComponent('{"error":true}')}`,
  'search-bad-start': '/api/traces?service=catalog&start=yesterday',
  'search-limit-zero': `${search}&limit=0&${operation}`,

  'wrong-path': '/some/where/api/services',
  'double-slash': '//api/services',

  'v3-services': '/api/v3/services',
  'v3-operations': '/api/v3/operations?service=orders',
  'v3-trace': `/api/v3/traces/${shopTraces.search}`,
  'v3-trace-unknown': `/api/v3/traces/${unknownId}`,
  'v3-trace-not-hex': '/api/v3/traces/not-hex',
  'v3-search': `/api/v3/traces?query.service_name=catalog&query.operation_name=${encodeURIComponent('GET /search')}&${window3}`,
  'v3-search-none': `/api/v3/traces?query.service_name=nobody&${window3}`,
  'v3-search-no-times': '/api/v3/traces?query.service_name=catalog',
};

/** With tenants, `acme` being one: none named, another one, and that one, which has no spans. */
export const tenantsJaeger = {
  'tenant-missing': '/api/services',
  'tenant-unknown': { path: '/api/services', headers: { 'x-tenant': 'nobody' } },
  'tenant-known': { path: '/api/services', headers: { 'x-tenant': 'acme' } },
  'tenant-missing-trace': `/api/traces/${unknownId}`,
};
