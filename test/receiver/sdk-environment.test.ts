import { describe, expect, test } from 'vitest';

import { sdkEnvironment } from '../../src/receiver/sdk-environment.ts';

const ports = { otlp: 1, zipkin: 2, jaeger: 3 };

describe('the environment of a command', () => {
  test('has SDKs export spans over OTLP, soon, and nothing else', () => {
    expect(sdkEnvironment({ HOME: '/home/me' }, ports)).toEqual({
      HOME: '/home/me',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_INSECURE: 'true',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://127.0.0.1:2/api/v2/spans',
      OTEL_EXPORTER_JAEGER_ENDPOINT: 'http://127.0.0.1:3/api/traces',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
  });

  test('loses what would send spans elsewhere', () => {
    const env = sdkEnvironment(
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com/v1/traces',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=secret',
        OTEL_TRACES_EXPORTER: 'console',
      },
      ports,
    );
    expect(Object.entries(env).filter(([, value]) => /example|secret|console/.test(value))).toEqual([]);
  });

  test('keeps the protocol, and exporters that are understood', () => {
    const given = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_METRICS_EXPORTER: 'prometheus',
    };
    expect(sdkEnvironment(given, ports)).toMatchObject(given);
  });

  test('asks no proxy for this machine', () => {
    const env = sdkEnvironment({ https_proxy: 'http://proxy:3128', NO_PROXY: 'intranet' }, ports);
    expect(env['NO_PROXY']).toBe('intranet,127.0.0.1,localhost');
    expect(env['no_proxy']).toBe(env['NO_PROXY']);
  });
});
