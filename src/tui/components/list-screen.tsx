import { Box } from 'ink';
import type { ReactElement } from 'react';

import { bottomLine, listTitle, queryLine } from '../draw/frame-lines.ts';
import { listHeading, listLines } from '../draw/list-lines.ts';
import { listArea } from '../layout.ts';
import type { Look } from '../look.ts';
import type { State } from '../state.ts';
import { Lines } from './lines.tsx';

/** The list of traces: what is read, the query, a line a trace. */
export function ListScreen({ state, name, look }: { state: State; name: string; look: Look }): ReactElement {
  const { columns } = state.size;
  const { rows } = listArea(state.size);
  const head = [listTitle(state, name, look), queryLine(state, look), listHeading(state, look)];
  return (
    <Box flexDirection="column" width={columns} height={state.size.rows}>
      <Lines lines={head} columns={columns} />
      <Box height={rows} flexShrink={0}>
        <Lines lines={listLines(state, rows, look)} columns={columns} />
      </Box>
      <Lines lines={[bottomLine(state, look)]} columns={columns} />
    </Box>
  );
}
