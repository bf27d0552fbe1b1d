/** Where everything is on the screen, by its size; rows and columns counted from 0. */
import type { Size } from './state.ts';

/** A part of the screen. */
export interface Area {
  left: number;
  top: number;
  columns: number;
  rows: number;
}

/** The parts of a trace's screen; a part without room has no rows. */
export interface TraceLayout {
  /** Rows of the overview below the title. */
  minimap: number;
  /** Rows of the names of columns. */
  heading: number;
  tree: Area;
  details: Area;
  /** How tree and details share the room: one of them may have all of it. */
  split: 'beside' | 'below' | 'one';
}

/** Of columns this wide on the details stand beside the tree. */
const besideFrom = 120;
const besideWidth = { share: 0.38, least: 44, most: 84 };
/** Of so many rows for both on the details stand below the tree. */
const belowFrom = 13;
const belowShare = 0.45;
/** Title above; path and messages below. */
const frame = 3;

/** Rows that the list has for traces: below its title, the query and the names of columns. */
export function listArea({ columns, rows }: Size): Area {
  return { left: 0, top: 3, columns, rows: Math.max(1, rows - 3 - 1) };
}

/** The layout of a trace's screen, with keys going to the tree or the details. */
export function traceLayout({ columns, rows }: Size, pane: 'tree' | 'details'): TraceLayout {
  const minimap = rows >= 18 ? 2 : rows >= 8 ? 1 : 0;
  const heading = rows >= 12 ? 1 : 0;
  const top = 1 + minimap + heading;
  const body = Math.max(1, rows - frame - minimap - heading);
  const whole = { left: 0, top, columns, rows: body };
  const nothing = { ...whole, rows: 0 };
  if (columns >= besideFrom) {
    const { share, least, most } = besideWidth;
    const width = Math.min(most, Math.max(least, Math.floor(columns * share)));
    const tree = { ...whole, columns: columns - width - 1 };
    return {
      minimap,
      heading,
      tree,
      details: { ...whole, left: tree.columns + 1, columns: width },
      split: 'beside',
    };
  }
  if (body < belowFrom) {
    return pane === 'tree'
      ? { minimap, heading, tree: whole, details: nothing, split: 'one' }
      : { minimap, heading, tree: nothing, details: whole, split: 'one' };
  }
  const height = Math.floor(body * belowShare);
  const tree = { ...whole, rows: body - height - 1 };
  // A rule between them.
  const details = { ...whole, top: top + tree.rows + 1, rows: height };
  return { minimap, heading, tree, details, split: 'below' };
}

/** The first line to show so that the cursor is among `rows` lines, moving as little as can be. */
export function scrolled(top: number, cursor: number, rows: number, count: number): number {
  const least = Math.max(0, cursor - rows + 1);
  const most = Math.min(cursor, Math.max(0, count - rows));
  return Math.min(Math.max(top, least), Math.max(most, least));
}
