/** The details that are in sight, painted. */
import { closedText } from '../../views/text/escape.ts';
import { padEnd } from '../../views/text/width.ts';
import { type Look, signsOf, styleOf } from '../look.ts';
import type { Size, TimeMode, TraceState } from '../state.ts';
import { detailGutter, type DetailLine, detailLines, type Tone } from './detail-lines.ts';

/** The lines of the details from the first in sight on, each as wide as the area. */
export function detailView(
  trace: TraceState,
  { columns, rows }: Size,
  times: TimeMode,
  look: Look,
): string[] {
  const all = detailLines(trace, times, columns);
  const { paint } = styleOf(look, columns);
  const isEntered = trace.pane === 'details';
  return Array.from({ length: rows }, (_, i) => {
    const at = trace.detailTop + i;
    const isSelected = isEntered && at === trace.detailCursor;
    const sign = (isSelected ? signsOf(look).selected : ' ').padEnd(detailGutter);
    const line = padEnd(sign + painted(all[at], look), columns);
    return isSelected ? paint.inverse(line) : line;
  });
}

function painted(line: DetailLine | undefined, look: Look): string {
  const { paint } = styleOf(look, Infinity);
  const paints: Readonly<Record<Tone, (text: string) => string>> = {
    plain: String,
    dim: paint.dim,
    title: paint.bold,
    error: paint.red,
    warning: paint.yellow,
    link: paint.underline,
  };
  return (line?.parts ?? []).map(({ text, tone }) => paints[tone](closedText(text))).join('');
}
