/**
 * The whole trace in two lines: how many spans run at a time, with `!` where some fail, and below it the time that the lines
 * in sight span.
 *
 *   ▂▂▄▄▆▆██▆▄!▂▁      ▁▁
 *      [=========]            12-40 of 4,000
 */
import { SpanFlag } from '../../model/kinds.ts';
import { formatCount } from '../../views/text/numbers.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import type { OpenTrace, TraceState } from '../state.ts';

/** The minimap, `rows` of its two lines. */
export function minimapLines(
  trace: TraceState,
  columns: number,
  shown: number,
  rows: number,
  look: Look,
): string[] {
  const { paint } = styleOf(look, columns);
  if (rows === 0 || columns < 10) return [];
  const place = placeText(trace, shown);
  if (rows === 1) {
    const width = columns - place.length - 2;
    const map = width > 10 ? density(trace.open, width, look) : '';
    return [`${map.replaceAll('!', paint.red('!'))}  ${paint.dim(place)}`];
  }
  const map = density(trace.open, columns, look).replaceAll('!', paint.red('!'));
  return [map, paint.dim(windowLine(trace, columns, shown, place))];
}

function placeText({ rows, top }: TraceState, shown: number): string {
  const last = Math.min(rows.count, top + shown);
  return `${formatCount(Math.min(top + 1, last))}-${formatCount(last)} of ${formatCount(rows.count)}`;
}

/** Where in time the lines in sight begin and end; the place where there is room. */
function windowLine(
  { open, rows, top, outline }: TraceState,
  columns: number,
  shown: number,
  place: string,
): string {
  const { trace } = open.analysis;
  let from = Infinity;
  let to = -Infinity;
  for (let line = top; line < Math.min(rows.count, top + shown); line++) {
    const entry = rows.entry[line];
    const row = entry < 0 ? outline.members[~entry][0] : entry;
    if (trace.timed[row] === 0) continue;
    from = Math.min(from, trace.adjustedStart[row]);
    to = Math.max(to, trace.adjustedEnd[row]);
  }
  const { first, end } = cellsOf(open, from, to, columns);
  const cells = from > to ? '' : `${' '.repeat(first)}[${'='.repeat(Math.max(0, end - first - 2))}]`;
  const isFree = cells.length + place.length + 2 <= columns;
  if (isFree) return cells + place.padStart(columns - cells.length);
  return first > place.length + 2 ? place + cells.slice(place.length) : cells.slice(0, columns);
}

function cellsOf(
  { scale }: OpenTrace,
  from: number,
  to: number,
  columns: number,
): { first: number; end: number } {
  const perCell = (scale.to - scale.from) / columns || 1;
  const first = Math.max(0, Math.min(columns - 2, Math.floor((from - scale.from) / perCell)));
  const end = Math.min(columns, Math.max(first + 2, Math.ceil((to - scale.from) / perCell)));
  return { first, end };
}

interface Density {
  key: string;
  text: string;
}

const densities = new WeakMap<OpenTrace, Density>();

/** How many spans run in each cell, as blocks; linear in the spans, once for a width. */
function density(open: OpenTrace, columns: number, look: Look): string {
  const key = `${columns} ${look.unicode}`;
  const known = densities.get(open);
  if (known?.key === key) return known.text;
  const text = drawn(open, columns, signsOf(look).blocks);
  densities.set(open, { key, text });
  return text;
}

function drawn(open: OpenTrace, columns: number, blocks: string): string {
  const { trace } = open.analysis;
  const changes = new Int32Array(columns + 1);
  const failed = new Uint8Array(columns);
  for (let row = 0; row < trace.size; row++) {
    if (trace.timed[row] === 0) continue;
    const { first, end } = cellsOf(open, trace.adjustedStart[row], trace.adjustedEnd[row], columns);
    changes[first]++;
    changes[end]--;
    if (trace.flags[row] & SpanFlag.error) failed[Math.max(first, end - 1)] = 1;
  }
  const running: number[] = [];
  let count = 0;
  for (let cell = 0; cell < columns; cell++) running.push((count += changes[cell]));
  // A logarithm: a thousand spans at once must not flatten what ten do.
  const most = Math.log2(1 + running.reduce((a, b) => Math.max(a, b), 1));
  const levels = Array.from(blocks);
  return running
    .map((at, cell) => {
      if (failed[cell]) return '!';
      return levels[at === 0 ? 0 : Math.max(1, Math.round((Math.log2(1 + at) / most) * (levels.length - 1)))];
    })
    .join('');
}
