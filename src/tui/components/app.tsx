import type { ReactElement } from 'react';

import { pagerScreen } from '../draw/pager-lines.ts';
import type { Look } from '../look.ts';
import type { State } from '../state.ts';
import { Lines } from './lines.tsx';
import { ListScreen } from './list-screen.tsx';
import { TraceScreen } from './trace-screen.tsx';

/** The whole screen of a state. `name` is what is looked at. */
export function App({ state, name, look }: { state: State; name: string; look: Look }): ReactElement {
  const { pager, place, trace, size } = state;
  if (pager) return <Lines lines={pagerScreen(pager, size, look)} columns={size.columns} />;
  if (place === 'trace' && trace) return <TraceScreen state={state} trace={trace} look={look} />;
  return <ListScreen state={state} name={name} look={look} />;
}
