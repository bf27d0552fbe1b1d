/** A search over a server answers the traces that a search over a dump of the same server does, whatever is asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { searchArguments, smallTraces } from './random-searches.ts';
import {
  jaegerDump,
  type JaegerStore,
  type SearchServer,
  startJaegerSearch,
  startZipkinSearch,
  zipkinDump,
} from './search-servers.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-plan-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The ids of all traces that a list has, in order. */
async function listed(source: readonly string[], query: readonly string[]): Promise<string[]> {
  const { stdout, stderr, exitCode } = await run([
    'list',
    ...source,
    ...query,
    '-n',
    '0',
    '-q',
    '-o',
    'json',
  ]);
  if (exitCode !== 0 && exitCode !== 3) throw new Error(stderr);
  const { traces }: { traces: { traceId: string }[] } = stdout === '' ? { traces: [] } : JSON.parse(stdout);
  return traces.map(({ traceId }) => traceId).sort();
}

/** Of a server, and of a dump of it. */
async function both(
  server: SearchServer,
  kind: 'jaeger' | 'zipkin',
  dump: string,
  args: string[],
): Promise<string[][]> {
  const file = join(folder, `${kind}.json`);
  writeFileSync(file, dump);
  try {
    return [await listed(['-b', `${kind}+${server.url}`], args), await listed([file], args)];
  } finally {
    await server.close();
  }
}

const runs = { numRuns: Number(process.env['TRACECTL_RUNS'] ?? 40) };
const patience = runs.numRuns * 1000;

test.each<JaegerStore>(['memory v1', 'memory v2', 'elasticsearch', 'cassandra'])(
  'over a Jaeger with its traces in: %s',
  async (store) => {
    const property = fc.asyncProperty(smallTraces('known'), searchArguments, async (traces, args) => {
      const server = await startJaegerSearch(traces, store);
      const [found, expected] = await both(server, 'jaeger', jaegerDump(traces), args);
      expect(found).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs.numRuns / 2 });
  },
  patience,
);

test(
  'over a Zipkin',
  async () => {
    const property = fc.asyncProperty(smallTraces('unknown'), searchArguments, async (traces, args) => {
      const server = await startZipkinSearch(traces);
      const [found, expected] = await both(server, 'zipkin', zipkinDump(traces), args);
      expect(found).toEqual(expected);
    });
    await fc.assert(property, runs);
  },
  patience,
);
