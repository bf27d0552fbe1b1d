/**
 * How wide the columns beside the tree are. What goes first where the terminal is narrow: the start, the bar, self time,
 * then the middle of names; service and duration stay.
 *
 *   label              start     self  bar                  marks message
 *   [a] GET /x (3ms)     0ms    1.2ms  |####=====         | * ! timed out
 */

/** Widths in terminal columns; 0 leaves the column out. */
export interface Layout {
  label: number;
  start: number;
  self: number;
  bar: number;
  marks: number;
  message: number;
}

/** What the rows ask for, in columns. */
export interface Wanted {
  /** The longest label, whole, and with its name cut short. */
  label: number;
  least: number;
  marks: number;
  message: number;
}

/** From these widths on a column is drawn, if it leaves room for services, durations and something of the names. */
const minimum = { self: 56, bar: 76, start: 110 };
const widest = { bar: 60 };
/** A bar's frame and the blanks before it. */
const frame = 4;
/** A message is not worth fewer columns. */
const leastMessage = 10;

/** Indentation levels drawn; the others leave a label 34 columns, at least 22. */
export function drawnLevels(width: number): number {
  return width === Infinity ? 40 : Math.max(3, Math.floor((width - 40) / 4));
}

/** Lays out the columns for rows that ask for so much. */
export function layout(width: number, wanted: Wanted): Layout {
  const marks = wanted.marks === 0 ? 0 : wanted.marks + 1;
  const self = width >= minimum.self && width - marks - 8 >= wanted.least ? 8 : 0;
  const start = self > 0 && width >= minimum.start && width - marks - self - 9 >= wanted.least ? 9 : 0;
  const room = width - marks - self - start;
  const barLeast = (width >= 100 ? 20 : 12) + frame;
  if (width < minimum.bar || room - barLeast < wanted.least) {
    const label = Math.min(wanted.label, room);
    return { label, start, self, bar: 0, marks, message: room - label };
  }
  const message = messageRoom(width, wanted.message, room - barLeast - wanted.least);
  const label = Math.min(wanted.label, room - barLeast - message);
  const bar = Math.min(widest.bar, room - label - message - frame);
  return { label, start, self, bar, marks, message: message === 0 ? 0 : room - label - frame - bar };
}

function messageRoom(width: number, wanted: number, spare: number): number {
  if (wanted === 0) return 0;
  const room = Math.min(wanted + 1, Math.floor(width / 4), spare);
  return room < Math.min(leastMessage, wanted + 1) ? 0 : room;
}
