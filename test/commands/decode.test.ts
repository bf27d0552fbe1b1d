import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { DamagedBytes, fromBytes } from '../../src/bytes/source.ts';
import { repository, run } from '../cli/context.ts';
import { spanId, traceId } from '../propagation/decoding.ts';

/** What standard input holds. */
const input = vi.hoisted(() => ({ bytes: new Uint8Array(), isDamaged: false }));

vi.mock('../../src/bytes/source.ts', async (original) => ({
  ...(await original<typeof import('../../src/bytes/source.ts')>()),
  openStdin: () => ({
    ...fromBytes(input.bytes, '-'),
    ...(input.isDamaged ? { read: damaged } : {}),
  }),
}));

function damaged(): never {
  throw new DamagedBytes('the compressed data ends early');
}

afterEach(() => {
  input.bytes = new Uint8Array();
  input.isDamaged = false;
});

const traceparent = `traceparent: 00-${traceId}-${spanId}-01`;
const broken = `traceparent: 00-${traceId.slice(1)}-${spanId}-01`;

describe('the exit code', () => {
  test.each([
    [[traceparent], 0],
    [[`00-${traceId}-${spanId}-01`], 0],
    [[traceparent, 'tracestate: 1a=x'], 0],
    [['baggage: a=1'], 0],
    [[broken], 1],
    [[traceparent, 'tracestate: A=x'], 1],
    [[traceparent, `b3: ${traceId}`], 1],
  ])('of %j is %i', async (args, expected) => {
    const { exitCode, stdout, stderr } = await run(['decode', ...args]);
    expect({ exitCode, stderr }).toEqual({ exitCode: expected, stderr: '' });
    expect(stdout).toContain(expected === 0 ? 'valid' : 'broken, 1 error');
  });

  test.each([
    [[], 'no header to decode', "tracectl decode 'traceparent: 00-…'"],
    [
      ['nonsense'],
      'nonsense is none of the headers known here',
      'known are traceparent, tracestate, b3, X-B3-TraceId',
    ],
    [['Host: x', 'Accept: y'], 'there is no trace header among 2 headers', 'known are traceparent'],
    [[''], 'there is no trace header in it', 'known are traceparent'],
    [['trace-parent: x'], 'no header is called trace-parent', 'did you mean traceparent?'],
    [[traceId], `${traceId} is an id, no header`, `tracectl show ${traceId} looks for the trace`],
    [['x'.repeat(200)], `${'x'.repeat(80)}… is none`, 'known are'],
    [['no\x1b[2J'], String.raw`no\u{1b}[2J is none`, 'known are'],
  ])('of %j is 2, with help', async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await run(['decode', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`tracectl: ${message}`);
    expect(stderr).toContain(`\n  hint: ${hint}`);
  });
});

test('what is unknown beside headers is left out aloud', async () => {
  const { exitCode, stderr } = await run(['decode', traceparent, 'nonsense']);
  expect(exitCode).toBe(0);
  expect(stderr).toBe('tracectl: warning: nonsense is none of the headers known here, and left out\n');
  expect((await run(['decode', '-q', traceparent, 'nonsense'])).stderr).toBe('');
});

