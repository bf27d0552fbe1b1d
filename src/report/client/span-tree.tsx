/** The tree with its bars: only the rows in view are there, however many there are. */
import { type JSX, options } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { useDragZoom, useWheelZoom } from './drag-zoom.ts';
import { useWidth } from './minimap.tsx';
import { rowId, SpanRow } from './span-row.tsx';
import { ticks } from './time-window.ts';
import type { Row, Stretch, TraceModel } from './trace-model.ts';
import { type Folding, standsForSeveral } from './visible-rows.ts';

/** Height of a row, as in style.css. */
const rowHeight = 24;
/** Rows drawn above and below those in view. */
const spare = 12;
/** Rows on paper. */
const mostPrinted = 2000;

interface SpanTreeProps {
  model: TraceModel;
  /** Rows to draw, ascending. */
  rows: Int32Array;
  folding: Folding;
  onFolding: (folding: Folding) => void;
  window: Stretch;
  onWindow: (window: Stretch) => void;
  selected: Row;
  onSelect: (row: Row) => void;
  /** What was searched for, ascending. */
  found: readonly Row[];
}

/** The tree. One element has the focus, and tells which of its rows is meant. */
export function SpanTree(props: SpanTreeProps): JSX.Element {
  const { model, rows, folding, onFolding, window, selected, onSelect, found } = props;
  const grid = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const [first, last, onScroll] = useInView(grid, rows.length);
  const width = useWidth(axis);
  const place = useMemo(() => placeOf(rows, selected), [rows, selected]);
  // Where the selected row is folded away, what it is folded into.
  const active = place < 0 ? selected : rows[place];
  const isFound = useMemo(() => new Set(found), [found]);
  useScrollTo(grid, place);
  useWheelZoom(grid, window, model.extent, props.onWindow, { window, needsKey: true });

  const toggle = (row: Row): void => onFolding(toggled(model, folding, row));
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target = keyTarget(event.key, { ...props, selected: active }, place, page);
    if (target === undefined) return;
    event.preventDefault();
    if (target === 'toggle') toggle(active);
    else onSelect(target);
  };

  const drawn = Array.from({ length: last - first }, (_, i) => first + i);
  // Elements that scroll out on one side come in on the other.
  const pool = Math.max(1, last - first);
  // What has the focus has to be there.
  const isOutside = place >= 0 && (place < first || place >= last);

  const rowAt = (place: number, key: number | string): JSX.Element => (
    <SpanRow
      key={key}
      model={model}
      row={rows[place]}
      place={place}
      top={place * rowHeight}
      folding={folding}
      window={window}
      width={width}
      isSelected={rows[place] === active}
      isFound={isFound.has(rows[place])}
      onSelect={onSelect}
      onToggle={toggle}
    />
  );

  return (
    <div
      class="tree"
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rowId(active)}
      tabIndex={0}
      ref={grid}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" class="head">
        <div role="row" class="row" aria-rowindex={1}>
          <div role="columnheader">span</div>
          <div role="columnheader" class="total">
            total
          </div>
          <div role="columnheader" aria-label="time">
            <Axis {...props} element={axis} />
          </div>
        </div>
      </div>
      <div role="rowgroup" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {drawn.map((place) => rowAt(place, place % pool))}
        {isOutside && rowAt(place, 'active')}
      </div>
    </div>
  );
}

/** The scale over the bars; dragging on it zooms. */
function Axis({
  model,
  window,
  onWindow,
  element,
}: SpanTreeProps & { element: { current: HTMLDivElement | null } }): JSX.Element {
  const { picked, ...handlers } = useDragZoom(window, model.extent, onWindow);
  const width = useWidth(element);
  const length = window.to - window.from;
  const share = (instant: number): string => `${((instant - window.from) / length) * 100}%`;
  const instants = ticks(window, Math.max(2, Math.floor(width / 160)));
  return (
    <div class="axis" ref={element} {...handlers} title="drag to zoom, double click for the whole trace">
      {instants.map((instant) => (
        <span key={instant} style={{ left: share(instant) }}>
          {formatDuration(instant)}
        </span>
      ))}
      {picked && (
        <i
          class="picked"
          style={{ left: share(picked.from), width: `${((picked.to - picked.from) / length) * 100}%` }}
        />
      )}
    </div>
  );
}

/** Where a row stands among the drawn ones; if it is not drawn, the one above it that is; -1: none. */
function placeOf(rows: Int32Array, row: Row): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle] <= row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Unfolds what is folded, folds what is not. */
function toggled(model: TraceModel, folding: Folding, row: Row): Folding {
  if (standsForSeveral(model, folding, row)) {
    return { ...folding, unfolded: new Set([...folding.unfolded, row]) };
  }
  const folded = new Set(folding.folded);
  if (!folded.delete(row)) folded.add(row);
  return { ...folding, folded };
}

/** The row that a key goes to, or that it folds or unfolds; undefined: not a key of trees. */
function keyTarget(
  key: string,
  { model, rows, folding, selected }: SpanTreeProps,
  place: number,
  page: number,
): Row | 'toggle' | undefined {
  const isFolded = folding.folded.has(selected) || standsForSeveral(model, folding, selected);
  const hasBelow = model.subtreeEnd[selected] > selected + 1;
  const at = (wanted: number): Row => rows[Math.max(0, Math.min(rows.length - 1, wanted))];
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return at(place + 1);
    case 'ArrowUp':
    case 'k':
      return at(place - 1);
    case 'PageDown':
      return at(place + page);
    case 'PageUp':
      return at(place - page);
    case 'Home':
      return at(0);
    case 'End':
      return at(rows.length - 1);
    case 'ArrowRight':
    case 'l':
      return isFolded ? 'toggle' : hasBelow ? at(place + 1) : selected;
    case 'ArrowLeft':
    case 'h':
      return !isFolded && hasBelow ? 'toggle' : Math.max(0, model.parent[selected]);
    case 'Enter':
    case ' ':
      return isFolded || hasBelow ? 'toggle' : selected;
    default:
      return undefined;
  }
}

/** Places of the first row to draw and of the one behind the last, as the element scrolls; on paper all of them. */
function useInView(element: { current: HTMLElement | null }, count: number): [number, number, () => void] {
  const [view, setView] = useState({ first: 0, height: 0 });
  const [isPrinted, setPrinted] = useState(false);
  const measure = (): void => {
    if (element.current === null) return;
    const { scrollTop, clientHeight } = element.current;
    const first = Math.floor(scrollTop / rowHeight);
    setView((now) =>
      now.first === first && now.height === clientHeight ? now : { first, height: clientHeight },
    );
  };
  useLayoutEffect(() => {
    measure();
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const before = (): void => atOnce(() => setPrinted(true));
    const after = (): void => setPrinted(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  if (isPrinted) return [0, Math.min(count, mostPrinted), measure];
  const first = Math.max(0, Math.min(view.first, count) - spare);
  return [first, Math.min(count, view.first + Math.ceil(view.height / rowHeight) + spare), measure];
}

/** Draws a change before it returns: a printer does not wait. */
function atOnce(change: () => void): void {
  options.debounceRendering = (draw) => draw();
  change();
  delete options.debounceRendering;
}

/** Scrolls as far as it takes for a row to be in view, when that changes. */
function useScrollTo(element: { current: HTMLElement | null }, place: number): void {
  useLayoutEffect(() => {
    const grid = element.current;
    if (grid === null || place < 0) return;
    const top = place * rowHeight;
    const room = grid.clientHeight - 2 * rowHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
  }, [place]);
}
