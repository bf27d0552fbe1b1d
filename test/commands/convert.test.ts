import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';

import { targets } from '../../src/writers/index.ts';
import { repository, run } from '../cli/context.ts';
import { idsIn, readBytes, spanIds } from '../formats/reading.ts';
import { failing, later } from '../support/two-requests.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const a = failing[0].trace;
const spans: readonly DumpSpan[] = [...failing, { ...later, links: [{ traceId: a, spanId: failing[0].id }] }];
const all = dumps.dump('all.jsonl', spans);
const none = dumps.file('none.jsonl', '{"resourceSpans":[]}\n');
const ids = spans.map(({ trace, id }) => `${trace}/${id}`);

let count = 0;
function freshPath(suffix = '.json'): string {
  return join(dumps.folder, `out-${++count}${suffix}`);
}

describe('converting', () => {
  test('writes the format asked for, and tells what it does not hold', async () => {
    const result = await run(['convert', all, '--to', 'zipkin']);
    expect(result.exitCode).toBe(0);
    expect(readBytes(Buffer.from(result.stdout)).format).toBe('zipkin');
    expect(idsIn(result.stdout)).toEqual(ids);
    expect(result.stderr).toBe(
      'tracectl: not all of it fits into zipkin\n  1 link of 1 span: zipkin has no links\n',
    );
  });

  test('is silent where all of it fits, or with -q', async () => {
    expect(await run(['convert', all, '--to', 'otlp-json'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run(['convert', all, '--to', 'zipkin', '-q'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('with --strict a loss is exit code 1, even a silent one', async () => {
    const path = freshPath();
    expect((await run(['convert', all, '--to', 'zipkin', '--strict', '-q', '-O', path])).exitCode).toBe(1);
    expect(existsSync(path)).toBe(true);
    expect((await run(['convert', all, '--to', 'jaeger', '--strict'])).exitCode).toBe(0);
  });

  test('reads several files, of several formats', async () => {
    const jaeger = dumps.file('jaeger.json', (await run(['convert', a, all, '--to', 'jaeger'])).stdout);
    const rest = dumps.dump('rest.jsonl', spans.slice(2));
    const result = await run(['convert', jaeger, rest, '--to', 'otlp-json', '-v']);
    expect(idsIn(result.stdout)).toEqual(ids);
    expect(result.stderr).toContain('read 3 spans from 2 sources (jaeger, otlp-json)');
    expect(result.stderr).toContain('3 spans written');
  });

  test('protobuf goes to standard output as bytes', async () => {
    const pieces: Uint8Array[] = [];
    const { exitCode } = await run(['convert', all, '--to', 'otlp-proto'], {
      write: (piece) => pieces.push(Buffer.from(piece)),
    });
    expect(exitCode).toBe(0);
    const { store, format } = readBytes(Buffer.concat(pieces));
    expect([format, spanIds(store).sort()]).toEqual(['otlp-proto', ids]);
  });

  test('a line of ndjson keeps to its schema', async () => {
    const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/convert.json'), 'utf8'));
    const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
    const { stdout } = await run(['convert', all, '--to', 'ndjson']);
    for (const line of stdout.trimEnd().split('\n')) {
      validate(JSON.parse(line));
      expect(validate.errors).toBeNull();
    }
    expect(validate({})).toBe(false);
  });

  test('folded stacks are those of the critical path', async () => {
    expect(await run(['convert', all, '--to', 'folded', '-q'])).toMatchObject({
      stdout: '[shop] GET /b 300000000\n[shop] GET /a 20000000\n[shop] GET /a;[db] SELECT 80000000\n',
    });
  });
});

describe('what to write', () => {
  test('has to be said', async () => {
    expect(await run(['convert', all])).toMatchObject({
      exitCode: 2,
      stderr:
        'tracectl: no word on the format to write\n  hint: --to otlp-json, otlp-proto, jaeger, zipkin, chrome, folded, csv, ndjson\n',
    });
  });

  test('may be misspelled', async () => {
    const { exitCode, stderr } = await run(['convert', all, '--to', 'zipkn']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("argument 'zipkn' is invalid. Did you mean zipkin?");
    expect((await run(['convert', all, '--to', 'protocol'])).stderr).toContain(
      'Allowed choices are otlp-json, ',
    );
    expect((await run(['convert', all, '--from', 'jaeger', '--to', 'zipkin'])).stderr).toContain(
      '--format jaeger names the format that is read',
    );
  });

  test('is listed in the help', async () => {
    const { stdout } = await run(['convert', '--help']);
    for (const { id, title } of targets) expect(stdout).toContain(`  ${id.padEnd(12)}${title}\n`);
  });

  test('is not thrown at a terminal if it is binary', async () => {
    expect(await run(['convert', all, '--to', 'otlp-proto'], { isTTY: true })).toMatchObject({
      exitCode: 2,
      stdout: '',
    });
    expect((await run(['convert', all, '--to', 'otlp-json'], { isTTY: true })).exitCode).toBe(0);
  });
});

describe('a file', () => {
  test('is written in full, compressed if its name says so', async () => {
    const path = freshPath('.json.gz');
    expect(await run(['convert', all, '--to', 'jaeger', '-O', path])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    const { stdout } = await run(['convert', all, '--to', 'jaeger', '-O', '-']);
    expect(gunzipSync(readFileSync(path)).toString()).toBe(stdout);
  });

  test('may be the one that is read', async () => {
    const path = dumps.dump('own.jsonl', spans);
    expect((await run(['convert', path, '--to', 'zipkin', '-q', '-O', path])).exitCode).toBe(0);
    expect(readBytes(readFileSync(path)).format).toBe('zipkin');
  });

  test('stays as it was when nothing can be read', async () => {
    const path = freshPath();
    writeFileSync(path, 'before');
    const text = dumps.file('text.txt', 'no trace');
    expect((await run(['convert', text, '--to', 'zipkin', '-O', path])).exitCode).toBe(4);
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect((await run(['convert', none, '--to', 'zipkin', '-O', path])).exitCode).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  test('that can’t be written is told before anything is read', async () => {
    const { exitCode, stderr } = await run([
      'convert',
      join(dumps.folder, 'no such'),
      '--to',
      'csv',
      '-O',
      '/nowhere/x',
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toBe('tracectl: cannot write /nowhere/x: there is no such folder\n');
  });
});

describe('which traces', () => {
  test.each<[string, string[], string[]]>([
    ['by id', ['b002', all], ids.slice(2)],
    ['by a query', [all, '--where', '{ status = error }'], ids.slice(0, 2)],
    [
      'by a query, only the spans',
      [all, '--where', '{ status = error }', '--match', 'span'],
      ids.slice(1, 2),
    ],
    [
      'by id and a query, only the spans',
      ['a001', all, '--service', 'db', '--match', 'span'],
      ids.slice(1, 2),
    ],
    ['by service', [all, '--service', 'db'], ids.slice(0, 2)],
    ['by the time of their start', [all, '--from', '2023-11-14T22:14:00Z'], ids.slice(2)],
    ['until a time', [all, '--until', '2023-11-14T22:14:00Z'], ids.slice(0, 2)],
    ['at most so many', [all, '-n', '1'], ids.slice(0, 2)],
    ['0 for all', [all, '-n', '0'], ids],
  ])('%s', async (_, args, expected) => {
    const result = await run(['convert', ...args, '--to', 'otlp-json']);
    expect(result.exitCode).toBe(0);
    expect(idsIn(result.stdout)).toEqual(expected);
  });

  test('none is exit code 3, and nothing is written', async () => {
    for (const target of targets) {
      const result = await run(['convert', all, '--to', target.id, '--service', 'nobody']);
      expect(result).toMatchObject({ exitCode: 3, stdout: '' });
      expect(result.stderr).toMatch(/no trace in .*all\.jsonl matches \(2 traces read\)/);
    }
  });

  test('none, with --allow-empty, is an empty document', async () => {
    const documents: Record<string, string> = {
      'otlp-json': '',
      'otlp-proto': '',
      jaeger: '{"data":[],"total":0,"limit":0,"offset":0,"errors":null}\n',
      zipkin: '[]\n',
      chrome: '{"displayTimeUnit":"ns","otherData":{"originUnixNano":"0"},"traceEvents":[]}\n',
      folded: '',
      ndjson: '',
    };
    for (const [target, stdout] of Object.entries(documents)) {
      expect(await run(['convert', none, '--to', target, '--allow-empty'])).toEqual({
        exitCode: 0,
        stdout,
        stderr: '',
      });
    }
    const path = freshPath();
    await run(['convert', none, '--to', 'zipkin', '--allow-empty', '-O', path]);
    expect(readFileSync(path, 'utf8')).toBe('[]\n');
  });

  test('of trace events, too, of which none is written before all are read', async () => {
    const { stdout } = await run(['convert', all, '--to', 'chrome', '--errors', '-q']);
    expect([...stdout.matchAll(/"ph":"X".*?"spanId":"(\w+)"/g)].map(([, id]) => id)).toEqual(
      spans.slice(0, 2).map(({ id }) => id),
    );
  });

  test('a trace that is not there is told, the others are written', async () => {
    const result = await run(['convert', a, 'c003', all, '--to', 'otlp-json']);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain('no trace c003 in');
    expect(idsIn(result.stdout)).toEqual(ids.slice(0, 2));
  });

  test('stacks are of whole traces', async () => {
    const args = ['convert', all, '--to', 'folded', '--service', 'db', '--match', 'span'];
    expect(await run(args)).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('damaged input', () => {
  const damaged = dumps.file('damaged.jsonl', `${readFileSync(all, 'utf8')}{"resourceSpans": [{\n`);

  test('is exit code 4, with what could be read', async () => {
    const result = await run(['convert', damaged, '--to', 'otlp-json']);
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain('1 record could not be read in full; 3 spans could');
    expect(idsIn(result.stdout)).toEqual(ids);
  });

  test('is accepted with --lenient', async () => {
    const path = freshPath();
    expect((await run(['convert', damaged, '--to', 'otlp-json', '--lenient', '-O', path])).exitCode).toBe(0);
    expect(readBytes(readFileSync(path)).store.size).toBe(3);
  });
});
