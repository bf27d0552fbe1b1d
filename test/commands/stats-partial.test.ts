import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import { Dumps } from './dumps.ts';
import { requests } from './requests.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const all = dumps.dump('all.jsonl', requests.flat());

describe('partial results', () => {
  const parts = [requests.slice(0, 7), requests.slice(7, 30), requests.slice(30)].map((part, k) =>
    dumps.dump(`part-${k}.jsonl`, part.flat()),
  );
  const files = parts.map((_, k) => join(dumps.folder, `${k}.stats`));
  const flags = ['--by', 'service,span.http.route'];

  async function writeAll(): Promise<void> {
    for (const [k, part] of parts.entries()) {
      const { exitCode, stdout } = await run(['stats', part, ...flags, '--partial', files[k]]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    }
  }

  test('added up print the bytes of one run, in any order and by any way', async () => {
    await writeAll();
    const between = join(dumps.folder, 'between.stats');
    const { stderr } = await run(['stats', '--merge', files[2], files[0], '--partial', between]);
    expect(stderr).toBe(`tracectl: 34 spans of 17 traces counted into ${between}\n`);
    const joined = dumps.file('joined.stats', files.map((file) => readFileSync(file, 'utf8')).join('\n'));
    for (const output of ['text', 'json', 'csv']) {
      const more = ['-o', output, '--histogram', '--made-of', 'p50,p99', '--sort', 'p95'];
      const { stdout: expected } = await run(['stats', all, ...flags, ...more]);
      for (const given of [
        files,
        files.toReversed(),
        [between, files[1]],
        [joined],
        [join(dumps.folder, '[0-9].stats')],
      ]) {
        const { exitCode, stdout } = await run(['stats', '--merge', ...given, ...more]);
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expected });
      }
    }
  });

  test('are equal bytes for equal traces', async () => {
    await writeAll();
    const [one, other] = [join(dumps.folder, 'one.stats'), join(dumps.folder, 'other.stats')];
    await run(['stats', all, ...flags, '--partial', one]);
    await run(['stats', '--merge', ...files, '--partial', other]);
    expect(readFileSync(other, 'utf8')).toBe(readFileSync(one, 'utf8'));
    const { stdout } = await run(['stats', all, ...flags, '--partial', '-']);
    expect(stdout).toBe(readFileSync(one, 'utf8'));
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  test('of no trace add nothing', async () => {
    await writeAll();
    const empty = join(dumps.folder, 'empty.stats');
    await run(['stats', all, ...flags, '--service', 'nobody', '--allow-empty', '--partial', empty]);
    const { stderr } = await run(['stats', '--merge', files[0], empty]);
    expect(stderr).toContain(
      `one was counted with no --where, the other with --where '{ resource.service.name = "nobody" }'`,
    );
    const { stdout } = await run(['stats', '--merge', empty, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ traceCount: 0, groups: [] });
  });

  test('that were counted in different ways do not add up', async () => {
    await writeAll();
    const other = join(dumps.folder, 'kind.stats');
    await run(['stats', parts[0], '--by', 'kind', '--partial', other]);
    const { exitCode, stderr } = await run(['stats', '--merge', files[1], other]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('one was counted with --by service,span.http.route, the other with --by kind');
  });

  test.each([
    [
      ['--by', 'kind', '--errors'],
      '--by does not go with --merge: the traces were counted before\n  hint: give --by and --errors to',
    ],
    [['--profile', 'clip'], '--profile does not go with --merge'],
  ])('come too late for %j', async (late, message) => {
    const { exitCode, stderr } = await run(['stats', '--merge', files[0], ...late]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test('that cannot be written leave nothing behind', async () => {
    const { exitCode, stderr } = await run(['stats', all, '--partial', join(dumps.folder, 'no/such.stats')]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^tracectl: cannot write .*such\.stats: /);
    const folder = dirname(dumps.file('file', ''));
    expect((await run(['stats', all, '--partial', folder])).exitCode).toBe(4);
    expect(readdirSync(dirname(folder)).filter((name) => name.startsWith(basename(folder)))).toEqual([
      basename(folder),
    ]);
    expect(readdirSync(dumps.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('nothing to merge is wrong usage', async () => {
    const { exitCode, stderr } = await run(['stats', '--merge']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no partial results to merge');
  });
});
