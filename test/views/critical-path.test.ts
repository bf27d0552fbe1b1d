import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { analyseRoots, type AnalysisOptions } from '../../src/analysis/analyse.ts';
import { PathStretches } from '../../src/analysis/path-stretches.ts';
import { noSpan } from '../../src/analysis/whole-trace.ts';
import { criticalPathReport } from '../../src/views/critical-path.ts';
import { pathSteps } from '../../src/views/flame.ts';
import { csv } from '../../src/views/outputs/csv.ts';
import { markdown } from '../../src/views/outputs/markdown.ts';
import { createStyle, type Style } from '../../src/views/style.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import { brokenTrace, runs } from '../support/random-traces.ts';
import { type SpanSpec, traceOf } from '../support/spans.ts';
import { at, checkout, terminal, textOf } from './models.ts';

type Report = ReturnType<typeof criticalPathReport>;

function reportOf(specs: readonly SpanSpec[], options: Partial<AnalysisOptions> = {}, limit = 40): Report {
  const trace = traceOf(specs);
  return criticalPathReport(() => analyseRoots(trace, options), { profile: 'auto', limit });
}

function text(style: Style, ...report: Parameters<typeof reportOf>): string {
  return textOf(reportOf(...report).text(style));
}

/** A page whose parts are asked for at once, and a job whose parent is missing. */
function page(): SpanSpec[] {
  return [
    at('1', undefined, 'web', 'GET /', 0, 100),
    at('2', '1', 'users', 'GET /user\u001b[2J', 10, 60),
    at('3', '2', 'db', 'SELECT', 20, 50),
    at('4', '1', 'cart', 'GET /cart', 8, 48),
    at('5', '1', 'cart', 'PING', 12, 12),
    at('8', '1', 'ads', 'GET /ads', 30, 58),
    at('6', '99', 'mail', 'send', 130, 150),
    at('7', '6', 'smtp', 'DATA', 135, 150),
  ];
}

test('a path at 80 columns', () => {
  expect(text(terminal(80), page())).toMatchInlineSnapshot(`
    "100ms on the critical path of GET /, in 5 segments
          at      for           drag  span
         0ms     10ms  10%+    100ms  [web] GET /
        10ms     10ms  10%       2ms  . [users] GET /user\\u{1b}[2J
        20ms     30ms  30%      30ms  . . [db] SELECT
        50ms     10ms  10%            . [users] GET /user\\u{1b}[2J
        60ms     40ms  40%            [web] GET /
    + concurrent: children that it waits for ran meanwhile

    beside the path, least slack first
       slack      for  span
        42ms     28ms  [ads] GET /ads
        52ms     40ms  [cart] GET /cart

    by service
        50ms   50%  web
        30ms   30%  db
        20ms   20%  users

    by operation
        50ms   50%  [web] GET /
        30ms   30%  [db] SELECT
        20ms   20%  [users] GET /user\\u{1b}[2J
    "
  `);
});

test('a path in a narrow terminal has no drag', () => {
  expect(text(terminal(50), page()).split('\n').slice(0, 4)).toMatchInlineSnapshot(`
    [
      "100ms on the critical path of GET /, in 5 segments",
      "      at      for        span",
      "     0ms     10ms  10%+  [web] GET /",
      "    10ms     10ms  10%   . [users] GET…er\\u{1b}[2J",
    ]
  `);
});

test('a whole trace: its pieces are side by side, and between them there is no span', () => {
  expect(text(terminal(80), page(), { wholeTrace: true })).toMatchInlineSnapshot(`
    "150ms on the critical path of the whole trace, in 8 segments
          at      for           drag  span
         0ms     10ms   7%+    100ms  [web] GET /
        10ms     10ms   7%       2ms  . [users] GET /user\\u{1b}[2J
        20ms     30ms  20%      30ms  . . [db] SELECT
        50ms     10ms   7%            . [users] GET /user\\u{1b}[2J
        60ms     40ms  27%            [web] GET /
       100ms     30ms  20%            no span
       130ms      5ms   3%      20ms  [mail] send
       135ms     15ms  10%      15ms  . [smtp] DATA
    + concurrent: children that it waits for ran meanwhile

    beside the path, least slack first
       slack      for  span
        42ms     28ms  [ads] GET /ads
        52ms     40ms  [cart] GET /cart

    by service
        50ms   33%  web
        30ms   20%  db
        30ms   20%  no span
        20ms   13%  users
        15ms   10%  smtp
         5ms    3%  mail

    by operation
        50ms   33%  [web] GET /
        30ms   20%  no span
        30ms   20%  [db] SELECT
        20ms   13%  [users] GET /user\\u{1b}[2J
        15ms   10%  [smtp] DATA
         5ms    3%  [mail] send
    "
  `);
});

test('a trace without length says why there is no path', () => {
  const specs = [at('1', undefined, 'a', 'x', 5, 5)];
  expect(text(terminal(80), specs)).toMatch(
    /^no time on the critical path of .*: its root has no duration\n$/,
  );
  expect(text(terminal(80), specs, { wholeTrace: true })).toMatch(/: it has no duration\n$/);
});

test('drag stands where a span is first among the segments that are shown', () => {
  const lines = text(terminal(80), page(), {}, 1).split('\n');
  expect(lines[2]).toBe('    60ms     40ms  40%     100ms  [web] GET /');
});

test('lines keep to the width', () => {
  for (const width of [50, 60, 80]) {
    for (const line of text(terminal(width), checkout(), { wholeTrace: true }).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});

test('programs get labels, drags and slacks', () => {
  const [header, ...lines] = textOf(csv(reportOf(page(), { wholeTrace: true }), createStyle(), [])).split(
    '\r\n',
  );
  expect(header).toBe(
    'traceId,spanId,service,name,startOffsetNano,endOffsetNano,durationNano,label,dragNano',
  );
  const trace = '0af7651916cd43dd8448eb211c80319c';
  expect(lines[0]).toBe(`${trace},1,web,GET /,0,10000000,10000000,concurrent,100000000`);
  expect(lines[5]).toBe(`${trace},,,no span,100000000,130000000,30000000,self,`);
  const table = textOf(markdown(reportOf(page(), { wholeTrace: true }), createStyle(), []));
  expect(table).toContain('| no span                        | 100ms | 30ms |       |');
});

test('a flame chart opens each span once, and takes the time of the whole path', () => {
  fc.assert(
    fc.property(brokenTrace(), fc.boolean(), (specs, wholeTrace) => {
      const trace = traceOf(specs);
      const [{ path }] = analyseRoots(trace, { wholeTrace });
      let depth = -1;
      let time = 0n;
      let opened = 0;
      for (const step of pathSteps(trace, path)) {
        expect(step.depth).toBeLessThanOrEqual(step.frame ? depth + 1 : depth);
        depth = step.depth;
        if (step.frame) opened++;
        time += step.nanos;
      }
      const begin = path.root === noSpan ? 0 : path.root;
      const end = path.root === noSpan ? trace.size : trace.subtreeEnd[begin];
      const stretches = new PathStretches(trace, path);
      const onPath = Array.from({ length: end - begin }, (_, k) => begin + k).filter(
        (row) => stretches.isOn(row) && !trace.isPlaceholder(row),
      );
      const gaps = path.segments.filter(({ row }) => row === noSpan);
      expect(opened).toBe(onPath.length + gaps.length);
      const [first, last] = [path.segments.at(0), path.segments.at(-1)];
      expect(time).toBe(first && last ? BigInt(last.end - first.start) : 0n);
    }),
    runs,
  );
});
