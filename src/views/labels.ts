/**
 * What a row of the tree says, in parts that are cut and coloured apart:
 *
 *   [mysql] SQL SELECT ×13 (191ms in all)
 *   service name       tail
 *
 * All parts are escaped.
 */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { mostAtOnce } from '../analysis/siblings.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { looseName } from './folding.ts';
import { spansBelow, type TreeRow } from './rows.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount } from './text/numbers.ts';

/** A label in parts; any may be empty. */
export interface Label {
  service: string;
  name: string;
  tail: string;
  /** The tail with less in it, for where the name would have to go otherwise. */
  shortTail?: string;
}

/** The label of a row. */
export function rowLabel(model: TraceAnalysis, row: TreeRow): Label {
  const { trace } = model;
  const [first] = row.members;
  if (row.kind === 'others') return othersLabel(trace, row.members);
  if (row.kind === 'deeper') return deeperLabel(trace, row.members);
  if (trace.isPlaceholder(first)) return placeholderLabel(model, first);
  return {
    service: serviceOf(trace, first),
    name: foldedName(trace, row.members),
    tail: rowTail(trace, row),
    ...(row.members.length > 1 && {
      shortTail: repeatTail(row, formatDuration(totalOf(trace, row.members))),
    }),
  };
}

/** `[service] name`, whole, as text outside the tree names a span. */
export function spanTitle(trace: Trace, row: TraceRow): string {
  return titleOf(trace.serviceText(row), trace.nameText(row));
}

/** `[service] name`, escaped. */
export function titleOf(service: string, name: string): string {
  const parts = [service === '' ? '' : `[${escapeText(service)}]`, escapeText(name)];
  return parts.filter((part) => part !== '').join(' ') || '(no name)';
}

/** The repeat count and the duration of a span row, with what there is to say about it; empty for an untimed span. */
export function rowTail(trace: Trace, row: TreeRow): string {
  return repeatTail(row, timeText(trace, row.members));
}

function repeatTail({ members }: TreeRow, time: string): string {
  const repeat = members.length > 1 ? `×${formatCount(members.length)}` : '';
  return [repeat, time === '' ? '' : `(${time})`].filter((part) => part !== '').join(' ');
}

function timeText(trace: Trace, members: readonly TraceRow[]): string {
  if (members.length === 1) {
    const [row] = members;
    if (!trace.timed[row]) return '';
    return trace.flags[row] & SpanFlag.noEnd ? 'unfinished' : formatDuration(trace.duration(row));
  }
  const atOnce = mostAtOnce(trace, members);
  return `${formatDuration(totalOf(trace, members))} in all${atOnce > 1 ? `, up to ${formatCount(atOnce)} at once` : ''}`;
}

function totalOf(trace: Trace, members: readonly TraceRow[]): Nanos {
  let total: Nanos = 0;
  for (const row of members) total += trace.timed[row] ? trace.duration(row) : 0;
  return total;
}

function foldedName(trace: Trace, members: readonly TraceRow[]): string {
  const [first] = members;
  const name = trace.nameText(first);
  const same = members.every((row) => trace.name[row] === trace.name[first]);
  return escapeText(same ? name : looseName(name));
}

function serviceOf(trace: Trace, row: TraceRow): string {
  const service = trace.serviceText(row);
  return service === '' ? '' : `[${escapeText(service)}]`;
}

function othersLabel(trace: Trace, members: readonly TraceRow[]): Label {
  let longest: Nanos = 0;
  for (const row of members) longest = Math.max(longest, trace.duration(row));
  const spans = spansBelow(trace, members);
  const below = spans === members.length ? '' : `, ${formatCount(spans)} spans with those below`;
  return {
    service: '',
    name: `… ${formatCount(members.length)} more beside these${below}`,
    tail: `(up to ${formatDuration(longest)} each)`,
  };
}

function deeperLabel(trace: Trace, members: readonly TraceRow[]): Label {
  const [first] = members;
  const floor = trace.depth[first];
  let deepest = floor;
  for (const top of members) {
    for (let i = top; i < trace.subtreeEnd[top]; i++) deepest = Math.max(deepest, trace.depth[i]);
  }
  const spans = counted(spansBelow(trace, members), 'span');
  return {
    service: `… ${counted(deepest - floor + 1, 'level')} more`,
    name: `(${spans}; --focus ${escapeText(trace.spanId(first))} goes on here)`,
    tail: '',
  };
}

function placeholderLabel({ trace, missing }: TraceAnalysis, row: TraceRow): Label {
  const found = missing.get(row);
  const id = escapeText(trace.spanId(row));
  const about = found
    ? `(parent of ${counted(found.children.length, 'span')}, ${escapeText(found.sentence)})`
    : '';
  return { service: `? missing span ${id}`, name: about, tail: '' };
}
