/** One trace: its header, what is noteworthy, the timeline and its tree, and the span that is looked at. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';

import { Details } from './details.tsx';
import { Header } from './header.tsx';
import { type Action, actionOf } from './keys.ts';
import { Minimap } from './minimap.tsx';
import { Notes } from './notes.tsx';
import { rowsWith } from './search.ts';
import { SpanTree } from './span-tree.tsx';
import { between, moved, zoomed } from './time-window.ts';
import { Toolbar } from './toolbar.tsx';
import type { Row, Stretch, TraceModel } from './trace-model.ts';
import { openFolding, revealing, visibleRows } from './visible-rows.ts';

/** What a page shows. */
interface TracePageProps {
  model: TraceModel;
  block: number;
  /** The span to begin with; empty: the first. */
  spanId: string;
  /** Whether there is nothing else in the report. */
  isOne: boolean;
}

/** The page of a trace. */
export function TracePage({ model, block, spanId, isOne }: TracePageProps): JSX.Element {
  const [folding, setFolding] = useState(openFolding);
  const [window, setWindow] = useState<Stretch>(model.extent);
  const [selected, setSelected] = useState<Row>(0);
  const [query, setQuery] = useState('');
  const rows = useMemo(() => visibleRows(model, folding), [model, folding]);
  const found = useMemo(() => rowsWith(model.data, query), [model, query]);
  const errors = useMemo(() => rowsWhere(model, (row) => model.isError(row)), [model]);

  /** Selects a row wherever it is, and opens what hides it. */
  const go = useCallback(
    (row: Row): void => {
      setFolding((now) => revealing(model, now, row));
      setSelected(row);
    },
    [model],
  );
  useEffect(() => {
    const row = spanId === '' ? -1 : model.find(spanId);
    if (row >= 0) go(row);
  }, [model, spanId]);

  const act = (action: Action): void => {
    const middle = (window.from + window.to) / 2;
    const zoom = (factor: number): void => setWindow(zoomed(window, model.extent, middle, factor));
    switch (action) {
      case 'next-error':
        return goNext(errors, selected, 1, go);
      case 'previous-error':
        return goNext(errors, selected, -1, go);
      case 'next-found':
        return goNext(found, selected, 1, go);
      case 'previous-found':
        return goNext(found, selected, -1, go);
      case 'next-critical':
        return goNext(model.pathRowsInTime, selected, 1, go, true);
      case 'previous-critical':
        return goNext(model.pathRowsInTime, selected, -1, go, true);
      case 'zoom-in':
        return zoom(1 / 2);
      case 'zoom-out':
        return zoom(2);
      case 'zoom-span':
        return setWindow(
          between(model.start[selected], model.start[selected] + model.duration[selected], model.extent),
        );
      case 'whole':
        return setWindow(model.extent);
      case 'earlier':
        return setWindow(moved(window, model.extent, -1 / 4));
      case 'later':
        return setWindow(moved(window, model.extent, 1 / 4));
      case 'only-path':
        return setFolding({ ...folding, onlyPath: !folding.onlyPath });
      case 'search':
        return document.getElementById('search')?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    act(action);
  };

  return (
    <div class="page" onKeyDown={onKeyDown}>
      <Header model={model} isOne={isOne} />
      <main>
        <Notes model={model} onGo={go} />
        <Toolbar
          folding={folding}
          onFolding={setFolding}
          model={model}
          query={query}
          onQuery={setQuery}
          found={found}
          selected={selected}
          act={act}
        />
        <Minimap model={model} window={window} onWindow={setWindow} />
        <div class="split">
          <SpanTree
            model={model}
            rows={rows}
            folding={folding}
            onFolding={setFolding}
            window={window}
            onWindow={setWindow}
            selected={selected}
            onSelect={setSelected}
            found={found}
          />
          <Details model={model} row={selected} block={block} onGo={go} />
        </div>
      </main>
    </div>
  );
}

function rowsWhere(model: TraceModel, holds: (row: Row) => boolean): Row[] {
  const rows: Row[] = [];
  for (let row = 0; row < model.size; row++) if (holds(row)) rows.push(row);
  return rows;
}

/** Goes to the next of some rows, by their order in the list where the selected one is among them, and around at the end. */
function goNext(
  rows: readonly Row[],
  selected: Row,
  step: 1 | -1,
  go: (row: Row) => void,
  isInTime = false,
): void {
  if (rows.length === 0) return;
  const at = isInTime ? rows.indexOf(selected) : nearestPlace(rows, selected, step);
  const next = isInTime && at < 0 ? 0 : (at + step + rows.length) % rows.length;
  go(rows[next]);
}

/** The place of a row among ascending ones, or of the last before it as seen from `step`. */
function nearestPlace(rows: readonly Row[], selected: Row, step: 1 | -1): number {
  const at =
    step > 0 ? rows.findLastIndex((row) => row <= selected) : rows.findIndex((row) => row >= selected);
  return at < 0 && step < 0 ? 0 : at;
}
