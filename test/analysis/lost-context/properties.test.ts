import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { runs } from '../../support/random-traces.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { answer, call, lostBetween, ms, root } from './finding.ts';

const request = { method: fc.constantFrom('', 'GET', 'POST'), path: fc.constantFrom('', '/a', '/b') };
const times = { start: fc.integer({ min: 100, max: 160 }), length: fc.integer({ min: 0, max: 40 }) };
const service = fc.constantFrom('p', 'q');
const clients = fc.array(
  fc.record({ ...request, ...times, service, caller: fc.constantFrom('a', 'b'), isAnswered: fc.boolean() }),
  { maxLength: 8 },
);
const roots = fc.array(fc.record({ ...request, ...times, service }), { maxLength: 8 });

interface Drawn {
  service: string;
  method: string;
  path: string;
  start: number;
  length: number;
}

test('the pairs are those that looking at every client and every root finds', () => {
  fc.assert(
    fc.property(clients, roots, (clients, roots) => {
      const found = lostBetween(...clients.map(clientTrace), ...roots.map(rootTrace)).flatMap(({ matches }) =>
        matches.map(({ traceId, rootTraceId }) => [Number(traceId), Number(rootTraceId)]),
      );
      expect(found.toSorted(byFirst)).toEqual(
        pairs(clients, roots).map(([i, j]) => [i + 1, clients.length + j + 1]),
      );
    }),
    runs,
  );
});

test('calls, lost ones and callers are counted', () => {
  fc.assert(
    fc.property(clients, roots, (clients, roots) => {
      for (const found of lostBetween(...clients.map(clientTrace), ...roots.map(rootTrace))) {
        const alike = clients.filter(({ caller, service, path }) => {
          return (
            caller === found.caller && service === found.callee && `call ${path}`.trim() === found.operation
          );
        });
        const isCalled = clients.filter(({ service }) => service === found.callee);
        expect(found.callCount).toBe(alike.length);
        expect(found.lostCount).toBe(alike.filter(({ isAnswered }) => !isAnswered).length);
        expect(found.matchCount).toBe(found.matches.length);
        expect(found.callerCount).toBe(new Set(isCalled.map(({ caller }) => caller)).size);
      }
    }),
    runs,
  );
});

test('the order of traces does not matter', () => {
  fc.assert(
    fc.property(clients, roots, fc.infiniteStream(fc.nat()), (clients, roots, random) => {
      const traces = [...clients.map(clientTrace), ...roots.map(rootTrace)].map((specs, k) =>
        specs.map((spec) => ({ ...spec, trace: String(k + 1) })),
      );
      const shuffled = traces
        .map((trace) => ({ trace, rank: Number(random.next().value) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ trace }) => trace);
      expect(lostBetween(...shuffled)).toEqual(lostBetween(...traces));
    }),
    runs,
  );
});

/** Pairs of clients and roots as the rule has it, in quadratic time. */
function pairs(
  clients: readonly (Drawn & { isAnswered: boolean })[],
  roots: readonly Drawn[],
): [number, number][] {
  const choices = clients.map((client): number[] => {
    if (client.isAnswered) return [];
    const candidates = roots.flatMap((root, j) =>
      isWithin(root, client) && isAlike(root, client) ? [j] : [],
    );
    return candidates.length === 1 ? candidates : [];
  });
  return choices.flatMap(([j], i): [number, number][] => {
    return j !== undefined && choices.filter(([other]) => other === j).length === 1 ? [[i, j]] : [];
  });
}

function isWithin(root: Drawn, client: Drawn): boolean {
  const tolerance = Math.min(ms, Math.floor((client.length * ms) / 100));
  const [early, late] = [
    (client.start - root.start) * ms,
    (root.start + root.length - client.start - client.length) * ms,
  ];
  return root.service === client.service && early <= tolerance && late <= tolerance;
}

function isAlike(a: Drawn, b: Drawn): boolean {
  return [
    [a.method, b.method],
    [a.path, b.path],
  ].every(([one, other]) => one === '' || other === '' || one === other);
}

function clientTrace({
  caller,
  service,
  start,
  length,
  isAnswered,
  ...request
}: Drawn & { caller: string; isAnswered: boolean }): SpanSpec[] {
  const own = call(caller, service, start, start + length, { attributes: attributes(request) });
  return isAnswered ? [...own, answer(service, start, start + length)] : own;
}

function rootTrace({ service, start, length, ...request }: Drawn): SpanSpec[] {
  return root(service, start, start + length, { attributes: attributes(request) });
}

function attributes({ method, path }: { method: string; path: string }): Record<string, string> {
  return {
    ...(method === '' ? {} : { 'http.request.method': method }),
    ...(path === '' ? {} : { 'url.path': path }),
  };
}

function byFirst([a]: number[], [b]: number[]): number {
  return a - b;
}
