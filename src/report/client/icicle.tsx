/** The critical paths of many traces on top of each other: callers above, as wide as their time. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { counted, formatShare } from '../../views/text/numbers.ts';
import type { ListedTrace, PathColumns } from '../data.ts';
import { serviceHue } from './hue.ts';
import { type IcicleLayout, icicleLayout } from './icicle-layout.ts';
import { traceAddress } from './routes.ts';

const rowHeight = 24;
/** Narrower ones are not drawn, as a share of what is shown. */
const narrowest = 1 / 1500;
/** Narrower ones have no room for text. */
const narrowestText = 1 / 40;

interface IcicleProps {
  paths: PathColumns;
  traces: readonly ListedTrace[];
}

/** The section. */
export function Icicle({ paths, traces }: IcicleProps): JSX.Element {
  const layout = useMemo(() => icicleLayout(paths), [paths]);
  const [focus, setFocus] = useState(-1);
  const [selected, setSelected] = useState(0);
  const element = useRef<HTMLDivElement>(null);
  const select = (place: number): void => {
    setSelected(place);
    setFocus((now) => (now >= 0 && !isWithin(paths, place, now) ? -1 : now));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setFocus(-1);
    else if (event.key === 'Enter') setFocus(selected);
    else {
      const target = neighbour(paths, selected, event.key);
      if (target === undefined) return;
      select(target);
    }
    event.preventDefault();
  };
  if (paths.parent.length === 0) return <></>;
  const from = focus < 0 ? 0 : layout.left[focus];
  const width = focus < 0 ? 1 : layout.width[focus];
  const shown = drawn(layout, from, width, selected);
  return (
    <section>
      <h2>Critical paths</h2>
      <p class="about">
        Who waited for whom, over all traces, as wide as the time. A click selects, a double click or Enter
        zooms, Escape shows all.
      </p>
      <div
        class="icicle"
        role="tree"
        aria-label="Critical paths"
        aria-activedescendant={`context-${selected}`}
        tabIndex={0}
        ref={element}
        onKeyDown={onKeyDown}
        style={{ height: `${layout.height * rowHeight}px` }}
      >
        {shown.map((i) => (
          <div
            key={i}
            id={`context-${i}`}
            role="treeitem"
            aria-level={layout.depth[i] + 1}
            aria-selected={i === selected}
            aria-label={`${titleOf(paths, i)}, ${timeOf(paths, i)}`}
            class={i === selected ? 'selected' : undefined}
            style={{
              '--hue': serviceHue(paths.texts[paths.service[i]]),
              left: `${(Math.max(0, layout.left[i] - from) / width) * 100}%`,
              width: `${Math.min(1, layout.width[i] / width) * 100}%`,
              top: `${layout.depth[i] * rowHeight}px`,
            }}
            title={`${titleOf(paths, i)}, ${timeOf(paths, i)}`}
            onClick={() => select(i)}
            onDblClick={() => setFocus(i === focus ? -1 : i)}
          >
            {layout.width[i] / width > narrowestText && titleOf(paths, i)}
          </div>
        ))}
      </div>
      <Selected paths={paths} traces={traces} place={selected} />
    </section>
  );
}

/** What there is to tell of one context. */
function Selected({ paths, traces, place }: IcicleProps & { place: number }): JSX.Element {
  const exemplar = traces.at(paths.trace[place]);
  const isHeld = paths.trace[place] >= 0 && exemplar !== undefined && exemplar.block > 0;
  return (
    <p class="selection" aria-live="polite">
      <b>{titleOf(paths, place)}</b> {timeOf(paths, place)}; of its own {formatDuration(paths.own[place])};{' '}
      {counted(paths.spans[place], 'span')} in {counted(paths.traces[place], 'trace')}
      {isHeld && (
        <>
          ; <a href={traceAddress(exemplar.block, paths.span[place])}>the longest</a>
        </>
      )}
    </p>
  );
}

function titleOf({ texts, service, name }: PathColumns, i: number): string {
  const who = texts[service[i]];
  const what = escapeText(texts[name[i]]) || '(no name)';
  return who === '' ? what : `[${escapeText(who)}] ${what}`;
}

function timeOf({ total, parent }: PathColumns, i: number): string {
  const whole = parent.reduce((sum, above, place) => (above < 0 ? sum + total[place] : sum), 0);
  return `${formatDuration(total[i])} (${formatShare(total[i] / (whole || 1))})`;
}

/** Places of the contexts that are wide enough, and of the selected one. */
function drawn({ left, width }: IcicleLayout, from: number, shown: number, selected: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < left.length; i++) {
    const isIn = left[i] + width[i] > from && left[i] < from + shown;
    if ((isIn && width[i] / shown >= narrowest) || i === selected) places.push(i);
  }
  return places;
}

function isWithin({ parent }: PathColumns, place: number, above: number): boolean {
  for (let at = place; at >= 0; at = parent[at]) if (at === above) return true;
  return false;
}

/** The context that an arrow key goes to. */
function neighbour({ parent }: PathColumns, selected: number, key: string): number | undefined {
  const siblings = [...parent.keys()].filter((place) => parent[place] === parent[selected]);
  const at = siblings.indexOf(selected);
  switch (key) {
    case 'ArrowUp':
      return parent[selected] < 0 ? selected : parent[selected];
    case 'ArrowDown':
      return parent[selected + 1] === selected ? selected + 1 : selected;
    case 'ArrowLeft':
      return siblings[Math.max(0, at - 1)];
    case 'ArrowRight':
      return siblings[Math.min(siblings.length - 1, at + 1)];
    default:
      return undefined;
  }
}
