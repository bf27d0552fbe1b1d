/**
 * What changed between two traces, for people: one tree, figures first so that they stay in line.
 *
 *    total     self  critical
 *    +32ms     +1ms      +1ms  ~ [shop] POST /checkout
 *    +29ms    +29ms     +29ms  ~ +-- [postgres] SELECT orders ×1 -> ×3
 *     +2ms     +2ms      +2ms  + +-- [redis] GET session
 *     -5ms     -5ms       0ms  - +-- [shop] validate
 */
import type { AttributeDiff } from '../analysis/diff/attribute-diff.ts';
import type { TracesDiff } from '../analysis/diff/compare-traces.ts';
import { nameOf, type PathDiff, type SpanChange } from '../analysis/diff/path-diff.ts';
import type { Deltas, TraceSide } from '../analysis/diff/trace-side.ts';
import type { AttributeValue } from '../model/attributes.ts';
import {
  attributesByPath,
  type DiffRow,
  type DiffTracesOptions,
  pathTitle,
  sortedPaths,
  treeRows,
} from './diff-rows.ts';
import { asciiConnectors, Guides } from './guides.ts';
import { spanTitle, titleOf } from './labels.ts';
import { jsonLine } from './outputs/json.ts';
import { attributeJson } from './span-json.ts';
import type { Style } from './style.ts';
import { servicePaint } from './style.ts';
import { formatChange, formatChangeShare } from './text/change.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount } from './text/numbers.ts';
import { cutEnd, cutMiddle, padStart } from './text/width.ts';
import { wrapped } from './text/wrap.ts';

/** Signs of what became of spans; nothing depends on colour alone. */
const marks: Readonly<Record<SpanChange, string>> = { added: '+', removed: '-', changed: '~', same: ' ' };

/** A terminal this narrow has no room for self time. */
const selfFrom = 64;
/** Columns that indentation leaves to a name and what is behind it. */
const leastName = 32;
/** Levels drawn where the width is not limited. */
const pipeLevels = 40;

/** The comparison as text. */
export function* diffTracesText(
  diff: TracesDiff,
  options: DiffTracesOptions,
  style: Style,
): Generator<string> {
  const found = attributesByPath(diff, options);
  yield* header(diff, style);
  if (!diff.hasChanges && found.size === 0 && !options.all) {
    const spans = counted(diff.after.trace.spanCount, 'span');
    const least = formatDuration(diff.leastNano);
    yield `${wrapped(`nothing changed: the same ${spans}, and no time differs by ${least} or more; --all shows them`, style.width)}\n`;
    return;
  }
  const drawing = new Drawing(style);
  yield drawing.header();
  if (options.sort === 'tree') {
    for (const row of treeRows(diff, found, options.all === true)) yield* drawing.row(row);
    return;
  }
  for (const path of sortedPaths(diff, options.sort, options.all === true)) {
    yield* drawing.row({ path, depth: 0, isLast: true, attributes: found.get(path) ?? [] });
  }
}

/** `[shop] POST /checkout  180ms -> 212ms  (+32ms, +18%)  24 -> 27 spans`, and the traces. */
function* header({ before, after, totalNano }: TracesDiff, style: Style): Generator<string> {
  const [from, to] = [before.durationNano, after.durationNano];
  const share = formatChangeShare(totalNano, from);
  const changed = `(${formatChange(totalNano)}${share === '' ? '' : `, ${share}`})`;
  const spans = `${formatCount(before.trace.spanCount)} -> ${counted(after.trace.spanCount, 'span')}`;
  const figures = `${formatDuration(from)} -> ${formatDuration(to)}  ${changed}  ${spans}`;
  const title = rootTitle(after);
  const room = Math.max(leastName, style.width - figures.length - 2);
  yield `${style.paint.bold(cutMiddle(title, room))}  ${figures}\n`;
  const was = rootTitle(before);
  yield `${style.paint.dim(`before  trace ${escapeText(before.trace.traceId)}${was === title ? '' : `  ${was}`}`)}\n`;
  yield `${style.paint.dim(`after   trace ${escapeText(after.trace.traceId)}`)}\n\n`;
}

