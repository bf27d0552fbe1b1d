/** The two rankings below the tree, side by side where there is room. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { SpanFlag } from '../model/kinds.ts';
import { spanTitle, titleOf } from './labels.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { formatShare } from './text/numbers.ts';
import { cutMiddle, displayWidth, padEnd, padStart } from './text/width.ts';

const shown = 5;
const sideBySideFrom = 90;
const between = '    ';

/** Names of the sections, as `--with` takes them. */
export const sectionNames = ['critical-path', 'slowest'] as const;

export type SectionName = (typeof sectionNames)[number];

/** The sections, a blank line before them. */
export function* sectionsView(
  model: TraceAnalysis,
  names: readonly SectionName[],
  style: Style,
): Generator<string> {
  const beside = names.length === 2 && style.width >= sideBySideFrom && style.width !== Infinity;
  const width = beside ? Math.floor((style.width - between.length) / 2) : style.width;
  const sections = names.map((name) => sectionLines(model, name, width));
  if (!beside) {
    for (const [title = '', ...lines] of sections) yield `\n${style.paint.bold(title)}\n${ended(lines)}`;
    return;
  }
  const [left, right] = sections;
  const columnWidth = Math.min(width, Math.max(...left.map(displayWidth), 30));
  yield '\n';
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const line = `${padEnd(left[i] ?? '', columnWidth)}${between}${right[i] ?? ''}`.trimEnd();
    yield `${i === 0 ? style.paint.bold(line) : line}\n`;
  }
}

function ended(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function sectionLines(model: TraceAnalysis, name: SectionName, width: number): string[] {
  return name === 'critical-path' ? pathLines(model, width) : slowestLines(model, width);
}

function pathLines({ byOperation }: TraceAnalysis, width: number): string[] {
  const lines = byOperation.slice(0, shown).map(({ service, name, criticalPathNano, share }) => {
    const figures = `  ${padStart(formatDuration(criticalPathNano), 7)}  ${padStart(formatShare(share), 4)}  `;
    return figures + cutMiddle(titleOf(service, name), width - figures.length);
  });
  return ['critical path', ...lines];
}

function slowestLines({ trace, slowest }: TraceAnalysis, width: number): string[] {
  const lines = slowest.slice(0, shown).map(({ row, selfTimeNano }) => {
    const figures = `  ${padStart(formatDuration(selfTimeNano), 7)}  `;
    const mark = trace.flags[row] & SpanFlag.error ? ' !' : '';
    const id = `  ${escapeText(trace.spanId(row))}${mark}`;
    return (
      figures + cutMiddle(spanTitle(trace, row), Math.max(8, width - figures.length - displayWidth(id))) + id
    );
  });
  return ['slowest (self time)', ...lines];
}
