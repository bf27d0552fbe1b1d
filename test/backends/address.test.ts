/** Addresses of backends. */
import { describe, expect, test } from 'vitest';

import { backendAddress } from '../../src/backends/address.ts';
import { UsageError } from '../../src/errors.ts';

describe('the address of an API', () => {
  test.each([
    ['http://localhost:16686', undefined, 'http://localhost:16686/'],
    ['http://localhost:16686/', undefined, 'http://localhost:16686/'],
    ['jaeger+http://localhost:16686', 'jaeger', 'http://localhost:16686/'],
    ['tempo+https://tempo.example.com', 'tempo', 'https://tempo.example.com/'],
    ['zipkin+http://localhost:9411', 'zipkin', 'http://localhost:9411/'],
    ['Tempo+HTTPS://Tempo.Example.com', 'tempo', 'https://tempo.example.com/'],
    ['https://host/jaeger/ui', undefined, 'https://host/jaeger/ui'],
    ['https://host/jaeger/ui///', undefined, 'https://host/jaeger/ui'],
    ['https://host/jaeger/ui/search', undefined, 'https://host/jaeger/ui'],
    ['https://host/jaeger/ui/search?service=shop&limit=20', undefined, 'https://host/jaeger/ui'],
    ['https://host/search/', undefined, 'https://host/'],
    ['https://host/dependencies', undefined, 'https://host/'],
    ['https://host/monitor', undefined, 'https://host/'],
    ['https://host/research', undefined, 'https://host/research'],
    ['https://host/search/api', undefined, 'https://host/search/api'],
    ['https://host/a%20b?x=1#y', undefined, 'https://host/a%20b'],
    ['http://[::1]:3200/tempo', undefined, 'http://[::1]:3200/tempo'],
    ['tempo+http://[fd00::12]', 'tempo', 'http://[fd00::12]/'],
    ['http://127.0.0.1:80', undefined, 'http://127.0.0.1/'],
    ['http://user:secret@host:1/x', undefined, 'http://host:1/x'],
    ['grafana+https://host/?ds=abc-1_2', undefined, 'https://host/api/datasources/proxy/uid/abc-1_2'],
    ['grafana+https://host?ds=abc', undefined, 'https://host/api/datasources/proxy/uid/abc'],
    [
      'grafana+http://[::1]:3000/grafana/?ds=abc',
      undefined,
      'http://[::1]:3000/grafana/api/datasources/proxy/uid/abc',
    ],
    [
      'grafana+https://host/a/b//?orgId=1&ds=abc#x',
      undefined,
      'https://host/a/b/api/datasources/proxy/uid/abc',
    ],
  ])('%s', (text, kind, base) => {
    const address = backendAddress(text);
    expect({ kind: address.kind, base: address.base.href }).toEqual({ kind, base });
  });
});

describe('what is none', () => {
  test.each([
    ['', 'is not the address of a backend'],
    ['localhost:16686', 'is not the address of a backend'],
    ['ftp://host', 'is not the address of a backend'],
    ['http://', 'is not the address of a backend'],
    ['http://host:99999', 'is not the address of a backend'],
    ['http://[::1', 'is not the address of a backend'],
    ['jaeger+ftp://host', 'is not the address of a backend'],
    ['+http://host', 'is not the address of a backend'],
    ['loki+http://host', "unknown kind of backend 'loki'"],
    ['grafana+https://host', 'no data source in grafana+https://host'],
    ['grafana+https://host/?ds=', 'no data source in'],
    ['grafana+https://host/?ds=../../admin', 'no data source in'],
    ['grafana+https://host/?uid=abc', 'no data source in'],
  ])('%j is refused', (text, message) => {
    const attempt = (): unknown => backendAddress(text);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(message);
  });

  test('names the kinds that there are', () => {
    expect(() => backendAddress('loki+http://host')).toThrow(
      expect.objectContaining({ hint: 'kinds: jaeger, tempo, zipkin, grafana' }),
    );
  });
});
