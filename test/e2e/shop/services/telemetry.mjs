/** Sets up the OpenTelemetry SDK of one Node service, as its environment asks. */

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ConsoleSpanExporter, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const { SHOP_SERVICE: service = '', SHOP_EXPORTS: exports = '[]', SHOP_HOST: host = '' } = process.env;

/** Makers of a span exporter, by the kinds that SHOP_EXPORTS names. */
const exporters = {
  otlp: (url) => new OTLPTraceExporter({ url: `${url}/v1/traces` }),
  zipkin: (url) => new ZipkinExporter({ url: `${url}/api/v2/spans`, serviceName: service }),
  console: () => new ConsoleSpanExporter(),
};

/** Without any, spans are made and their ids passed on, but no one ever gets to see them. */
function spanProcessors() {
  return JSON.parse(exports).map(
    ({ kind, url }) => new BatchSpanProcessor(exporters[kind](url), { scheduledDelayMillis: 500 }),
  );
}

/** The tracer provider of this service, registered with W3C propagation. */
export const provider = new NodeTracerProvider({
  // The host is made up, and nothing is asked of the machine: a recording must not tell where it was made.
  resource: defaultResource().merge(
    resourceFromAttributes({
      'service.name': service,
      'service.version': '1.4.2',
      'service.instance.id': `${service}-1`,
      'host.name': host,
    }),
  ),
  spanProcessors: spanProcessors(),
});
provider.register();

// Long stacks would fill the fixtures.
Error.stackTraceLimit = 4;

/** The error with the folders in its stack replaced by a made-up one. */
export function withoutPaths(error) {
  error.stack = error.stack?.replaceAll(/file:\/\/\/[^\s()]*\//g, '/app/');
  return error;
}
