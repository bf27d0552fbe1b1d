import { describe, expect, test } from 'vitest';

import type { SpanSpec } from '../../support/spans.ts';
import { lostBetween, ms, root } from './finding.ts';

describe('a service loses its own context', () => {
  test.each(['client', 'producer', 'internal', 'unspecified'] as const)(
    'where roots of the kind %s lie within its requests',
    (kind) => {
      const [found, ...more] = lostBetween(root('m', 10, 20), task(12, 18, { kind }));
      expect(more).toEqual([]);
      expect(found).toMatchObject({
        caller: 'm',
        callee: 'm',
        operation: 'send /mail/{}',
        lostBy: 'inside',
        callCount: 1,
        lostCount: 1,
      });
      expect(found.matches).toEqual([
        { traceId: '1', spanId: '9', service: 'm', name: 'serve', rootTraceId: '2', rootSpanId: '7' },
      ]);
      expect(found.message).toBe(
        '[m] starts traces of its own with send /mail/{} while it works on requests: context is lost inside it, between ' +
          'threads or in a queue (1 of 1 trace)',
      );
    },
  );

  test('surely, where each of several roots lies within one request', () => {
    const traces = [0, 100, 200].flatMap((at) => [root('m', at + 10, at + 20), task(at + 12, at + 18)]);
    expect(lostBetween(...traces)[0]).toMatchObject({ lostCount: 3, confidence: 'high' });
    const crowded = traces.concat([root('m', 0, 300)]);
    expect(lostBetween(...crowded)[0]).toMatchObject({ lostCount: 3, confidence: 'low' });
  });

  test('whichever of requests that begin together was read first', () => {
    const requests = ['a', 'b', 'c'].map((trace) => root('m', 10, 20, { trace }));
    const found = lostBetween(...requests, task(12, 18, { trace: 'd' }));
    expect(found[0].matches[0].rootTraceId).toBe('d');
    expect(lostBetween(...requests.toReversed(), task(12, 18, { trace: 'd' }))).toEqual(found);
  });

  const misses: readonly [string, SpanSpec[][]][] = [
    ['begin before it', [root('m', 10, 20), task(9, 18)]],
    ['end after it', [root('m', 10, 20), task(12, 21)]],
    ['are of another instance', [root('m', 10, 20), task(12, 18, { host: 'other' })]],
    ['are of another service', [root('m', 10, 20), task(12, 18, { service: 'n', host: 'm' })]],
    ['are of the same trace', [[...root('m', 10, 20), ...task(12, 18)]]],
    ['have a parent somewhere', [root('m', 10, 20), task(12, 18, { parent: '55' })]],
    ['are linked to their cause', [root('m', 10, 20), task(12, 18, { links: [{ trace: '1', id: '9' }] })]],
    ['mostly lie outside, as those of timers', [root('m', 10, 20), task(12, 18), task(32, 38), task(52, 58)]],
  ];
  test.each(misses)('unless they %s', (_, traces) => {
    expect(lostBetween(...traces)).toEqual([]);
  });
});

function task(start: number, end: number, more: Partial<SpanSpec> = {}): SpanSpec[] {
  return [
    {
      id: '7',
      service: 'm',
      host: 'm',
      kind: 'internal',
      name: 'send /mail/77',
      start: start * ms,
      end: end * ms,
      ...more,
    },
  ];
}
