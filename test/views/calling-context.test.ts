import { expect, test } from 'vitest';

import { CallingContexts, contextColumns } from '../../src/analysis/calling-context.ts';
import { callingContextReport } from '../../src/views/calling-context.ts';
import { csv } from '../../src/views/outputs/csv.ts';
import { markdown } from '../../src/views/outputs/markdown.ts';
import { createStyle, type Style } from '../../src/views/style.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import { type SpanSpec } from '../support/spans.ts';
import { tracesOf } from '../support/trace-sets.ts';
import { at, checkout, terminal, textOf } from './models.ts';

/** Four checkouts and one search, each checkout slower than the one before. */
function traffic(): SpanSpec[] {
  const specs = [1, 2, 3, 4].flatMap((k) => checkoutOf(k));
  const search = { trace: 'd1' };
  return [
    ...specs,
    at('1', undefined, 'frontend', 'GET /search', 0, 60, search),
    at('2', '1', 'search', 'query\u001b[2J', 5, 50, search),
  ];
}

function checkoutOf(times: number): SpanSpec[] {
  const specs = checkout();
  for (const spec of specs) {
    spec.trace = `c${times}`;
    spec.start = (spec.start ?? 0) * times;
    spec.end = (spec.end ?? 0) * times;
  }
  return specs;
}

function contextsOf(specs: readonly SpanSpec[]): CallingContexts {
  const contexts = new CallingContexts();
  for (const trace of tracesOf(specs)) contexts.add(trace, contextColumns(trace));
  return contexts;
}

function text(
  style: Style,
  options: { minShare?: number; limit?: number } = {},
  specs: readonly SpanSpec[] = traffic(),
): string {
  const { minShare = 0.01, limit = 40 } = options;
  return textOf(callingContextReport(contextsOf(specs), { profile: 'auto', minShare, limit }).text(style));
}

test('the tree at 80 columns', () => {
  expect(text(terminal(80))).toMatchInlineSnapshot(`
    "5 traces, 2 entry points, 2.06s on their critical paths
    per trace  share   own   traces    spans
        500ms    97%    8%        4        4  [frontend] GET /checkout
        338ms    66%   12%        4        4  +-[orders] POST /orders
        155ms    30%    6%        4        4  | +-[订单服务] 创建订单 👨‍👩‍👧 שלום
        125ms    24%   24%        4        4  | | +-[postgres] UPDATE stock
        120ms    23%   23%        4       24  | +-[postgres] SELECT orders
        120ms    23%    6%        4        4  +-[cart] GET /cart
       87.5ms    17%   17%        4        4    +-[redis] HGETALL
         60ms     3%    1%        1        1  [frontend] GET /search
         45ms     2%    2%        1        1  +-[search] query\\u{1b}[2J

    most time, and where it was longest
     24%     200ms  [postgres] UPDATE stock
          show c4 --focus 7
     23%      32ms  [postgres] SELECT orders
          show c4 --focus c0
     17%     140ms  [redis] HGETALL
          show c4 --focus 3
    "
  `);
});

test('the tree at 60 columns has no counts', () => {
  expect(text(terminal(60))).toMatchInlineSnapshot(`
    "5 traces, 2 entry points, 2.06s on their critical paths
    per trace  share   own
        500ms    97%    8%  [frontend] GET /checkout
        338ms    66%   12%  +-[orders] POST /orders
        155ms    30%    6%  | +-[订单服务] 创建订单 👨‍👩‍👧 שלום
        125ms    24%   24%  | | +-[postgres] UPDATE stock
        120ms    23%   23%  | +-[postgres] SELECT orders
        120ms    23%    6%  +-[cart] GET /cart
       87.5ms    17%   17%    +-[redis] HGETALL
         60ms     3%    1%  [frontend] GET /search
         45ms     2%    2%  +-[search] query\\u{1b}[2J

    most time, and where it was longest
     24%     200ms  [postgres] UPDATE stock
          show c4 --focus 7
     23%      32ms  [postgres] SELECT orders
          show c4 --focus c0
     17%     140ms  [redis] HGETALL
          show c4 --focus 3
    "
  `);
});

test('the tree in a pipe is whole', () => {
  expect(text(createStyle(), { limit: 4 }).split('\n').slice(0, 7).join('\n')).toMatchInlineSnapshot(`
    "5 traces, 2 entry points, 2.06s on their critical paths
    per trace  share   own   traces    spans
        500ms    97%    8%        4        4  [frontend] GET /checkout
        338ms    66%   12%        4        4  +-- [orders] POST /orders
        155ms    30%    6%        4        4      +-- [订单服务] 创建订单 👨‍👩‍👧 שלום
        125ms    24%   24%        4        4          +-- [postgres] UPDATE stock
    5 more call paths with 50% of the time left out; --limit 0 for all"
  `);
});

test.each([40, 60, 80, 120, 160])(
  'no line is wider than %i columns, but for ids, which are never cut',
  (width) => {
    const lines = text(terminal(width))
      .split('\n')
      .filter((line) => !line.includes('--focus'));
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
  },
);

test('what has a smaller share is left out, and said to be', () => {
  const cut = text(terminal(80), { minShare: 0.2 });
  expect(cut).not.toContain('GET /search');
  expect(cut).toMatch(/^\d+ more call paths with \d+% of the time left out; --min-share 0 for all$/m);
  expect(text(terminal(80), { minShare: 0, limit: 0 })).not.toContain('left out');
});

test('of too many rows the largest stay, with those above them', () => {
  const shown = text(terminal(80), { limit: 3 });
  expect(shown).toContain('[orders] POST /orders');
  expect(shown).not.toContain('GET /search');
  expect(shown).toContain('left out; --limit 0 for all');
  expect(text(terminal(120), { limit: 3, minShare: 0.2 })).toContain('--limit 0 --min-share 0 for all');
});

test('one entry point is named, with the average of its traces', () => {
  const [title] = text(
    terminal(80),
    {},
    traffic().filter(({ trace }) => trace !== 'd1'),
  ).split('\n');
  expect(title).toBe('4 traces of [frontend] GET /checkout, 500ms on average');
});

test('a set without time says so', () => {
  expect(text(terminal(80), {}, [{ id: '1', name: 'a' }])).toBe(
    'no time on the critical path of 1 trace: no root has a duration\n',
  );
});

test('deep trees tell the level instead of indenting it', () => {
  const deep = Array.from({ length: 30 }, (_, k) =>
    at(`${k + 1}`, k === 0 ? undefined : `${k}`, 'a', `level ${k}`, k, 100 - k),
  );
  const shown = text(terminal(80), {}, deep);
  expect(shown).toContain('+-29-[a] level 29');
});

test('tables have one row a context', () => {
  const report = callingContextReport(contextsOf(traffic()), { profile: 'auto', minShare: 0.5, limit: 1 });
  const notes: string[] = [];
  const lines = textOf(csv(report, createStyle(), notes))
    .split('\r\n')
    .slice(0, -1);
  expect(lines).toHaveLength(1 + contextsOf(traffic()).size);
  expect(lines[0]).toBe(
    'context,parent,depth,service,name,subtreeCriticalPathNano,subtreeShare,criticalPathNano,share,selfTimeNano,traceCount,spanCount,exemplarTraceId,exemplarSpanId,exemplarNano',
  );
  expect(lines[1]).toMatch(/^0,,0,frontend,GET \/checkout,2000000000,/);
  expect(textOf(markdown(report, createStyle(), notes))).toContain('· \\[orders\\] POST /orders');
});
