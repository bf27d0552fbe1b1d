/** Jaeger, version 2 and the last of version 1: one module holds both programs. */

import { join } from 'node:path';

import { buildGo } from './lib/go.mjs';
import { defineServer } from './lib/server.mjs';
import { answers } from './lib/start.mjs';

const version = 'v1.76.0';

/**
 * urls: query (the API), otlpHttp, zipkin and thrift (receivers).
 *
 * start's options:
 * tenants   names of tenants, one of which requests must then name
 */
export const jaegerV1 = defineServer({
  name: 'jaeger-v1',
  version,
  fileName: 'all-in-one',
  toBuild: ['go'],
  build: (folder, runner) => buildJaeger(folder, runner, 'all-in-one'),
  plan: (program, { tenants }) => ({
    ports: ['query', 'otlpHttp', 'zipkin', 'thrift', 'otlpGrpc', 'queryGrpc', 'collectorGrpc', 'admin'],
    launch: ({ ports }) => ({
      program,
      args: [
        ...Object.entries(portFlags).map(([flag, port]) => `--${flag}=127.0.0.1:${ports[port]}`),
        ...(tenants ? ['--multi-tenancy.enabled=true', `--multi-tenancy.tenants=${tenants}`] : []),
      ],
      environment: { OTEL_TRACES_SAMPLER: 'always_off' }, // Else it traces itself.
    }),
    ready: ({ admin, query, otlpHttp }) =>
      all(
        answers(admin),
        answers(`${query}/api/services`, { success: false }),
        answers(otlpHttp, { success: false }),
      ),
    startSeconds: 30,
    stopSeconds: 5,
  }),
});

/** urls and options as with version 1. */
export const jaegerV2 = defineServer({
  name: 'jaeger-v2',
  version,
  fileName: 'jaeger',
  toBuild: ['go'],
  build: (folder, runner) => buildJaeger(folder, runner, 'jaeger'),
  plan: (program, { tenants }) => ({
    ports: ['query', 'otlpHttp', 'zipkin', 'thrift', 'queryGrpc', 'health'],
    launch: ({ ports, folder }) => ({
      program,
      args: ['--config', join(folder, 'jaeger.yaml')],
      files: { 'jaeger.yaml': JSON.stringify(configV2(ports, tenants)) }, // JSON is YAML.
    }),
    ready: ({ health, query, otlpHttp }) =>
      all(
        answers(`${health}/status`),
        answers(`${query}/api/services`, { success: false }),
        answers(otlpHttp, { success: false }),
      ),
    startSeconds: 30,
    stopSeconds: 5,
  }),
});

/** The flags of version 1 that keep each port on loopback: its default is every interface. */
const portFlags = {
  'admin.http.host-port': 'admin',
  'collector.grpc-server.host-port': 'collectorGrpc',
  'collector.http-server.host-port': 'thrift',
  'collector.otlp.grpc.host-port': 'otlpGrpc',
  'collector.otlp.http.host-port': 'otlpHttp',
  'collector.zipkin.host-port': 'zipkin',
  'query.grpc-server.host-port': 'queryGrpc',
  'query.http-server.host-port': 'query',
};

/** https://www.jaegertracing.io/docs/2.12/deployment/configuration/ */
function configV2(ports, tenants) {
  const at = (port) => ({ endpoint: `127.0.0.1:${ports[port]}` });
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: {
        traces: {
          receivers: ['otlp', 'jaeger', 'zipkin'],
          processors: ['batch'],
          exporters: ['jaeger_storage_exporter'],
        },
      },
      telemetry: {
        resource: { 'service.name': 'jaeger' },
        metrics: { level: 'none' },
        logs: { level: 'info' },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: at('health') },
      jaeger_query: {
        storage: { traces: 'memory' },
        enable_tracing: false,
        ...(tenants && { multi_tenancy: { Enabled: true, Tenants: tenants } }),
        http: at('query'),
        grpc: at('queryGrpc'),
      },
      jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
    },
    receivers: {
      otlp: { protocols: { http: at('otlpHttp') } },
      jaeger: { protocols: { thrift_http: at('thrift') } },
      zipkin: at('zipkin'),
    },
    processors: { batch: { timeout: '200ms' } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  };
}

function buildJaeger(folder, runner, program) {
  return buildGo({
    runner,
    scratch: join(folder, 'module'),
    module: 'github.com/jaegertracing/jaeger',
    version,
    main: `./cmd/${program}`,
    target: join(folder, program),
  });
}

async function all(...checks) {
  return (await Promise.all(checks)).every(Boolean);
}
