/**
 * A real OpenTelemetry Collector that forwards what it gets over OTLP, each span three times: over gRPC in gzip, over HTTP in
 * protobuf and gzip, over HTTP in JSON. Jaeger 2 is one, with the components for it.
 *
 *   node test/e2e/capture/collector.mjs 127.0.0.1:4317 http://127.0.0.1:4318
 *
 * Prints where it listens for OTLP over HTTP, or `skipped: …` where it is not installed; ends with SIGTERM.
 */
import { once } from 'node:events';
import { join } from 'node:path';

import { jaegerV2 } from '../servers/jaeger.mjs';
import { defaultCache } from '../servers/lib/places.mjs';
import { answers, startServer } from '../servers/lib/start.mjs';

const [grpc, http] = process.argv.slice(2);
const why = jaegerV2.whyNot();
if (why !== undefined) console.log(`skipped: no collector (${why})`);
else await forward();

async function forward() {
  const server = await startServer({
    name: 'collector',
    ports: ['otlpHttp', 'health'],
    launch: ({ ports, folder }) => ({
      program: join(defaultCache, jaegerV2.name, 'jaeger'),
      args: ['--config', join(folder, 'collector.yaml')],
      files: { 'collector.yaml': JSON.stringify(configuration(ports)) }, // JSON is YAML.
    }),
    ready: async ({ health, otlpHttp }) =>
      (await answers(`${health}/status`)) && answers(otlpHttp, { success: false }),
    startSeconds: 30,
    stopSeconds: 5,
  });
  console.log(server.urls.otlpHttp);
  await once(process, 'SIGTERM');
  await server.stop();
}

/** https://opentelemetry.io/docs/collector/configuration/ */
function configuration(ports) {
  const queue = { retry_on_failure: { enabled: false }, sending_queue: { enabled: false } };
  return {
    service: {
      extensions: ['healthcheckv2'],
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['otlp', 'otlphttp/protobuf', 'otlphttp/json'] },
      },
      telemetry: { metrics: { level: 'none' } },
    },
    extensions: { healthcheckv2: { use_v2: true, http: { endpoint: `127.0.0.1:${ports.health}` } } },
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports.otlpHttp}` } } } },
    exporters: {
      otlp: { endpoint: grpc, tls: { insecure: true }, compression: 'gzip', ...queue },
      'otlphttp/protobuf': { endpoint: http, compression: 'gzip', ...queue },
      'otlphttp/json': { endpoint: http, encoding: 'json', compression: 'none', ...queue },
    },
  };
}