describe('standard input', () => {
  test.each([
    [['decode', '-'], 'none'],
    [['decode'], 'pipe'],
    [['decode'], 'file'],
  ] as const)('is read by %j where it is a %s', async (args, stdin) => {
    input.bytes = Buffer.from(`> GET / HTTP/1.1\r\n> Host: x\r\n> ${traceparent}\r\n`);
    const { exitCode, stdout } = await run(args, { stdin });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('W3C Trace Context  valid');
    expect(stdout).toContain('1 other header left out: Host');
  });

  test('may be in UTF-16, as a Windows shell pipes it', async () => {
    input.bytes = Buffer.from(`\ufeff${traceparent}\r\n`, 'utf16le');
    expect((await run(['decode', '-'])).stdout).toContain('W3C Trace Context  valid');
  });

  test('may hold bytes that are no UTF-8', async () => {
    input.bytes = Buffer.concat([Buffer.from('baggage: a=b'), Buffer.from([0xff])]);
    const { exitCode, stdout } = await run(['decode', '-']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(String.raw`baggage: a=b\xff`);
  });

  test('is not read without end', async () => {
    input.bytes = new Uint8Array(5 << 20).fill(0x61);
    const { exitCode, stderr } = await run(['decode', '-']);
    expect(exitCode).toBe(4);
    expect(stderr).toBe('tracectl: cannot read standard input: more than 4 MB, too much for headers\n');
  });

  test('that is damaged is an error', async () => {
    input.isDamaged = true;
    const { exitCode, stderr } = await run(['decode', '-']);
    expect(exitCode).toBe(4);
    expect(stderr).toBe('tracectl: cannot read standard input: the compressed data ends early\n');
  });

  test('without a header is an error', async () => {
    input.bytes = Buffer.from('{}');
    expect((await run(['decode', '-'])).exitCode).toBe(2);
  });
});

describe('outputs', () => {
  const args = ['decode', broken, 'b3: 0', 'Host: x', '-o'];

  test('ndjson and csv have a row for each field', async () => {
    const { stdout } = await run([...args, 'ndjson']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(rows).toHaveLength(5);
    expect(rows[1]).toEqual({
      schemaVersion: 1,
      format: 'w3c',
      header: 'traceparent',
      name: 'trace id',
      value: traceId.slice(1),
      meaning: '',
      offset: 3,
      severity: 'error',
      problem: 'trace id has 31 digits, 32 expected',
    });
    expect((await run([...args, 'csv'])).stdout.split('\r\n').slice(0, 3)).toEqual([
      'format,header,name,value,meaning,offset,severity,problem',
      'w3c,traceparent,version,00,the current one,0,,',
      `w3c,traceparent,trace id,${traceId.slice(1)},,3,error,"trace id has 31 digits, 32 expected"`,
    ]);
  });

  test('problems of no field, and those between formats, have rows of their own', async () => {
    const { stdout } = await run([
      'decode',
      traceparent,
      'uber-trace-id: 1:2',
      'trace-state: x',
      '-o',
      'csv',
    ]);
    expect(stdout).toContain(
      '\r\njaeger,uber-trace-id,,,,3,error,"parent span id, flags missing: 4 parts between "":"" expected"\r\n',
    );
    expect(stdout).toContain(
      '\r\n,uber-trace-id,,,,0,warning,"uber-trace-id names another trace than traceparent: ',
    );
  });

  test('markdown and yaml', async () => {
    expect((await run([...args, 'markdown'])).stdout).toMatch(
      /^\| format \| header {6}\| name {6}\| value .*\n\| -{6} \| [-| ]+\n\| w3c {4}\| traceparent \| version /,
    );
    expect((await run([...args, 'yaml'])).stdout).toMatch(
      /^schemaVersion: 1\nvalid: false\ncontext: null\nformats:\n/,
    );
  });

  test.each([
    [[broken, 'b3: 0', 'Host: x']],
    [[traceparent, 'tracestate: dd=s:1,x', `uber-trace-id: ${traceId}:1:0:3`]],
    [[`b3: ${traceId}-${spanId}-d`]],
    [['Root=1-5759e988-bd862e3fe1be46a994272793']],
    [[`traceparent: 00-${traceId}-${spanId}-0x`]],
    [['x-datadog-trace-id: 1', 'x-datadog-parent-id: 2', 'baggage: \x1b\u202e=\ud800']],
    [['a=b']],
  ])('JSON of %j keeps to its schema', async (headers) => {
    const schema: unknown = JSON.parse(readFileSync(join(repository, 'docs/schemas/decode.json'), 'utf8'));
    const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
    const { stdout } = await run(['decode', ...headers, '-o', 'json']);
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
    expect(validate({})).toBe(false);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});

test('help names the headers', async () => {
  const { exitCode, stdout } = await run(['decode', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('grpc-trace-bin and baggage');
  expect(stdout).toContain('Examples:');
});
