/** Where the spans that are converted come from: long dumps, backends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { idsIn, readBytes } from '../formats/reading.ts';
import { type JaegerServer, startJaeger, tracesEachSecond } from '../support/jaeger-server.ts';
import { Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

describe('a dump that passes through', () => {
  /** More than are held at once: 5000 spans a trace, and the last trace is the first again. */
  const data = ['1', '2', '3', '4', '1'].map((id) => {
    const traceID = id.repeat(32);
    const spans = Array.from({ length: 5000 }, (_, i) => ({
      spanID: (i + 1).toString(16),
      operationName: 'op',
    }));
    return { traceID, spans, processes: {} };
  });
  const long = dumps.file('long.json', JSON.stringify({ data }));

  test('is written in full, and traces that come in pieces are told', async () => {
    const { exitCode, stdout, stderr } = await run(['convert', long, '--to', 'jaeger', '-v']);
    expect(exitCode).toBe(0);
    expect(readBytes(Buffer.from(stdout)).store.size).toBe(25_000);
    expect(stderr).toContain(
      'warning: 1 trace came in several pieces, and each piece was taken for a trace\n',
    );
    expect(stderr).toContain('25,000 spans written\n');
    expect((await run(['convert', long, '--to', 'zipkin'])).stderr).not.toContain('pieces');
  });

  test('may have nothing that matches', async () => {
    const result = await run(['convert', long, '--to', 'zipkin', '--service', 'nobody']);
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toMatch(/no trace in .*long\.json matches \(5 traces read\)\n$/);
  });
});

describe('from a backend', () => {
  let server: JaegerServer;
  const newest = Date.parse('2023-11-14T22:59:00Z') * 1000;

  beforeAll(async () => {
    server = await startJaeger(tracesEachSecond(30, newest));
  });
  afterAll(() => server.close());

  test('a trace by its id', async () => {
    const [{ traceId }] = server.traces;
    const result = await run([
      'convert',
      traceId,
      '-b',
      server.url,
      '--backend-kind',
      'jaeger',
      '--to',
      'zipkin',
      '-q',
    ]);
    expect(result.exitCode).toBe(0);
    expect(idsIn(result.stdout)).toEqual([`${traceId}/0000000000000001`]);
  });

  test('the newest of a search, and that there are more', async () => {
    const args = [
      'convert',
      '-b',
      server.url,
      '--backend-kind',
      'jaeger',
      '--service',
      'shop',
      '--to',
      'otlp-json',
    ];
    const some = await run(args);
    expect(some.exitCode).toBe(0);
    expect(idsIn(some.stdout)).toHaveLength(20);
    expect(some.stderr).toContain('the backend has more traces; --limit 0 for all');
    expect(idsIn((await run([...args, '-n', '0'])).stdout)).toHaveLength(30);
  });
});
