import { Text, Transform } from 'ink';
import { type Context, createContext, type ReactElement, useContext } from 'react';

import type { StandIns } from '../stand-ins.ts';

/** What stands for lines while ink composes a frame; absent: they stand for themselves. */
export const StandInContext: Context<StandIns | undefined> = createContext<StandIns | undefined>(undefined);

/**
 * Lines that are painted and fit already, as wide as the terminal. What ink measures and wraps is a text of blanks as
 * large, and the lines take its place when it is drawn: ink keeps every text it ever measured.
 */
export function Lines({
  lines,
  columns,
}: {
  lines: readonly string[];
  columns: number;
}): ReactElement | null {
  const standIns = useContext(StandInContext);
  if (lines.length === 0) return null;
  const blank = ' '.repeat(Math.max(1, columns));
  const textOf = (line = ''): string => (standIns === undefined || line === '' ? line : standIns.for(line));
  return (
    <Transform transform={(_, index) => textOf(lines[index])}>
      <Text>{lines.map(() => blank).join('\n')}</Text>
    </Transform>
  );
}
