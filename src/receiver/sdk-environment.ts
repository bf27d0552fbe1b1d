/**
 * The environment that has every OpenTelemetry SDK below a process export to a receiver.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Ports of a receiver on this machine; the one for OTLP understands HTTP and gRPC. */
export interface ReceiverPorts {
  otlp: number;
  zipkin: number;
  jaeger: number;
}

/** Milliseconds between two exports: what a command leaves unsent at its end must be little. */
const batchDelay = '100';

const host = '127.0.0.1';

/** Variables that would win over those that are set, or make no sense for a receiver on this machine. */
const removed = [
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_INSECURE',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
];

/** Exporters that the receiver understands. */
const exporters = ['otlp', 'zipkin', 'jaeger'];

/** The environment of a process whose spans are to be received; what it says about other signals stands. */
export function sdkEnvironment(env: Environment, ports: ReceiverPorts): Record<string, string> {
  const endpoint = `http://${host}:${ports.otlp}`;
  const protocol = env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  const wanted = {
    OTEL_TRACES_EXPORTER: exporterOf(env),
    OTEL_METRICS_EXPORTER: env['OTEL_METRICS_EXPORTER'] ?? 'none',
    OTEL_LOGS_EXPORTER: env['OTEL_LOGS_EXPORTER'] ?? 'none',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_INSECURE: 'true',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://${host}:${ports.zipkin}/api/v2/spans`,
    OTEL_EXPORTER_JAEGER_ENDPOINT: `http://${host}:${ports.jaeger}/api/traces`,
    OTEL_BSP_SCHEDULE_DELAY: batchDelay,
    ...aroundProxies(env),
  };
  const kept = Object.entries(env).filter(([name]) => !removed.includes(name));
  const all: Record<string, string> = {};
  for (const [name, value] of [...kept, ...Object.entries(wanted)])
    if (value !== undefined) all[name] = value;
  return all;
}

/** One that the receiver understands may stay; any other would send the spans elsewhere. */
function exporterOf(env: Environment): string {
  const given = env['OTEL_TRACES_EXPORTER'] ?? '';
  return given.split(',').some((name) => exporters.includes(name.trim())) ? given : 'otlp';
}

/** A proxy is not asked for this machine. */
function aroundProxies(env: Environment): Record<string, string> {
  const hasProxy = Object.keys(env).some((name) => /^(https?|all|grpc)_proxy$/i.test(name));
  if (!hasProxy) return {};
  const given = env['NO_PROXY'] || env['no_proxy'];
  const names = [given, host, 'localhost'].filter(Boolean).join(',');
  return { NO_PROXY: names, no_proxy: names };
}
