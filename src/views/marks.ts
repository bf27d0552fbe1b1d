/**
 * The marks behind a row, so that nothing depends on colour alone:
 *
 *   *   on the critical path       !   failed, with its message or, of several, their number
 *   ~   its clock was corrected    >   linked to another span
 */
import type { PathStretches } from '../analysis/path-stretches.ts';
import { SpanFlag } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { errorText } from './error-text.ts';
import type { TreeRow } from './rows.ts';
import { escapeText } from './text/escape.ts';
import { formatCount } from './text/numbers.ts';

/** The marks of a row; `message` is escaped. */
export interface Marks {
  critical: boolean;
  errors: number;
  message: string;
  skewed: boolean;
  linked: string;
}

/** The marks of a drawn row; of rows not drawn, all that is below them counts. */
export function rowMarks(trace: Trace, path: PathStretches, row: TreeRow): Marks {
  const { members, kind } = row;
  const failed: TraceRow[] = [];
  for (const top of members) {
    const end = kind === 'span' ? top + 1 : trace.subtreeEnd[top];
    for (let i = top; i < end; i++) if (trace.flags[i] & SpanFlag.error) failed.push(i);
  }
  return {
    critical: members.some((i) => path.isOn(i)),
    errors: failed.length,
    message: failed.length > 0 && kind === 'span' ? escapeText(errorText(trace, failed[0])) : '',
    skewed: kind === 'span' && members.some((i) => trace.adjustedStart[i] !== trace.start[i]),
    linked: kind === 'span' ? linkText(trace, members) : '',
  };
}

/** The short form: `* ! 3 ~ >`. */
export function marksText({ critical, errors, skewed, linked }: Marks, several: boolean): string {
  const marks: string[] = [];
  if (critical) marks.push('*');
  if (errors > 0) marks.push(several ? `! ${formatCount(errors)}` : '!');
  if (skewed) marks.push('~');
  if (linked !== '') marks.push('>');
  return marks.join(' ');
}

/** Where the links of spans lead: `9be01d22` in this trace, `4bf92f35.../9be01d22` in another; of several, the first. */
function linkText(trace: Trace, members: readonly TraceRow[]): string {
  for (const i of members) {
    if (!hasLinks(trace, i)) continue;
    const [link] = trace.span(i).links;
    if (!link) continue;
    const id = escapeText(link.spanId);
    return link.traceId === trace.traceId ? id : `${escapeText(link.traceId)}/${id}`;
  }
  return '';
}

/** Whether there is a link that is no parent reference; does not build the span. */
function hasLinks({ store, row }: Trace, i: TraceRow): boolean {
  const { links } = store;
  if (row[i] < 0 || links.size === 0) return false;
  let references = 0;
  for (let l = links.firstOf(row[i]); l < links.size && links.span[l] === row[i]; l++) {
    if (links.type[l] === LinkType.link || ++references > 1) return true;
  }
  return false;
}
