import { Box } from 'ink';
import type { ReactElement } from 'react';

import { detailView } from '../draw/detail-view.ts';
import { bottomLine, pathLine, traceTitle } from '../draw/frame-lines.ts';
import { minimapLines } from '../draw/minimap.ts';
import { treeHeading, treeLines } from '../draw/tree-lines.ts';
import { type TraceLayout, traceLayout } from '../layout.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import type { State, TraceState } from '../state.ts';
import { Lines } from './lines.tsx';

interface Props {
  state: State;
  trace: TraceState;
  look: Look;
}

/** One trace: title, minimap, tree and details, the path of the selection. */
export function TraceScreen({ state, trace, look }: Props): ReactElement {
  const { size, times } = state;
  const layout = traceLayout(size, trace.pane);
  const { tree, minimap, heading } = layout;
  const head = [
    traceTitle(state, trace, look),
    ...minimapLines(trace, size.columns, Math.max(1, tree.rows), minimap, look),
    ...(heading > 0 ? [treeHeading(trace, tree.columns, times, look)] : []),
  ];
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Lines lines={head} columns={size.columns} />
      <Body state={state} trace={trace} look={look} layout={layout} />
      <Lines lines={[pathLine(trace, size.columns, look), bottomLine(state, look)]} columns={size.columns} />
    </Box>
  );
}

/**
 * Tree and details, beside or below each other, or one of them. Lines beside each other are put together here: terminals
 * and ink may differ on how wide a character is, and what stands behind it must not move.
 */
function Body({ state, trace, look, layout }: Props & { layout: TraceLayout }): ReactElement {
  const { tree, details, split } = layout;
  const { columns } = state.size;
  const { paint } = styleOf(look, columns);
  const { rule, border } = signsOf(look);
  const left = treeLines(trace, tree, state.times, look);
  const right = detailView(trace, details, state.times, look);
  if (split === 'beside') {
    const blank = ' '.repeat(tree.columns);
    const lines = right.map((line, i) => `${left[i] ?? blank}${paint.dim(border)}${line}`);
    return <Lines lines={lines} columns={columns} />;
  }
  return (
    <Box
      flexDirection="column"
      height={tree.rows + (split === 'below' ? 1 : 0) + details.rows}
      flexShrink={0}
    >
      <Box height={tree.rows} flexShrink={0}>
        <Lines lines={left} columns={columns} />
      </Box>
      {split === 'below' && <Lines lines={[paint.dim(rule.repeat(columns))]} columns={columns} />}
      <Lines lines={right} columns={columns} />
    </Box>
  );
}
