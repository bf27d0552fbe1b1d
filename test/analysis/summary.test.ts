import { expect, test } from 'vitest';

import { summarize } from '../../src/analysis/summary.ts';
import { drawn } from '../support/drawn.ts';
import { traceOf } from '../support/spans.ts';

test('a trace in one line', () => {
  const trace = traceOf(
    drawn(`
      GET @web             |=======|
        query @db !         |=|
          deep @db             |=======|
      lost @db ! parent:99  |=|
    `),
  );
  expect(summarize(trace)).toEqual({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    startTimeUnixNano: trace.startUnixNano(trace.primaryRoot),
    durationNano: 9,
    extentNano: 13,
    rootSpanId: '1',
    rootService: 'web',
    rootName: 'GET',
    spanCount: 4,
    serviceCount: 2,
    errorCount: 2,
    depth: 3,
    pieces: 2,
  });
});
