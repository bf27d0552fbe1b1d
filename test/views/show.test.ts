import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { RowOptions } from '../../src/views/rows.ts';
import { showReport, type ShowOptions } from '../../src/views/show.ts';
import { createStyle, type Style } from '../../src/views/style.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import type { SpanSpec } from '../support/spans.ts';
import { at, checkout, modelOf, terminal, textOf, userRequest } from './models.ts';

function shown(
  specs: readonly SpanSpec[],
  style: Style,
  { rows, ...options }: Partial<Omit<ShowOptions, 'rows'>> & { rows?: Partial<RowOptions> } = {},
): string {
  const report = showReport(() => [modelOf(specs)], {
    treeStyle: 'ascii',
    inputFindings: [],
    sections: [],
    quiet: false,
    rows: () => ({ fold: true, ...rows }),
    ...options,
  });
  return textOf(report.text(style));
}

const both = { sections: ['critical-path', 'slowest'] } as const;

describe('goldens', () => {
  test.each([40, 80, 160])('a failed checkout at %i columns', async (width) => {
    const text = shown(checkout(), terminal(width), both);
    await expect(text).toMatchFileSnapshot(`../golden/show-${width}.txt`);
  });

  test('in colour, readable with cat', async () => {
    const text = shown(checkout(), createStyle({ width: 80, color: 2 }), both);
    await expect(text).toMatchFileSnapshot('../golden/show-80-coloured.txt');
  });

  test('in a pipe: whole values, no columns', async () => {
    await expect(shown(checkout(), createStyle())).toMatchFileSnapshot('../golden/show-pipe.txt');
  });

  test('with box-drawing connectors', async () => {
    const text = shown(checkout(), terminal(80), { treeStyle: 'unicode' });
    await expect(text).toMatchFileSnapshot('../golden/show-unicode.txt');
  });

  test('a broken trace explains itself', async () => {
    const specs = [
      ...checkout().filter(({ id }) => id !== '2' && id !== '5'),
      at('20', '99', 'payment', 'POST /charge', 60, 180, { kind: 'server', host: 'two' }),
    ];
    await expect(shown(specs, terminal(100))).toMatchFileSnapshot('../golden/show-broken.txt');
  });
});

test('the diagram is that of the issue, character for character', () => {
  expect(shown(userRequest(), createStyle(), { treeStyle: 'diagram' })).toBe(
    `[User Request]
|
+-- [Frontend Service] (150ms)
|   |
|   +-- [API Gateway] (50ms)
|   |
|   +-- [User Service] (80ms)
|   |   |
|   |   +-- [Database Query] (30ms)
|   |
|   +-- [Order Service] (60ms)
|       |
|       +-- [Inventory Service] (40ms)
|       |
|       +-- [Cache Lookup] (10ms)
|
+-- [Frontend Service] (Render Page) (100ms)
`,
  );
});

test('the diagram names a child that has the service of its parent', () => {
  const specs = [at('1', undefined, 'a', 'GET', 0, 9), at('2', '1', 'a', 'render', 1, 2)];
  expect(shown(specs, createStyle(), { treeStyle: 'diagram' })).toBe(
    '[a] (9ms)\n|\n+-- [a] (render) (1ms)\n',
  );
});

test('a trace of several trees is one diagram', () => {
  const specs = [at('1', undefined, 'a', 'GET', 0, 9), at('2', undefined, 'b', 'GET', 10, 12)];
  expect(shown(specs, createStyle(), { treeStyle: 'diagram' })).toMatch(
    /^\[trace 0af7[0-9a-f]+\]\n\|\n\+-- \[a\] \(9ms\)\n\|\n\+-- \[b\] \(2ms\)\n$/,
  );
});

describe('pruning says what it hid', () => {
  test.each([
    [{ depth: 1 }, 'below level 1 hidden; --depth 2 shows one more level'],
    [{ onlyCritical: true }, 'hidden by --only-critical'],
    [{ onlyErrors: true }, 'hidden by --only-errors'],
  ])('%j', (rows, note) => {
    expect(shown(checkout(), createStyle(), { rows })).toContain(note);
  });

  test('only errors and what is above them stay', () => {
    const text = shown(checkout(), createStyle(), { rows: { onlyErrors: true } });
    const names = text.match(/^[|+ -]*\[\S+\] [^(]+/gm)?.map((line) => line.trimEnd());
    expect(names).toEqual([
      '[frontend] GET /checkout',
      '+-- [orders] POST /orders',
      '    +-- [订单服务] 创建订单 👨‍👩‍👧 שלום',
      '        +-- [postgres] UPDATE stock',
    ]);
  });

  test('a focus draws one subtree', () => {
    const specs = checkout();
    const model = modelOf(specs);
    const focus = model.trace.findSpan('2');
    expect(shown(specs, createStyle(), { rows: { focus } })).toMatch(
      /\n\[cart\] GET \/cart.*\n\+-- \[redis\] HGETALL.*\n\n11 spans outside --focus hidden\n$/,
    );
  });
});

const someText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '订单服务',
    'שלום עולם',
    '👨‍👩‍👧👩🏽‍🚀',
    'e\u0301'.repeat(9),
    'ｆｕｌｌ',
    'ordinary-service',
    '한국어',
  ),
);

const specs = fc
  .array(
    fc.record({
      up: fc.nat(),
      service: someText,
      name: someText,
      from: fc.nat(90),
      length: fc.nat(90),
      error: fc.boolean(),
      message: someText,
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((items) =>
    items.map(({ up, service, name, from, length, error, message }, i) => {
      const parent = i === 0 ? undefined : String(1 + (up % i));
      return at(String(i + 1), parent, service, name, from, from + length, { error, message });
    }),
  );

test('no line is wider than the terminal, whatever the names', () => {
  fc.assert(
    fc.property(specs, fc.integer({ min: 60, max: 160 }), fc.boolean(), (specs, width, unicode) => {
      const text = shown(specs, terminal(width), { treeStyle: unicode ? 'unicode' : 'ascii' });
      const tree = text.split('\n\n')[1] ?? '';
      for (const line of tree.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
    { numRuns: 60 },
  );
});

test('bars begin and end in the same columns in every line', () => {
  const short = specs.map((all) =>
    all.map((spec) => ({ ...spec, service: spec.service?.slice(0, 8) ?? '' })),
  );
  fc.assert(
    fc.property(short, fc.integer({ min: 110, max: 160 }), (specs, width) => {
      const text = shown(specs, terminal(width));
      const columns = new Set<string>();
      for (const line of text.split('\n')) {
        const [before, bars] = /^(.*)(\|[ =#]{10,}\|)/.exec(line)?.slice(1) ?? [];
        if (bars !== undefined) columns.add(`${displayWidth(before)} ${bars.length}`);
      }
      expect(columns.size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});
