/** One row of the tree: what the span is, how long it took, and when. */
import type { JSX } from 'preact';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { formatCount } from '../../views/text/numbers.ts';
import { serviceHue } from './hue.ts';
import { Service } from './text.tsx';
import type { Row, Stretch, TraceModel } from './trace-model.ts';
import { type Folding, membersOf, standsForSeveral } from './visible-rows.ts';

/** Levels that are indented: beyond, names would have no room. */
const mostLevels = 24;

interface SpanRowProps {
  model: TraceModel;
  row: Row;
  /** Place among the rows drawn. */
  place: number;
  /** Pixels from the top. */
  top: number;
  folding: Folding;
  window: Stretch;
  /** Pixels of the bars' column. */
  width: number;
  isSelected: boolean;
  isFound: boolean;
  onSelect: (row: Row) => void;
  onToggle: (row: Row) => void;
}

/** The id of a row's element. */
export function rowId(row: Row): string {
  return `row-${row}`;
}

/** The row. */
export function SpanRow(props: SpanRowProps): JSX.Element {
  const { model, row, place, top, folding, isSelected, isFound, onSelect, onToggle } = props;
  const isSeveral = standsForSeveral(model, folding, row);
  const members = isSeveral ? membersOf(model, folding, row) : [row];
  const hasBelow = isSeveral || model.subtreeEnd[row] > row + 1;
  const isOpen = !isSeveral && !folding.folded.has(row);
  const errors = members.filter((member) => model.isError(member)).length;
  const isOnPath = members.some((member) => model.hasPath[member] === 1);
  const classes = ['row', isSelected && 'selected', isFound && 'found', isOnPath && 'on-path'];
  return (
    <div
      role="row"
      id={rowId(row)}
      class={classes.filter(Boolean).join(' ')}
      aria-level={model.depth[row] + 1}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      {...(hasBelow ? { 'aria-expanded': isOpen } : {})}
      style={{ top: `${top}px` }}
      onClick={() => onSelect(row)}
    >
      <div role="gridcell" class="label" style={{ '--depth': Math.min(mostLevels, model.depth[row]) }}>
        <Twisty hasBelow={hasBelow} isOpen={isOpen} onToggle={() => onToggle(row)} />
        {errors > 0 && <b class="error">{isSeveral ? `! ${formatCount(errors)}` : '!'}</b>}
        {isOnPath && <b class="star">*</b>}
        <Service service={model.service(row)} />
        <span class="name">{nameOf(model, row)}</span>
        {isSeveral && <b class="times">×{formatCount(members.length)}</b>}
      </div>
      <div role="gridcell" class="total">
        {totalText(model, members)}
      </div>
      <div role="gridcell" class="time" aria-label={timeText(model, row)}>
        <Bars {...props} members={members} />
      </div>
    </div>
  );
}

function Twisty({
  hasBelow,
  isOpen,
  onToggle,
}: {
  hasBelow: boolean;
  isOpen: boolean;
  onToggle: () => void;
}): JSX.Element {
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle();
  };
  return (
    <span class="twisty" aria-hidden="true" onClick={hasBelow ? onClick : undefined}>
      {hasBelow ? (isOpen ? '▾' : '▸') : ''}
    </span>
  );
}

function nameOf(model: TraceModel, row: Row): string {
  if (model.isMissing(row)) return `missing span ${escapeText(model.id(row))}`;
  return escapeText(model.name(row)) || '(no name)';
}

/** Of several together. */
function totalText(model: TraceModel, members: readonly Row[]): string {
  const timed = members.filter((row) => model.isTimed(row));
  if (timed.length === 0) return '';
  return formatDuration(timed.reduce((sum, row) => sum + model.duration[row], 0));
}

function timeText(model: TraceModel, row: Row): string {
  if (!model.isTimed(row)) return 'no time';
  return `starts at ${formatDuration(model.start[row])}, takes ${formatDuration(model.duration[row])}`;
}

/** The spans' stretches of time in the window, and over them what they own of the critical path. */
function Bars({
  model,
  row,
  members,
  window,
  width,
}: SpanRowProps & { members: readonly Row[] }): JSX.Element {
  const length = window.to - window.from;
  const pixel = length / Math.max(1, width);
  const isIn = ({ from, to }: Stretch): boolean => to >= window.from && from <= window.to;
  const place = ({ from, to }: Stretch): { left: string; width: string } => {
    const left = Math.max(from, window.from - length);
    const right = Math.min(to, window.to + length);
    return {
      left: `${((left - window.from) / length) * 100}%`,
      width: `${((right - left) / length) * 100}%`,
    };
  };
  const hue = { '--hue': serviceHue(model.service(row)) };
  const ran = members.filter((member) => model.isTimed(member)).map((member) => stretchOf(model, member));
  const bars = joined(ran, pixel);
  const path = joined(
    members.flatMap((member) => model.ownPath(member, 2 * pixel)),
    2 * pixel,
  );
  return (
    <>
      {bars.filter(isIn).map((stretch, i) => (
        <i key={i} class={model.isError(row) ? 'bar failed' : 'bar'} style={{ ...hue, ...place(stretch) }} />
      ))}
      {path.filter(isIn).map((stretch, i) => (
        <i key={i} class="path" style={place(stretch)} />
      ))}
    </>
  );
}

function stretchOf(model: TraceModel, row: Row): Stretch {
  return { from: model.start[row], to: model.start[row] + model.duration[row] };
}

/** The stretches in order of time; those nearer than `gap` as one, since nobody could tell them apart. */
function joined(stretches: readonly Stretch[], gap: number): Stretch[] {
  const result: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from - last.to < gap) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
