import { describe, expect, test } from 'vitest';

import { pastedTrace } from '../../src/backends/pasted.ts';
import { tracePage } from '../../src/backends/trace-page.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the page of a trace', () => {
  test.each([
    ['jaeger', 'http://localhost:16686/', 'jaeger+http://localhost:16686'],
    ['jaeger', 'https://host/jaeger', 'jaeger+https://host/jaeger'],
    ['zipkin', 'http://localhost:9411', 'zipkin+http://localhost:9411/zipkin'],
    ['zipkin', 'http://host/zipkin/', 'zipkin+http://host/zipkin'],
    ['tempo', 'https://grafana/g/api/datasources/proxy/uid/t1', 'grafana+https://grafana/g/?ds=t1'],
    ['jaeger', 'https://grafana/api/datasources/proxy/uid/j1/', 'grafana+https://grafana/?ds=j1'],
  ])('of %s at %s is one that pasting understands', (kind, base, backend) => {
    const page = tracePage({ kind, base }, traceId, undefined) ?? '';
    expect(pastedTrace(page)).toEqual({ traceId, backend });
  });

  test('of Jaeger shows the span', () => {
    const page = tracePage({ kind: 'jaeger', base: 'http://localhost:16686' }, traceId, 'a b#2');
    expect(page).toBe(`http://localhost:16686/trace/${traceId}?uiFind=a%20b%232`);
  });

  test('of Tempo is nowhere: it has none', () => {
    expect(tracePage({ kind: 'tempo', base: 'http://localhost:3200' }, traceId, undefined)).toBeUndefined();
  });
});
