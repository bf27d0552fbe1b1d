/** The example job on a Spark of two workers prints the bytes of one process that reads the same folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, describe, expect, test } from 'vitest';

const command = resolve('dist/tracectl.cjs');
const shop = 'fixtures/otlp-json/shop.jsonl';
const folder = mkdtempSync(join(tmpdir(), 'tracectl-spark-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The interpreter that has Spark, or why there is none. */
function sparkPython(): { python?: string; missing?: string } {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    return { missing: 'there is no java' };
  }
  try {
    const args = ['scripts/python.js', 'examples/spark/requirements.txt'];
    return { python: execFileSync(process.execPath, args, { encoding: 'utf8' }).trim() };
  } catch (error) {
    return { missing: `pyspark could not be installed: ${String(error)}` };
  }
}

const { python = '', missing } = sparkPython();

interface Ended {
  stdout: string;
  stderr: string;
  status: number | null;
}

/** The job on a cluster of this machine: two workers, processes of their own. Of eight parts at least three hold no trace. */
function onSpark(dumps: string, count: string, show: string): Ended {
  const cluster = ['--master', 'local-cluster[2,1,1024]'];
  const job = ['examples/spark/stats.py', dumps, '--tracectl', `${process.execPath} ${command}`];
  const flags = [`--count=${count}`, `--show=${show}`, '--partitions=8'];
  return spawnSync('spark-submit', [...cluster, ...job, ...flags], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}`,
      SPARK_LOCAL_IP: '127.0.0.1',
      SPARK_LOCAL_DIRS: folder,
      SPARK_WORKER_DIR: folder,
    },
  });
}

function tracectl(...args: string[]): Ended {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

function words(flags: string): string[] {
  return flags.split(' ').filter((word) => word !== '');
}

/** Writes dumps to a folder, some of them deeper, some compressed. */
function dumpsOf(name: string, files: readonly (readonly unknown[])[]): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'more'), { recursive: true });
  for (const [k, records] of files.entries()) {
    const text = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    if (k % 2 === 0) writeFileSync(join(path, `${k}.jsonl`), text);
    else writeFileSync(join(path, 'more', `${k}.jsonl.gz`), gzipSync(text));
  }
  return path;
}

interface OtlpRequest {
  resourceSpans: { scopeSpans: { spans: { traceId: string }[] }[] }[];
}

/** Lines as a collector writes them: spans of a trace in several, spans of several traces in one. */
function mixedRequests(): unknown[][] {
  const requests: OtlpRequest[] = readFileSync(shop, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const single = requests.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((resource) =>
      resource.scopeSpans.flatMap((scope) =>
        scope.spans.map((span) => ({ ...resource, scopeSpans: [{ ...scope, spans: [span] }] })),
      ),
    ),
  );
  const files: unknown[][] = [[], [], [], []];
  for (let k = 0; k < 40; k++) {
    files[k % files.length].push({ resourceSpans: single.filter((_, i) => i % 40 === k) });
  }
  return files;
}

/** Documents of one trace and of several. */
function jaegerDocuments(): unknown[][] {
  const { data }: { data: unknown[] } = JSON.parse(tracectl('convert', shop, '--to', 'jaeger').stdout);
  return [[{ data: data.slice(0, 3) }], data.slice(3).map((trace) => ({ data: [trace] }))];
}

/** Lists in which spans of all traces stand side by side. */
function zipkinLists(): unknown[][] {
  const spans: unknown[] = JSON.parse(tracectl('convert', shop, '--to', 'zipkin').stdout);
  return [0, 1].map((file) => [0, 1, 2].map((line) => spans.filter((_, i) => i % 6 === file * 3 + line)));
}

describe.skipIf(missing !== undefined)(
  `Spark${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    test.each([
      ['OTLP, traces interleaved', mixedRequests, '', '-n 0 --histogram'],
      ['Jaeger', jaegerDocuments, '--by service', '-o json'],
      ['Zipkin', zipkinLists, '--errors', '--sort p99'],
    ])('%s: the table of one process', (name, files, count, show) => {
      const dumps = dumpsOf(name.split(/\W/)[0], files());
      const alone = tracectl('stats', dumps, ...words(count), ...words(show));
      expect(alone).toMatchObject({ status: 0, stderr: '' });
      const { stdout, stderr, status } = onSpark(dumps, count, show);
      if (status !== 0) throw new Error(stderr);
      expect(stdout).toBe(alone.stdout);
    });

    test('a line that is no record ends the job, and says what to do', () => {
      const dumps = join(folder, 'pretty');
      mkdirSync(dumps);
      writeFileSync(join(dumps, 'pretty.json'), readFileSync('fixtures/otlp-json/quirks-pretty.json'));
      const { status, stderr } = onSpark(dumps, '', '');
      expect(status).not.toBe(0);
      expect(stderr).toContain('a line is no record by itself');
    });
  },
);
