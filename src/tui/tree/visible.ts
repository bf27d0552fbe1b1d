/** The lines of the tree that are left after folding: one pass over the outline that steps over what is folded. */
import type { Trace, TraceRow } from '../../model/trace.ts';
import type { Outline } from './outline.ts';

/** What is folded. */
export interface Folds {
  /** By row, 1: nothing below it is drawn. */
  closed: Uint8Array;
  /** By group, 1: its rows are drawn below the group's own line. */
  opened: Uint8Array;
}

/** What else decides which rows are drawn. */
export interface Choice {
  /** The one subtree that is drawn. */
  focus: TraceRow | undefined;
  /** By row, 1: it is drawn, and not as a part of a group. Absent: all are. */
  kept: Uint8Array | undefined;
}

/** The lines of a tree; the columns are `count` long. */
export interface VisibleRows {
  count: number;
  /** A row of the trace; below 0 the line of a group, whose number is `~entry`. */
  entry: Int32Array;
  /** 0 at the top of what is drawn. */
  depth: Int32Array;
  /** By entry that was folded, the lines below it, to be put back: none of them changes while it is not seen. */
  folded: ReadonlyMap<number, Pick<VisibleRows, 'entry' | 'depth'>>;
}

/** Nothing is folded but groups. */
export function unfolded(trace: Trace, { members }: Outline): Folds {
  return { closed: new Uint8Array(trace.size), opened: new Uint8Array(members.length) };
}

/** The lines to draw. Linear in those and in the siblings of what is folded. */
export function visibleRows(trace: Trace, outline: Outline, folds: Folds, choice: Choice): VisibleRows {
  const { focus } = choice;
  const from = focus === undefined ? 0 : outline.place[focus];
  const end = focus === undefined ? trace.size : from + trace.subtreeEnd[focus] - focus;
  const depth = focus === undefined ? 0 : -trace.depth[focus];
  return linesBetween(trace, outline, folds, choice, { from, end, depth });
}

/**
 * The lines after what stands at one of them was folded or unfolded, in `folds`. Costs a copy, and what is unfolded for the
 * first time.
 */
export function refolded(
  rows: VisibleRows,
  line: number,
  trace: Trace,
  outline: Outline,
  folds: Folds,
  choice: Choice,
): VisibleRows {
  const below = lineBehind(rows, line);
  const entry = rows.entry[line];
  const folded = new Map(rows.folded);
  if (below > line + 1) {
    folded.set(entry, { entry: rows.entry.slice(line + 1, below), depth: rows.depth.slice(line + 1, below) });
    return spliced(rows, line, below, noLines, folded);
  }
  const known = folded.get(entry);
  folded.delete(entry);
  return spliced(rows, line, below, known ?? linesBelow(rows, line, trace, outline, folds, choice), folded);
}

/** The lines below one that nothing stood below. */
function linesBelow(
  rows: VisibleRows,
  line: number,
  trace: Trace,
  outline: Outline,
  folds: Folds,
  choice: Choice,
): VisibleRows {
  const entry = rows.entry[line];
  const isGroup = entry < 0;
  const first = isGroup ? outline.members[~entry][0] : entry;
  const from = outline.place[first];
  const end = from + (isGroup ? outline.size[~entry] : trace.subtreeEnd[entry] - entry);
  const depth = rows.depth[line] - trace.depth[first];
  // A row has a line of its own even where it is the first of a group.
  const own = isGroup ? choice : { ...choice, focus: entry };
  const made = linesBetween(trace, outline, folds, own, { from, end, depth });
  return { ...made, entry: made.entry.subarray(1), depth: made.depth.subarray(1) };
}

/** Lines with those between `line` and `below` replaced. */
function spliced(
  rows: VisibleRows,
  line: number,
  below: number,
  part: Pick<VisibleRows, 'entry' | 'depth'>,
  folded: VisibleRows['folded'],
): VisibleRows {
  const column = (name: 'entry' | 'depth'): Int32Array => {
    const result = new Int32Array(rows.count - (below - line - 1) + part[name].length);
    result.set(rows[name].subarray(0, line + 1));
    result.set(part[name], line + 1);
    result.set(rows[name].subarray(below), line + 1 + part[name].length);
    return result;
  };
  const entry = column('entry');
  return { count: entry.length, entry, depth: column('depth'), folded };
}

const noLines = { entry: new Int32Array(0), depth: new Int32Array(0) };

/** The line of an entry; -1 where it is not drawn. Linear. */
export function lineOf({ entry }: VisibleRows, wanted: number): number {
  return entry.indexOf(wanted);
}

/** The line that a line stands below; -1 at the top. Linear in the lines between. */
export function parentLine({ depth }: VisibleRows, line: number): number {
  let parent = line - 1;
  while (parent >= 0 && depth[parent] >= depth[line]) parent--;
  return parent;
}

/** Whether lines stand below a line. */
export function hasLinesBelow({ depth, count }: VisibleRows, line: number): boolean {
  return line + 1 < count && depth[line + 1] > depth[line];
}

/** The first line behind a line and all below it. */
function lineBehind({ depth, count }: VisibleRows, line: number): number {
  let behind = line + 1;
  while (behind < count && depth[behind] > depth[line]) behind++;
  return behind;
}

/** Places of the outline whose lines are made. */
interface Stretch {
  from: number;
  end: number;
  /** Added to the depth that their rows have in the trace. */
  depth: number;
}

/** A loop without calls: folding a trace of 100,000 spans is to take no longer than drawing it. */
function linesBetween(
  trace: Trace,
  { order, group, members, size }: Outline,
  { closed, opened }: Folds,
  { focus, kept }: Choice,
  { from, end, depth: shift }: Stretch,
): VisibleRows {
  const { subtreeEnd, depth: depths } = trace;
  const most = end - from + Math.min(members.length, (end - from) >> 1);
  const entry = new Int32Array(most);
  const depth = new Int32Array(most);
  let count = 0;
  /** Where the groups end that are open around the place, but for the innermost. */
  const ends: number[] = [];
  let nextEnd = end;
  let added = shift;
  for (let at = from; at < end;) {
    for (; at >= nextEnd; added--) nextEnd = ends.pop() ?? end;
    const row = order[at];
    if (kept !== undefined && kept[row] === 0) {
      at += subtreeEnd[row] - row;
      continue;
    }
    const number = group[row];
    if (number >= 0 && kept === undefined && row !== focus && members[number][0] === row) {
      entry[count] = ~number;
      depth[count++] = depths[row] + added;
      if (opened[number] === 0) {
        at += size[number];
        continue;
      }
      ends.push(nextEnd);
      nextEnd = at + size[number];
      added++;
    }
    entry[count] = row;
    depth[count++] = depths[row] + added;
    at += closed[row] === 0 ? 1 : subtreeEnd[row] - row;
  }
  return { count, entry: entry.subarray(0, count), depth: depth.subarray(0, count), folded: nothingFolded };
}

const nothingFolded: VisibleRows['folded'] = new Map();
