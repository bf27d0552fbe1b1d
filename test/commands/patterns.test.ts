import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32));

/** A request that asks a database for each of some rows. */
function looped(trace: string, at: number, count: number): DumpSpan[] {
  const queries = Array.from({ length: count }, (_, k): DumpSpan => {
    const attributes = [
      { key: 'db.query.text', value: { stringValue: `SELECT * FROM items WHERE id = ${k}` } },
    ];
    const start = at + 10 + 10 * k;
    return {
      trace,
      id: `c${k}`.padStart(16, '0'),
      parent: '1'.padStart(16, '0'),
      name: 'SELECT',
      start,
      end: start + 8,
      attributes,
    };
  });
  return [
    { trace, id: '1'.padStart(16, '0'), name: 'GET /orders', start: at, end: at + 20 + 10 * count },
    ...queries,
  ];
}

/** A request that calls other services in turn, each so long. */
function turns(...lengths: number[]): DumpSpan[] {
  const spans: DumpSpan[] = [];
  let start = 0;
  lengths.forEach((length, k) => {
    const id = `a${k}`.padStart(16, '0');
    const end = start + length;
    spans.push({
      trace: ids[0],
      id,
      parent: '1'.padStart(16, '0'),
      service: `s${k}`,
      name: 'get',
      start,
      end,
    });
    start = end;
  });
  return [{ trace: ids[0], id: '1'.padStart(16, '0'), name: 'GET /', start: 0, end: start }, ...spans];
}

const dump = dumps.dump('looped.jsonl', [
  ...looped(ids[0], 0, 10),
  ...looped(ids[1], 1000, 5),
  ...looped(ids[2], 2000, 4),
]);
const shop = join(repository, 'fixtures/otlp-json/shop.jsonl');

describe('show', () => {
  test('notes a pattern, unless it is told to be quiet', async () => {
    const note =
      'note: 10 [shop] SELECT calls one after another under GET /orders; run together they could save up to 72ms\n';
    expect((await run(['show', ids[0], dump])).stdout).toContain(note);
    expect((await run(['show', ids[0], dump, '-q'])).stdout).not.toContain('note:');
    expect((await run(['show', ids[2], dump])).stdout).not.toContain('note:');
  });

  test('has it among the findings of JSON', async () => {
    const { stdout } = await run(['show', ids[0], dump, '-o', 'json']);
    expect(JSON.parse(stdout).traces[0].findings).toEqual([
      {
        code: 'n-plus-one',
        severity: 'info',
        message:
          '10 [shop] SELECT calls one after another under GET /orders; run together they could save up to 72ms',
        spanIds: Array.from({ length: 10 }, (_, k) => `c${k}`.padStart(16, '0')),
        data: {
          parentSpanId: '0000000000000001',
          count: 10,
          fingerprint: 'SELECT * FROM items WHERE id = ?',
          callee: '',
          beforeSpanId: null,
          onPathNano: 80_000_000,
          savableNano: 72_000_000,
          confidence: 'high',
        },
      },
    ]);
  });

  test('notes a waterfall that takes long enough, and how to learn more', async () => {
    const long = dumps.dump('long.jsonl', turns(100, 200, 500));
    const { stdout } = await run(['show', long]);
    expect(stdout).toContain(
      'note: 3 calls follow one another under GET / ([s0] get, [s1] get, [s2] get); side by side they could save up to 300ms,',
    );
    expect(stdout).toContain(
      '\ntracectl stats --patterns tells over many traces which calls need each other\n',
    );
    expect((await run(['show', long, '-q'])).stdout).not.toContain('--patterns');
    const short = dumps.dump('short.jsonl', turns(40, 800));
    expect((await run(['show', short])).stdout).not.toContain('note:');
    expect((await run(['show', short, '-o', 'json'])).stdout).toContain('"code":"waterfall"');
  });

  test('notes only what is drawn', async () => {
    const focused = await run(['show', ids[0], dump, '--focus', 'c3'.padStart(16, '0')]);
    expect(focused.stdout).not.toContain('note:');
  });
});

describe('stats --patterns', () => {
  test('adds up what traces have in common', async () => {
    const { exitCode, stdout, stderr } = await run(['stats', '--patterns', dump]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`what 3 traces could save at most, all taken together

104ms  42%  in 2 traces  N+1 under [shop] GET /orders
    SELECT * FROM items WHERE id = ? ×8
    tracectl show ${ids[0]} --focus 0000000000000001
`);
  });

  test('says that there is nothing', async () => {
    const { stdout } = await run(['stats', '--patterns', ids[2], dump]);
    expect(stdout).toBe('no repeated patterns in 1 trace\n');
    expect((await run(['stats', '--patterns', dump, '--service', 'nobody'])).exitCode).toBe(3);
    const allowed = await run(['stats', '--patterns', dump, '--service', 'nobody', '--allow-empty']);
    expect(allowed).toMatchObject({ exitCode: 0, stdout: 'no repeated patterns in 0 traces\n' });
  });

  test.each(['text', 'json', 'csv', 'ndjson', 'markdown', 'yaml'])(
    'as %s, whatever the order of files',
    async (output) => {
      const parts = ids.map((trace, k) =>
        dumps.dump(`${k}-${output}.jsonl`, looped(trace, k * 1000, [10, 5, 4][k])),
      );
      const { exitCode, stdout } = await run(['stats', '--patterns', dump, '-o', output]);
      expect(exitCode).toBe(0);
      expect((await run(['stats', '--patterns', ...parts.toReversed(), '-o', output])).stdout).toBe(stdout);
    },
  );

  test('as text at 80 columns, of the sample shop', async () => {
    const { stdout } = await run(['stats', '--patterns', shop, '--width', '80', '-n', '3']);
    await expect(stdout).toMatchFileSnapshot('../golden/patterns-shop.txt');
  });

  test('as JSON keeps to its schema', async () => {
    const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/patterns.json'), 'utf8'));
    const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
    for (const file of [dump, shop]) {
      validate(JSON.parse((await run(['stats', '--patterns', file, '-o', 'json'])).stdout));
      expect(validate.errors).toBeNull();
    }
    expect(validate({})).toBe(false);
  });
});

describe('lost context', () => {
  const lost = 'fixtures/otlp-json/shop-lost-context.jsonl';

  test('stands below the patterns', async () => {
    const { stdout } = await run(['stats', '--patterns', lost, '-n', '1', '--width', '100']);
    expect(stdout.slice(stdout.indexOf('\nlost context'))).toBe(`
lost context  [bank] starts its own traces where [payment] calls POST /transfers: context is lost
    between them (4 of 4 calls); either [payment] does not inject it or [bank] does not extract it:
    no other caller tells which
    confidence: high; what should be below is the trace 9b3bc7af1c77be4524a5ed47a7b2993e
    tracectl show 52ebc6680b49b5ffcb64bd9d2af0ea31 --focus 035a3c56c4afc753

1 of 2 lost contexts; --limit 0 for all
`);
  });

  test('is in the document, which keeps to its schema', async () => {
    const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/patterns.json'), 'utf8'));
    const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
    const document: { lostContexts: Record<string, unknown>[] } = JSON.parse(
      (await run(['stats', '--patterns', lost, '-o', 'json'])).stdout,
    );
    validate(document);
    expect(validate.errors).toBeNull();
    expect(document.lostContexts).toMatchObject([
      { caller: 'payment', callee: 'bank', lostBy: 'unknown', callCount: 4, lostCount: 4, matchCount: 4 },
      { caller: 'orders', callee: 'payment', lostBy: 'unknown', callCount: 2, lostCount: 2, matchCount: 2 },
    ]);
  });
});
