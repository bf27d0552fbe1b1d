/** Search, switches and zoom. */
import type { JSX } from 'preact';

import { formatCount } from '../../views/text/numbers.ts';
import { type Action, keyHelp } from './keys.ts';
import type { Row, TraceModel } from './trace-model.ts';
import type { Folding } from './visible-rows.ts';

interface ToolbarProps {
  model: TraceModel;
  folding: Folding;
  onFolding: (folding: Folding) => void;
  query: string;
  onQuery: (query: string) => void;
  found: readonly Row[];
  selected: Row;
  act: (action: Action) => void;
}

/** The toolbar over the timeline. */
export function Toolbar(props: ToolbarProps): JSX.Element {
  const { folding, onFolding, act, model } = props;
  const hasErrors = model.data.errorCount > 0;
  const foldAll = (): void => {
    const folded = new Set<Row>();
    for (let row = 0; row < model.size; row++) {
      if (model.depth[row] > 0 && model.subtreeEnd[row] > row + 1) folded.add(row);
    }
    onFolding({ ...folding, folded });
  };
  return (
    <div class="toolbar" role="group" aria-label="What is shown">
      <Search {...props} />
      <Switch
        label="critical path only"
        isOn={folding.onlyPath}
        onChange={(onlyPath) => onFolding({ ...folding, onlyPath })}
      />
      {hasErrors && (
        <Switch
          label="errors only"
          isOn={folding.onlyErrors}
          onChange={(onlyErrors) => onFolding({ ...folding, onlyErrors })}
        />
      )}
      <Switch
        label="fold repeats"
        isOn={folding.repeats}
        onChange={(repeats) => onFolding({ ...folding, repeats, unfolded: new Set() })}
      />
      <span class="group">
        <button type="button" onClick={foldAll}>
          fold
        </button>
        <button type="button" onClick={() => onFolding({ ...folding, folded: new Set() })}>
          unfold
        </button>
      </span>
      {hasErrors && (
        <button type="button" onClick={() => act('next-error')}>
          next error
        </button>
      )}
      <span class="group">
        <button type="button" aria-label="zoom in" onClick={() => act('zoom-in')}>
          +
        </button>
        <button type="button" aria-label="zoom out" onClick={() => act('zoom-out')}>
          −
        </button>
        <button type="button" aria-label="show the whole trace" onClick={() => act('whole')}>
          whole
        </button>
      </span>
      <details class="help">
        <summary>keys</summary>
        <dl>
          {keyHelp.map(([keys, what]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Search({ query, onQuery, found, selected, act }: ToolbarProps): JSX.Element {
  const at = found.indexOf(selected);
  const place = at < 0 ? '' : `${formatCount(at + 1)} of `;
  const tells = query.trim() === '' ? '' : `${place}${formatCount(found.length)} found`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') act(event.shiftKey ? 'previous-found' : 'next-found');
  };
  return (
    <span class="search">
      <input
        id="search"
        type="search"
        placeholder="search"
        aria-label="search names, ids, attributes"
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <output aria-live="polite">{tells}</output>
    </span>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Switch({ label, isOn, onChange }: SwitchProps): JSX.Element {
  return (
    <label>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
