import { afterEach, describe, expect, test } from 'vitest';

import { completeFrom, type NamePlace } from '../../src/cli/complete-from.ts';
import type { Context } from '../../src/cli/context.ts';
import { type JaegerServer, startJaeger, tracesEachSecond } from '../support/jaeger-server.ts';

const newest = Date.parse('2023-11-14T22:59:00Z') * 1000;

const context: Context & { signal: AbortSignal } = {
  stdin: 'none',
  write: () => {},
  warn: () => {},
  env: {},
  cwd: '/',
  packageRoot: '/',
  isTTY: false,
  columns: undefined,
  now: () => new Date('2023-11-14T23:00:00Z'),
  signal: new AbortController().signal,
};

let server: JaegerServer | undefined;
afterEach(() => server?.close());

async function placeOf(...args: Parameters<typeof startJaeger>): Promise<NamePlace> {
  server = await startJaeger(...args);
  return { backend: `jaeger+${server.url}` };
}

describe('a backend is asked', () => {
  test('for its services', async () => {
    const place = await placeOf(tracesEachSecond(2, newest, 'cart'));
    expect(await completeFrom(context, 'service', place)).toEqual(['cart']);
  });

  test('for the operations of the service on the command line', async () => {
    const place = await placeOf(tracesEachSecond(2, newest));
    expect(await completeFrom(context, 'operation', { ...place, service: 'shop' })).toEqual([
      'GET /0',
      'GET /1',
    ]);
    expect(await completeFrom(context, 'operation', place)).toEqual([]);
  });

  test('for the ids of its newest traces', async () => {
    const traces = tracesEachSecond(30, newest);
    const place = await placeOf(traces);
    const expected = traces.slice(0, 20).map(({ traceId }) => traceId);
    expect(await completeFrom(context, 'traceId', place)).toEqual(expected);
  });

  test('once: it does not try again', async () => {
    const place = await placeOf([], { mostAtOnce: 0 });
    await expect(completeFrom(context, 'service', place)).rejects.toThrow('answered 429');
    expect(server?.requests).toHaveLength(1);
  });
});

test('without a backend there is nothing to complete', async () => {
  expect(await completeFrom(context, 'service', {})).toEqual([]);
});
