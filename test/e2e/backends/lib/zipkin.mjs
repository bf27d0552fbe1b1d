/** What is asked of Zipkin, by the names of the files that keep the answers. */

import { twoSpellings, unknownId, zipkinTraces } from './feed.mjs';

const range = `endTs=${zipkinTraces.endMillis}&lookback=600000`;
const search = `/api/v2/traces?serviceName=catalog&${range}`;

/** Before it has any span. */
export const emptyZipkin = { 'services-none': '/api/v2/services' };

/** With the shop's traces. */
export const fedZipkin = {
  config: '/zipkin/config.json',
  'wrong-path': '/some/where/api/v2/services',
  'user-interface': '/zipkin/',

  services: '/api/v2/services',
  operations: '/api/v2/spans?serviceName=orders',
  'operations-unknown-service': '/api/v2/spans?serviceName=nobody',
  'operations-no-service': '/api/v2/spans',

  trace: `/api/v2/trace/${zipkinTraces.search}`,
  'trace-failed': `/api/v2/trace/${zipkinTraces.failed}`,
  'trace-unknown': `/api/v2/trace/${unknownId}`,
  'trace-upper-case': `/api/v2/trace/${zipkinTraces.search.toUpperCase()}`,
  'trace-not-hex': '/api/v2/trace/not-hex',
  'trace-too-long': `/api/v2/trace/${unknownId}00`,
  'traces-by-id': `/api/v2/traceMany?traceIds=${zipkinTraces.search},${unknownId}`,
  'traces-by-id-one': `/api/v2/traceMany?traceIds=${zipkinTraces.search}`,

  search: `${search}&limit=10&spanName=${encodeURIComponent('get /search')}`,
  'search-none': `${search}&limit=10&spanName=nothing`,
  'search-annotation': `${search}&limit=10&annotationQuery=${encodeURIComponent('db.elasticsearch.shard=1')}`,
  'search-limit-zero': `${search}&limit=0`,
  'search-max-duration-alone': `${search}&maxDuration=1000`,
  'search-bad-duration': `${search}&minDuration=5ms`,
  'tags-none': '/api/v2/autocompleteKeys',
};

/** With searching switched off. */
export const noSearchZipkin = {
  'no-search-config': '/zipkin/config.json',
  'no-search-services': '/api/v2/services',
  'no-search-operations': '/api/v2/spans?serviceName=orders',
  'no-search-traces': `${search}&limit=10`,
  'no-search-trace': `/api/v2/trace/${zipkinTraces.search}`,
};

/** With ids of 64 and of 128 bits that name the same traces. */
export const looseZipkin = { 'loose-ids-trace': `/api/v2/trace/${twoSpellings.short}` };
