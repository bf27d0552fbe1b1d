import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const a = '0000000000000000000000000000a001';
const b = '0000000000000000000000000000b002';
const db = [{ key: 'db.system.name', value: { stringValue: 'postgresql' } }];

/** What servers of other services do, and a database. */
const spans: DumpSpan[] = [
  { trace: a, id: '00000000000000a1', service: 'web', name: 'GET /', start: 0, end: 100 },
  {
    trace: a,
    id: '00000000000000a2',
    parent: '00000000000000a1',
    service: 'cart',
    name: 'GET /cart',
    start: 10,
    end: 90,
  },
  {
    trace: a,
    id: '00000000000000a3',
    parent: '00000000000000a2',
    service: 'stock',
    name: 'GET /stock',
    start: 20,
    end: 60,
    error: 'sold out',
  },
  { trace: b, id: '00000000000000b1', service: 'cart', name: 'GET /cart', start: 60_000, end: 60_010 },
];
const dump = dumps.dump('spans.jsonl', spans);
const shop = join(repository, 'fixtures/otlp-json/shop.jsonl');

test('shows who calls whom', async () => {
  const { exitCode, stdout, stderr } = await run(['graph', dump]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toBe(`2 traces, 4 spans: 3 services, 0 inferred peers, 2 calls

              calls  errors   p50   p95
[web]
  -> [cart]       1          80ms  80ms
[cart]
  -> [stock]      1       1  40ms  40ms
`);
});

test('counts only the traces that are meant', async () => {
  const { stdout } = await run(['graph', dump, '--service', 'web', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ traceCount: 1, spanCount: 3 });
  expect(
    (await run(['graph', dump, '--where', '{ resource.service.name = "web" }', '-o', 'json'])).stdout,
  ).toBe(stdout);
  expect((await run(['graph', 'a001', dump, '-o', 'json'])).stdout).toBe(stdout);
});

test('of no traces exits 3, or draws nothing where that is allowed', async () => {
  expect((await run(['graph', dump, '--service', 'nobody'])).exitCode).toBe(3);
  const allowed = await run(['graph', dump, '--service', 'nobody', '--allow-empty', '-o', 'mermaid']);
  expect(allowed).toMatchObject({ exitCode: 0, stdout: 'flowchart LR\n' });
});

describe('the files do not matter, nor their order', () => {
  const parts = spans.map((span, k) => dumps.dump(`part-${k}.jsonl`, [span]));

  test.each(['text', 'json', 'csv', 'mermaid', 'dot'])('as %s', async (output) => {
    const { stdout } = await run(['graph', dump, '-o', output]);
    expect((await run(['graph', ...parts, '-o', output])).stdout).toBe(stdout);
    expect((await run(['graph', ...parts.toReversed(), '-o', output])).stdout).toBe(stdout);
  });
});

describe('JSON keeps to its schema', () => {
  const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/graph.json'), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));

  test.each([
    ['services', [dump]],
    ['services of the shop', [shop]],
    ['its operations', [shop, '--by', 'operation']],
    ['nothing', [dump, '--service', 'nobody', '--allow-empty']],
  ])('of %s', async (_, args) => {
    const { stdout } = await run(['graph', ...args, '-o', 'json']);
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(validate({})).toBe(false);
  });
});

test('the other outputs', async () => {
  for (const output of ['csv', 'ndjson', 'yaml', 'markdown', 'mermaid', 'dot']) {
    const { exitCode, stdout } = await run(['graph', dump, '-o', output]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('stock');
  }
  expect((await run(['graph', dump, '-o', 'svg'])).exitCode).toBe(2);
});

test('the sample shop: calls, databases, a queue, a mail host', async () => {
  const { stdout } = await run(['graph', shop]);
  await expect(stdout).toMatchFileSnapshot('../golden/graph-shop.txt');
});

test('a peer is inferred from attributes', async () => {
  const file = dumps.dump('peer.jsonl', [
    ...spans.slice(0, 2),
    {
      trace: a,
      id: '00000000000000a4',
      parent: '00000000000000a2',
      service: 'cart',
      name: 'SELECT',
      start: 20,
      end: 30,
      attributes: db,
    },
  ]);
  // The dump's spans are servers, which call nobody.
  expect((await run(['graph', file])).stdout).not.toContain('postgresql');
  const clients = dumps.file('clients.jsonl', readFileSync(file, 'utf8').replaceAll('"kind":2', '"kind":3'));
  expect((await run(['graph', clients])).stdout).toContain('-> (postgresql)');
});
