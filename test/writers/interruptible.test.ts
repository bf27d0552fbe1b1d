import { expect, test } from 'vitest';

import { Interrupted, interruptible } from '../../src/writers/interruptible.ts';

test('gives what the work gives, and throws what it throws', () => {
  expect(interruptible(() => 7)).toBe(7);
  expect(interruptible(() => undefined)).toBeUndefined();
  const error = new Error('no');
  expect(() =>
    interruptible(() => {
      throw error;
    }),
  ).toThrow(error);
});

test('ends work that never rests', () => {
  let rounds = 0;
  const work = (): void => {
    process.kill(process.pid, 'SIGINT');
    while (performance.now() > 0) rounds++;
  };
  expect(() => interruptible(work)).toThrow(Interrupted);
  expect(rounds).toBeGreaterThan(0);
});
