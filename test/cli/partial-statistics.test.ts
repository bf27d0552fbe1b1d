import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { mostExact } from '../../src/analysis/aggregate/distribution.ts';
import { groupFigures } from '../../src/analysis/aggregate/figures.ts';
import { Statistics } from '../../src/analysis/aggregate/statistics.ts';
import { partialOf } from '../../src/cli/partial-json.ts';
import { partialText, type StatisticsSettings } from '../../src/cli/write-statistics.ts';
import { counted, shown, tracesOf } from '../analysis/aggregate/counting.ts';
import { Dumps } from '../commands/dumps.ts';
import { brokenTrace, runs, shuffled, wholeTrace } from '../support/random-traces.ts';
import { run } from './context.ts';

const dumps = new Dumps();
afterAll(() => dumps.remove());

const settings: StatisticsSettings = {
  by: ['service', 'operation'],
  match: 'trace',
  where: '',
  profile: 'auto',
  skew: 'auto',
  self: 'blocking',
  allRoots: false,
  adoptOrphans: false,
};

function written(statistics: Statistics): string {
  return [...partialText(statistics, settings)].join('');
}

function readBack(text: string): Statistics {
  const statistics = new Statistics();
  statistics.merge(partialOf(JSON.parse(text)).state);
  return statistics;
}

async function refusal(content: string): Promise<string> {
  const file = dumps.file('bad.stats', content);
  const { exitCode, stdout, stderr } = await run(['stats', '--merge', file]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
  return stderr.replace(dumps.folder, '');
}

describe('a partial result', () => {
  test('read back is what was written', () => {
    const traces = fc.array(fc.oneof(wholeTrace(8), brokenTrace(10)), { maxLength: 5 });
    fc.assert(
      fc.property(traces, (many) => {
        const statistics = counted(tracesOf(many), { by: ['path', 'kind'] });
        const text = written(statistics);
        const back = readBack(text);
        expect(shown(back)).toEqual(shown(statistics));
        expect(written(back)).toBe(text);
      }),
      runs,
    );
  });

  test('is the same bytes in any order of the traces', () => {
    const traces = fc.array(wholeTrace(8), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(traces, fc.nat(), (many, seed) => {
        const built = tracesOf(many);
        expect(written(counted(shuffled(built, seed)))).toBe(written(counted(built)));
      }),
      runs,
    );
  });

  test('keeps bytes in names that are no text', () => {
    const name = 'caf\udce9 \u{1b}[2J \n';
    const statistics = new Statistics();
    statistics.groupNumber([name]);
    const text = written(statistics);
    expect(text).toMatch(/^[ -~]+\n$/);
    expect(readBack(text).groups[0].key).toEqual([name]);
  });

  test('of more than a million values holds how many there are of each size', () => {
    const statistics = new Statistics();
    const { total } = statistics.groups[statistics.groupNumber(['a'])];
    for (let i = 0; i <= mostExact; i++) total.add(i * 1_000_000_007);
    const text = written(statistics);
    const back = readBack(text);
    expect(text.length).toBeLessThan(100_000);
    const [figures] = groupFigures(back);
    expect(figures.total).toEqual(total.quantiles());
    expect([...figures.distribution.counted()]).toEqual([...total.counted()]);
    expect(figures).toMatchObject({
      isEstimated: true,
      total: { sumNano: Number((BigInt(mostExact) * BigInt(mostExact + 1) * 1_000_000_007n) / 2n) },
    });
  });
});

describe('what is no partial result', () => {
  const good = written(counted(tracesOf([[{ id: '1', name: 'a', start: 0, end: 9 }]])));

  test('is refused with its reason', async () => {
    expect((await run(['stats', '--merge', dumps.file('good.stats', good)])).exitCode).toBe(0);
    expect(await refusal(good.slice(0, 300))).toContain(
      'cannot merge /bad.stats: it is damaged or ends early',
    );
    expect(await refusal('{"resourceSpans":[]}')).toContain(
      'it is no partial result\n  hint: tracectl stats --partial',
    );
    expect(await refusal('span')).toContain('it is no partial result');
    expect(await refusal(good.replace('Statistics":1', 'Statistics":2'))).toContain(
      'it is of version 2, and this is about version 1',
    );
    expect(await refusal(`${good}${good.slice(0, 99)}`)).toContain(
      'cannot merge line 2 of /bad.stats: it is damaged',
    );
  });

  test('is not one whose paths, of several roots, are longer than any span', async () => {
    const long = good.replace(',0,9,9,0,9]', ',0,9,18014398509481984,0,18014398509481984]');
    expect((await run(['stats', '--merge', dumps.file('long.stats', long)])).exitCode).toBe(0);
  });

  test.each([
    ['"spanCount":1', '"spanCount":-1', 'spanCount'],
    ['"spanCount":1', '"spanCount":"1"', 'spanCount'],
    ['"first":"17', '"first":"x17', 'first'],
    ['"criticalPath":"9"', '"criticalPath":9', 'criticalPath'],
    ['"match":"trace"', '"match":"all"', 'match'],
    ['"key":["a","a"]', '"key":{}', 'key'],
    ['"key":["a","a"]', `"key":${'['.repeat(20)}${']'.repeat(20)}`, 'key'],
    ['"total":{"values":[9]}', '"total":{"values":[9007199254740991,1]}', 'total'],
    ['"total":{"values":[9]}', '"total":{"values":[0.5]}', 'total'],
    ['"total":{"values":[9]}', '"total":{"min":1,"max":1,"sum":"1","bins":[99999,1]}', 'total'],
    ['"total":{"values":[9]}', '"total":null', 'total'],
    [',0,9,9,0,9]', ',7,9,9,0,9]', 'traces'],
    [',0,9,9,0,9]', ',0,9,9,7,9]', 'traces'],
    [',0,9,9,0,9]', ',0,9,9,0]', 'traces'],
    [',0,9,9,0,9]', ',4294967295,9,9,0,9]', 'traces'],
    [',0,9,9,0,9]', ',0,9,9,4294967295,9]', 'traces'],
    [',0,9,9,0,9]', ',0,9,9,-1,9]', 'traces'],
    [',0,9,9,0,9]', ',0,9,9,0,0.5]', 'traces'],
    [',0,9,9,0,9]', ']', 'traces'],
    ['"entryPoints":[["a","a",1]]', '"entryPoints":[{}]', 'entryPoints'],
  ])('%s as %s', async (before, after, field) => {
    expect(good).toContain(before);
    expect(await refusal(good.replace(before, after))).toContain(
      `its field ${field} is not what it has to be`,
    );
  });
});
