/** Jaeger documents as people print them, over many lines. */
import { expect, test } from 'vitest';

import { damages, plainSpans, readText } from './reading.ts';

const document = {
  data: [
    {
      traceID: '0af7651916cd43dd8448eb211c80319c',
      spans: [
        {
          traceID: '0af7651916cd43dd8448eb211c80319c',
          spanID: 'b7ad6b7169203331',
          operationName: 'GET /',
          startTime: 1_700_000_000_000_000,
          duration: 20,
          tags: [
            { key: 'hosts', type: 'string', value: ['a', { b: ['c\n', '"}'] }] },
            { key: 'last', type: 'string', value: 'x' },
          ],
          processID: 'p1',
        },
      ],
      processes: { p1: { serviceName: 'shop' } },
    },
  ],
};

test('a value of several lines is one value, and lines behind it are counted', () => {
  const text = JSON.stringify(document, null, 2);
  const { store, report } = readText(text);
  expect(damages(report)).toEqual([]);
  expect(plainSpans(store)).toEqual(plainSpans(readText(JSON.stringify(document)).store));
  const cut = text.slice(0, text.indexOf('"processes"') + 20);
  expect(readText(cut).report.damages.at(-1)?.line).toBe(cut.split('\n').length);
});
