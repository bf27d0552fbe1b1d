/** `critical-path` and `show` of a trace in pieces, with --whole-trace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';

import { repository, run } from '../cli/context.ts';
import { type DumpSpan, Dumps } from './dumps.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const trace = '0000000000000000000000000000a001';

function spans(): DumpSpan[] {
  return [
    { trace, id: '00000000000000a1', name: 'GET /a', start: 0, end: 100 },
    { trace, id: '00000000000000a2', parent: '00000000000000a1', service: 'db', start: 10, end: 90 },
    { trace, id: '00000000000000a3', parent: '00000000000000a1', service: 'log', start: 10, end: 30 },
    { trace, id: '00000000000000a4', parent: '00000000000000ff', service: 'mail', start: 150, end: 160 },
  ];
}

const pieces = dumps.dump('pieces.jsonl', spans());

async function parsed(command: string, ...flags: string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout } = await run([command, pieces, '-o', 'json', ...flags]);
  expect(exitCode).toBe(0);
  const document: Record<string, unknown> = JSON.parse(stdout);
  const schema: unknown = JSON.parse(readFileSync(join(repository, `docs/schemas/${command}.json`), 'utf8'));
  const validate = new Ajv({ allowUnionTypes: true }).compile(Object(schema));
  validate(document);
  expect(validate.errors).toBeNull();
  return document;
}

test('critical-path has one path, and keeps to its schema', async () => {
  const ms = 1_000_000;
  const { traces } = await parsed('critical-path', '--whole-trace');
  expect(traces).toMatchObject([
    {
      rootSpanId: null,
      durationNano: 160 * ms,
      segments: [
        { name: 'GET /a', label: 'self', dragNano: 100 * ms },
        { service: 'db', label: 'self', dragNano: 60 * ms },
        { name: 'GET /a' },
        { spanId: null, service: '', name: 'no span', durationNano: 50 * ms, dragNano: null },
        { service: 'mail', dragNano: 10 * ms },
      ],
      spans: [
        { spanId: '00000000000000a1', treeParentId: null, dragNano: 100 * ms, slackNano: null },
        { spanId: '00000000000000a2', criticalPathNano: 80 * ms, dragNano: 60 * ms, slackNano: null },
        { spanId: '00000000000000a3', criticalPathNano: 0, dragNano: 0, slackNano: 70 * ms },
        { spanId: '00000000000000a4', treeParentId: '00000000000000ff', dragNano: 10 * ms },
      ],
    },
  ]);
});

test('critical-path without it tells of the spans of one piece', async () => {
  const { traces } = await parsed('critical-path');
  expect(traces).toMatchObject([
    {
      rootSpanId: '00000000000000a1',
      spans: [
        { spanId: '00000000000000a1' },
        { spanId: '00000000000000a2' },
        { spanId: '00000000000000a3', slackNano: 70_000_000 },
      ],
    },
  ]);
});

test('critical-path adds up many of them, the time in no span beside their pieces', async () => {
  const { durationNano, contexts } = await parsed('critical-path', '--whole-trace', '--aggregate');
  expect(durationNano).toBe(160_000_000);
  expect(contexts).toMatchObject([
    { name: 'GET /a', spanCount: 1 },
    { service: 'db', parent: 0 },
    { service: 'log', parent: 0 },
    {
      name: 'no span',
      parent: null,
      criticalPathNano: 50_000_000,
      spanCount: 0,
      traceCount: 1,
      exemplar: null,
    },
    { service: 'mail' },
  ]);
  const { stdout } = await run(['critical-path', pieces, '--whole-trace', '--aggregate']);
  expect(stdout).toContain('1 trace, 2 entry points, 160ms on their critical paths');
  expect(stdout).toContain('     50ms    31%   31%        1        0  no span\n');
  const folded = await run(['critical-path', pieces, '--whole-trace', '-o', 'folded']);
  expect(folded.stdout).toContain('\nno span 50000000\n');
});

test('a flame chart has a frame in no span', async () => {
  const { stdout } = await run(['critical-path', pieces, '--whole-trace', '-o', 'speedscope']);
  expect(JSON.parse(stdout)).toMatchObject({
    profiles: [{ name: `critical path of whole trace ${trace}`, endValue: 160_000_000 }],
    shared: { frames: [{}, {}, { name: 'no span' }, {}] },
  });
});

test('show marks the path in every piece', async () => {
  const onlyRoot = { criticalPathNano: 0 };
  const everyPiece = { criticalPathNano: 10_000_000 };
  const { traces: plain } = await parsed('show');
  expect(plain).toMatchObject([{ spans: [{}, {}, {}, {}, onlyRoot] }]);
  const { traces: whole } = await parsed('show', '--whole-trace');
  expect(whole).toMatchObject([{ spans: [{}, {}, {}, {}, everyPiece] }]);
  const { stdout } = await run(['show', pieces, '--whole-trace', '--with', 'critical-path']);
  expect(stdout).toMatch(/50ms {3}31% {2}no span/);
});

test('goes without --all-roots', async () => {
  for (const command of ['critical-path', 'show']) {
    const { exitCode, stderr } = await run([command, pieces, '--whole-trace', '--all-roots']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("option '--whole-trace' cannot be used with option '--all-roots'");
  }
});
