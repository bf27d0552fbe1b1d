/** What a service does by itself: steps of its own, and calls to stores that are only played. */

import { SpanKind, trace } from '@opentelemetry/api';

import { work } from './http.mjs';

const steps = trace.getTracer('shop.steps');
const stores = trace.getTracer('shop.stores', '2.1.0');

/** What each store takes longer, in milliseconds. */
const slowness = Number(process.env.SHOP_SLOW_MS ?? 0);

/** A step of the service's own work, as an INTERNAL span. */
export function step(name, attributes, run) {
  return steps.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}

/** A query to a PostgreSQL that answers after about `ms` milliseconds. */
export function query(name, statement, ms, attributes) {
  return store(name, ms, {
    'db.system': 'postgresql',
    'db.name': 'shop',
    'db.statement': statement,
    'server.address': 'postgres',
    'server.port': 5432,
    ...attributes,
  });
}

/** A command to a Redis that answers after about `ms` milliseconds. */
export function command(name, statement, ms) {
  return store(name, ms, {
    'db.system': 'redis',
    'db.statement': statement,
    'server.address': 'redis',
    'server.port': 6379,
  });
}

/** A request to an Elasticsearch that answers after about `ms` milliseconds. */
export function search(index, shard, ms) {
  return store(`search ${index}`, ms, {
    'db.system': 'elasticsearch',
    'db.operation': 'search',
    'db.elasticsearch.path_parts.index': index,
    'db.elasticsearch.shard': shard,
    'server.address': 'elasticsearch',
    'server.port': 9200,
  });
}

function store(name, ms, attributes) {
  return stores.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    await work(ms + slowness);
    span.end();
  });
}
