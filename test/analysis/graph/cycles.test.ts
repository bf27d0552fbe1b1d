import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cycles } from '../../../src/analysis/graph/cycles.ts';
import { runs } from '../../support/random-traces.ts';

test('finds the shortest way round from the first node', () => {
  expect(cycles([[1], [2], [0, 3], []])).toEqual([[0, 1, 2]]);
  expect(cycles([[1, 2], [2], [0]])).toEqual([[0, 2]]);
  expect(cycles([[0], [2], [1]])).toEqual([[1, 2]]);
  expect(cycles([])).toEqual([]);
});

test('goes round without recursion', () => {
  const size = 200_000;
  const [way] = cycles(Array.from({ length: size }, (_, node) => [(node + 1) % size]));
  expect(way).toHaveLength(size);
});

test('there is one for each set of nodes that reach each other', () => {
  const graph = fc
    .integer({ min: 1, max: 8 })
    .chain((size) =>
      fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
    );
  fc.assert(
    fc.property(graph, (successors) => {
      const found = cycles(successors);
      for (const way of found) {
        way.forEach((node, k) => expect(successors[node]).toContain(way[(k + 1) % way.length]));
        expect(new Set(way).size).toBe(way.length);
      }
      expect(found.map(([first]) => first)).toEqual(firstsOfSets(successors));
    }),
    runs,
  );
});

/** Brute force: the first node of each set of at least two that reach each other. */
function firstsOfSets(successors: number[][]): number[] {
  const reach = reachable(successors);
  const nodes = [...successors.keys()];
  return nodes.filter((node) => {
    const set = nodes.filter((other) => other !== node && reach[node].has(other) && reach[other].has(node));
    return set.length > 0 && set.every((other) => other > node);
  });
}

/** Brute force: what each node reaches by at least one edge. */
function reachable(successors: number[][]): Set<number>[] {
  return successors.map((first) => {
    const reached = new Set(first);
    for (const node of reached) for (const to of successors[node]) reached.add(to);
    return reached;
  });
}