function rootTitle({ trace }: TraceSide): string {
  return spanTitle(trace, trace.primaryRoot);
}

/** Draws rows one after the other. */
class Drawing {
  private readonly style: Style;
  private readonly hasSelf: boolean;
  private readonly guides: Guides;

  constructor(style: Style) {
    this.style = style;
    this.hasSelf = style.width >= selfFrom;
    const room = style.width - this.figures('', '', '').length - leastName;
    const levels = Math.max(3, Math.min(pipeLevels, Math.floor(room / 4)));
    this.guides = new Guides(asciiConnectors, levels);
  }

  header(): string {
    return `${this.style.paint.dim(this.figures('total', 'self', 'critical').trimEnd())}\n`;
  }

  *row(row: DiffRow): Generator<string> {
    const { paint } = this.style;
    const prefix = this.guides.prefix(row.depth, row.isLast);
    if (row.path === undefined) {
      const branches = row.branches === 1 ? '' : ` in ${formatCount(row.branches)} branches`;
      const left = `${counted(row.spans, 'unchanged span')}${branches}`;
      yield `${this.figures('', '', '')}${paint.dim(`  ${prefix}${left}`)}\n`;
      return;
    }
    const { path, attributes, depth } = row;
    yield `${this.deltas(path)}${this.mark(path.change)} ${paint.dim(prefix)}${this.label(path, prefix.length)}\n`;
    const indent = `${this.figures('', '', '')}  ${this.guides.lines(depth)}    `;
    for (const attribute of attributes) {
      const room = Math.max(leastName, this.style.width - indent.length);
      yield `${paint.dim(indent)}${cutEnd(attributeText(attribute), room)}\n`;
    }
  }

  private label(path: PathDiff, indent: number): string {
    const tail = tailOf(path);
    const figures = this.figures('', '', '').length + 2 + indent;
    const room = Math.max(16, this.style.width - figures - tail.length);
    return servicePaint(this.style, nameOf(path).service)(cutMiddle(pathTitle(path), room)) + tail;
  }

  private deltas({ totalNano, selfNano, pathNano }: Deltas): string {
    return this.figures(formatChange(totalNano), formatChange(selfNano), formatChange(pathNano));
  }

  private mark(change: SpanChange): string {
    const { paint } = this.style;
    if (change === 'same') return ' ';
    return (change === 'changed' ? paint.yellow : change === 'added' ? paint.green : paint.red)(
      marks[change],
    );
  }

  private figures(total: string, self: string, critical: string): string {
    const cells = this.hasSelf ? [total, self, critical] : [total, critical];
    return `${cells.map((cell) => padStart(cell, 9)).join(' ')}  `;
  }
}

/** How many there were and are, failures, and what else there is to say; begins with a blank unless empty. */
function tailOf({ before, after, isLayer, isRenamed }: PathDiff): string {
  const parts: string[] = [];
  const [from, to] = [before.count, after.count];
  if (from > 0 && to > 0 && from !== to) parts.push(`×${formatCount(from)} -> ×${formatCount(to)}`);
  else if (Math.max(from, to) > 1) parts.push(`×${formatCount(Math.max(from, to))}`);
  if (before.errorCount !== after.errorCount)
    parts.push(`! ${formatCount(before.errorCount)} -> ${formatCount(after.errorCount)} failed`);
  if (isRenamed) parts.push(`(was ${titleOf(before.service, before.name)})`);
  if (isLayer) parts.push('(a layer; what is below it stayed)');
  return parts.map((part) => ` ${part}`).join('');
}

function attributeText({ key, before, after, spanCount }: AttributeDiff): string {
  const spans = spanCount === 1 ? '' : `  (${counted(spanCount, 'span')})`;
  return `${escapeText(key)}: ${valueText(before)} -> ${valueText(after)}${spans}`;
}

function valueText(value: AttributeValue | undefined): string {
  return value === undefined ? '(none)' : escapeText(jsonLine(attributeJson(value)));
}
