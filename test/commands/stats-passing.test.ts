/** `stats` of dumps so large that traces are counted while others are still being read. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

/** Spans of a trace; three of them are more than is held. */
const spanCount = 6000;

/** A trace as Jaeger writes it, with the service `odd` or `even`. */
function trace(number: number): string {
  const traceID = `${number}`.padStart(32, 'a');
  const spans = Array.from({ length: spanCount }, (_, i) => {
    const parent =
      i === 0 ? '' : `"references":[{"refType":"CHILD_OF","traceID":"${traceID}","spanID":"s0"}],`;
    return `{"traceID":"${traceID}","spanID":"s${i}","operationName":"op${i % 7}",${parent}"startTime":${1e15 + i},"duration":${(i % 50) + 1},"processID":"p"}`;
  });
  const service = number % 2 === 1 ? 'odd' : 'even';
  return `{"traceID":"${traceID}","spans":[${spans.join(',')}],"processes":{"p":{"serviceName":"${service}"}}}`;
}

const lines = [1, 2, 3, 4, 5].map(trace);
const whole = dumps.file('whole.json', `{"data":[${lines.join(',')}]}`);

/** The same spans in a format that does not keep traces together. */
async function asOtlp(path: string): Promise<string> {
  const target = `${path}.otlp`;
  const { exitCode } = await run(['convert', path, '--to', 'otlp-json', '--out', target, '--quiet']);
  expect(exitCode).toBe(0);
  return target;
}

describe('are those of spans read into one store', () => {
  let reference = '';
  beforeAll(async () => {
    reference = await asOtlp(whole);
  });

  test.each([
    [[]],
    [['--by', 'path', '--limit', '9']],
    [['--service', 'odd', '--histogram']],
    [['--where', '{ name = "op3" && duration > 20us }', '--match', 'span', '-o', 'csv']],
    [['--partial', '-']],
    [['--from', '2001-09-09T00:00:00Z', '--profile', 'clip', '--skew', 'off', '--all-roots']],
  ])('with %j', async (flags) => {
    const expected = await run(['stats', reference, ...flags]);
    expect(expected).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run(['stats', whole, ...flags])).toEqual(expected);
  });

  test('in several files', async () => {
    const files = lines.map((line, k) => dumps.file(`${k}.json`, line));
    const expected = await run(['stats', reference, '-o', 'json']);
    expect(await run(['stats', ...files, '-o', 'json'])).toEqual(expected);
  });
});

describe('of traces that come in pieces', () => {
  test.each([
    ['within a file', [[...lines, lines[0]]]],
    ['in several files', [lines.slice(0, 3), lines.slice(2)]],
    [
      'in the last spans',
      [[lines[1], lines[2], lines[0], lines[0].slice(0, -1).replace(/"s(\d+)"/g, '"t$1"') + '}']],
    ],
  ])('%s, all are read into one store', async (_, files) => {
    const paths = files.map((some, k) => dumps.file(`pieces-${k}.jsonl`, some.join('\n')));
    const expected = await run(['stats', await asOtlp(dumps.file('joined.jsonl', files.flat().join('\n')))]);
    expect(await run(['stats', ...paths])).toEqual(expected);
  });

  test('damages are told once', async () => {
    const path = dumps.file('damaged.jsonl', [...lines.slice(0, 3), '{"traceID":}', lines[0]].join('\n'));
    const { exitCode, stdout, stderr } = await run(['stats', path, '--verbose']);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('3 traces, 18,000 spans');
    expect(stderr.match(/^.*1 record could not be read in full/gm)).toHaveLength(1);
    expect(stderr.match(/line 4 \(/g)).toHaveLength(1);
    expect(stderr.match(/^tracectl: read 24,000 spans from 1 source/gm)).toHaveLength(1);
  });
});

test('none that matches is told of with all that were read', async () => {
  expect(await run(['stats', whole, '--service', 'nobody'])).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: `tracectl: no trace in ${whole} matches (5 traces read)\n  hint: tracectl list shows what is there\n`,
  });
  const empty = await run(['stats', whole, '--service', 'nobody', '--allow-empty', '-o', 'json']);
  expect(empty).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(empty.stdout)).toMatchObject({ traceCount: 0 });
});

test('memory is looked at while they are counted', async () => {
  let time = 0;
  const { exitCode, stderr } = await run(['stats', whole, '--max-memory', '500MB'], {
    now: () => new Date((time += 20)),
    memory: { machine: 1e9, heapLimit: 1e9, use: () => ({ resident: 501e6, heap: 0 }) },
  });
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/^tracectl: stopped.*: going on would take more than the 500 MB of/);
});
