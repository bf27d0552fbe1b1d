import { expect, test } from 'vitest';

import { type MissingParent, missingParents } from '../../src/analysis/missing-parents.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';

function verdictOn(...children: Partial<SpanSpec>[]): MissingParent {
  const specs: SpanSpec[] = [];
  for (const child of children) {
    const k = specs.length + 1;
    specs.push({ id: String(k), parent: '99', name: 'x', service: 'a', start: k, end: k + 1, ...child });
  }
  const [missing] = missingParents(traceOf([{ id: 'ff', start: 0, end: 9 }, ...specs]));
  return missing;
}

test('above servers was a client', () => {
  expect(verdictOn({ kind: 'server' }, { kind: 'server', service: 'b' })).toMatchObject({
    spanId: '99',
    verdict: 'client',
    service: '',
    sentence: 'most likely a client span of the caller of several services: its children are server spans',
  });
});

test('above the inner spans of a service was a span of that service', () => {
  expect(verdictOn({ kind: 'client' }, { kind: 'internal' })).toMatchObject({
    verdict: 'same-service',
    service: 'a',
    sentence: 'most likely a span of a itself: its children are spans of that service',
  });
});

test('above alike spans over a minute apart was a span that never ends', () => {
  const minute = 60e9;
  expect(verdictOn({ kind: 'server' }, { kind: 'server', start: 3 * minute, end: 3 * minute }).verdict).toBe(
    'long-lived',
  );
  expect(
    verdictOn({ kind: 'server' }, { kind: 'server', name: 'y', start: 3 * minute, end: 3 * minute }).verdict,
  ).toBe('client');
});

test('above anything else stays unknown', () => {
  expect(verdictOn({ kind: 'client' }, { kind: 'server' }).verdict).toBe('unknown');
  expect(verdictOn({ kind: 'client' }, { kind: 'client', service: 'b' }).verdict).toBe('unknown');
  expect(verdictOn({ kind: 'consumer' }).sentence).toBe('its children do not tell what it was');
});

test('a whole trace has none', () => {
  expect(missingParents(traceOf([{ id: '1', start: 0, end: 9 }]))).toEqual([]);
});
