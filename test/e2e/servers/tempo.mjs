/**
 * Grafana Tempo 2.8, one process.
 *
 * The module proxy serves no tag after 2.7 but this commit of 2025-05-29, a day before v2.8.0-rc.0. The checksum
 * database does not know it, so its two sums stand here; they are those of the public commit's tree.
 */

import { join } from 'node:path';

import { buildGo } from './lib/go.mjs';
import { defineServer } from './lib/server.mjs';
import { answers } from './lib/start.mjs';

const version = 'v1.5.1-0.20250529124718-87c2dc380cec';
const sums = [
  ' h1:wnzJov9RhSHGaTYGzTygL4qq986fLen8xSqnQgaMd28=',
  '/go.mod h1:j1IY7J2rUz7TcTjFVVx6HCpyTlYOJPtXuGRZ7sI+vSo=',
];

/**
 * urls: query (the API) and otlpHttp (receiver). A trace can be searched some three seconds after its last span.
 *
 * start's options:
 * multitenancy   whether requests must name a tenant
 * limitsFile     a file of limits by tenant, which is read again each second
 * blockSeconds   how long spans stay with the ingester before they go to a block, which answers in other words
 */
export const tempo = defineServer({
  name: 'tempo',
  version,
  fileName: 'tempo',
  toBuild: ['go'],
  build: (folder, runner) =>
    buildGo({
      runner,
      scratch: join(folder, 'module'),
      module: 'github.com/grafana/tempo',
      version,
      sums,
      main: './cmd/tempo',
      target: join(folder, 'tempo'),
      linkFlags: '-X main.Version=2.8.0',
    }),
  plan: (program, options) => ({
    ports: ['query', 'otlpHttp', 'grpc', 'members'],
    launch: ({ ports, folder }) => ({
      program,
      args: [`-config.file=${join(folder, 'tempo.yaml')}`],
      files: { 'tempo.yaml': JSON.stringify(config(ports, folder, options)) }, // JSON is YAML.
    }),
    ready: ({ query }) => answers(`${query}/ready`),
    startSeconds: 60,
    stopSeconds: 8, // It may take minutes, flushing what is about to be removed.
  }),
});

/** Makes spans of years ago count as new: tests send fixtures, and search them. */
const anyAge = '87600h';

/** https://grafana.com/docs/tempo/v2.8.x/configuration/ */
function config(ports, folder, { multitenancy = false, limitsFile, blockSeconds = 1800 }) {
  const ring = { kvstore: { store: 'inmemory' }, instance_addr: '127.0.0.1' };
  const limits = limitsFile && { per_tenant_override_config: limitsFile, per_tenant_override_period: '1s' };
  return {
    multitenancy_enabled: multitenancy,
    usage_report: { reporting_enabled: false },
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: ports.query,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: ports.grpc,
    },
    memberlist: { bind_addr: ['127.0.0.1'], bind_port: ports.members },
    distributor: {
      ring,
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports.otlpHttp}` } } } },
    },
    ingester: {
      lifecycler: {
        address: '127.0.0.1',
        min_ready_duration: '0s',
        ring: { kvstore: { store: 'inmemory' }, replication_factor: 1 },
      },
      // Longer than the exporters of one trace wait for each other: what comes later is another piece of it.
      trace_idle_period: '2s',
      flush_check_period: '1s',
      max_block_duration: `${blockSeconds}s`,
    },
    compactor: {
      ring: { ...ring, wait_stability_min_duration: '0s', wait_stability_max_duration: '0s' },
    },
    metrics_generator: {
      ring,
      processor: { local_blocks: { filter_server_spans: false, flush_to_storage: true } },
      storage: { path: join(folder, 'generator/wal') },
      traces_storage: { path: join(folder, 'generator/traces') },
    },
    query_frontend: { search: { query_ingesters_until: anyAge } },
    querier: { frontend_worker: { frontend_address: `127.0.0.1:${ports.grpc}` } },
    storage: {
      trace: {
        backend: 'local',
        blocklist_poll: '1s',
        wal: { path: join(folder, 'wal'), ingestion_time_range_slack: anyAge },
        local: { path: join(folder, 'blocks') },
      },
    },
    overrides: { defaults: { metrics_generator: { processors: ['local-blocks'] } }, ...limits },
  };
}
