/** Text read over the screen. */
import { cutEnd, padEnd } from '../../views/text/width.ts';
import { keyBindings, keyNames } from '../keys.ts';
import { type Look, styleOf } from '../look.ts';
import type { Pager, Size } from '../state.ts';

/** The keys and what they do, from their table. */
export function helpLines(): string[] {
  const names = keyBindings.map(keyNames);
  const width = Math.max(...names.map((name) => name.length));
  const line = (binding: (typeof keyBindings)[number]): string =>
    `  ${padEnd(keyNames(binding), width)}  ${binding.help}`;
  const of = (place: 'list' | 'trace' | undefined): string[] =>
    keyBindings.filter((binding) => binding.place === place).map(line);
  return [
    'everywhere',
    ...of(undefined),
    '',
    'in the list of traces',
    ...of('list'),
    '',
    'in a trace',
    ...of('trace'),
    '',
    'mouse',
    `  ${padEnd('wheel', width)}  scrolls`,
    `  ${padEnd('click', width)}  selects; on a fold’s sign folds; on what is selected opens`,
    '',
    'marks: * on the critical path, ! failed, ? parent missing, ~ clock corrected, > linked',
    'bars: # time on the critical path, = the rest of the span',
  ];
}

/** The screen of a pager: its title, its lines from `top` on, and how to leave. */
export function pagerScreen({ title, lines, top }: Pager, { columns, rows }: Size, look: Look): string[] {
  const { paint } = styleOf(look, columns);
  const body = lines.slice(top, top + pagerRows({ rows }));
  const last = Math.min(lines.length, top + body.length);
  const place = `${top + 1}-${last} of ${lines.length}  j k scroll  Esc closes`;
  return [
    paint.bold(cutEnd(title, columns)),
    ...body.map((line) => cutEnd(line, columns)),
    ...Array.from({ length: Math.max(0, pagerRows({ rows }) - body.length) }, () => ''),
    paint.dim(cutEnd(place, columns)),
  ];
}

/** Lines that a pager shows at once. */
export function pagerRows({ rows }: Pick<Size, 'rows'>): number {
  return Math.max(1, rows - 2);
}
