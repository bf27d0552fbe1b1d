import { describe, expect, test } from 'vitest';

import { SpanFlag } from '../../src/model/kinds.ts';
import { outline, type SpanSpec, traceOf } from '../support/spans.ts';

describe('records of one id', () => {
  const span: SpanSpec = { id: '1', name: 'x', service: 'a', kind: 'client', start: 10, end: 20 };

  test('that are equal are one span, counted', () => {
    const trace = traceOf([span, { id: '2', parent: '1', start: 12, end: 13 }, span, span]);
    expect(trace.spanCount).toBe(2);
    expect(trace.duplicateCount).toBe(2);
    expect(trace.findings).toMatchObject([
      {
        code: 'duplicate-span',
        severity: 'info',
        message: '2 records repeat 1 span: each span counts once',
        spanIds: ['1'],
        data: { duplicates: 2 },
      },
    ]);
  });

  test('keep the failed one of equal ones', () => {
    const trace = traceOf([span, { ...span, error: true, message: 'boom' }]);
    expect(trace.span(0)).toMatchObject({ statusCode: 'error', statusMessage: 'boom' });
  });

  test.each<[string, Partial<SpanSpec>]>([
    ['service', { service: 'b' }],
    ['kind', { kind: 'producer' }],
    ['name', { name: 'y' }],
    ['start', { start: 11 }],
    ['end', { end: 21 }],
  ])('that differ in %s are different spans', (_, change) => {
    const trace = traceOf([span, { ...span, ...change }]);
    expect(trace.spanCount).toBe(2);
    expect(trace.duplicateCount).toBe(0);
    expect(trace.findings.map(({ code }) => code)).toContain('shared-span-id');
  });
});

describe('parts of a Zipkin span', () => {
  const part: SpanSpec = { id: '1', name: 'get', service: 'a', zipkin: true, start: 10, end: 20 };

  test('are merged where nothing in their endpoints differs', () => {
    const trace = traceOf([
      { ...part, end: undefined, ip: '10.0.0.1', attributes: { a: '1' } },
      { ...part, name: '', parent: '7', kind: 'server', error: true, attributes: { a: '2', b: '2' } },
    ]);
    expect(outline(trace)).toEqual(['?7', '  get']);
    expect(trace.duration(1)).toBe(10);
    expect(trace.span(1)).toMatchObject({ kind: 'server', parentSpanId: '7', statusCode: 'error' });
    expect(trace.flags[1] & SpanFlag.error).toBe(SpanFlag.error);
    expect([...trace.span(1).attributes]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(trace.findings.map(({ code }) => code)).toEqual(['missing-parent', 'merged-span']);
  });

  test.each<[string, Partial<SpanSpec>, number]>([
    ['another service', { service: 'b' }, 2],
    ['another ip', { ip: '10.0.0.2' }, 2],
    ['another port', { port: 81 }, 2],
    ['no service', { service: '' }, 1],
    ['no ip', {}, 1],
    ['the other half of the id', { ip: '10.0.0.1', shared: true }, 2],
    [
      'the other half of the id, untimed',
      { ip: '10.0.0.1', shared: true, start: undefined, end: undefined },
      1,
    ],
    ['not from Zipkin', { zipkin: false }, 2],
  ])('with %s', (_, change, spans) => {
    const trace = traceOf([
      { ...part, ip: '10.0.0.1', port: 80 },
      { ...part, name: 'put', start: 11, ...change },
    ]);
    expect(trace.spanCount).toBe(spans);
  });
});
