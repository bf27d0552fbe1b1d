/** Rows looked for in a trace, and which of several comes next. */
import { AttributeType } from '../../model/attributes.ts';
import { SpanFlag } from '../../model/kinds.ts';
import type { Trace, TraceRow } from '../../model/trace.ts';

/**
 * The spans that hold a text in their service, name, id, status message or an attribute; upper and lower case are the same.
 * Each distinct string is looked at once, so that it is linear in the strings and the attributes.
 */
export function findText(trace: Trace, text: string): TraceRow[] {
  const wanted = text.toLowerCase();
  const { strings, attributes, columns, statusMessage, attributesFrom, attributesCount } = trace.store;
  const known = new Int8Array(strings.size);
  const holds = (id: number): boolean => {
    if (known[id] === 0) known[id] = strings.text(id).toLowerCase().includes(wanted) ? 1 : -1;
    return known[id] === 1;
  };
  const holdsAttribute = (from: number, count: number): boolean => {
    for (let at = from; at < from + count; at++) {
      const isText =
        attributes.type[at] !== AttributeType.bool && attributes.type[at] !== AttributeType.empty;
      if (holds(attributes.key[at]) || (isText && holds(attributes.value[at]))) return true;
    }
    return false;
  };
  const found: TraceRow[] = [];
  for (let i = 0; i < trace.size; i++) {
    const row = trace.row[i];
    const isFound =
      holds(trace.name[i]) ||
      holds(trace.service[i]) ||
      trace.spanId(i).toLowerCase().includes(wanted) ||
      (row >= 0 &&
        columns.details &&
        (holds(statusMessage[row]) || holdsAttribute(attributesFrom[row], attributesCount[row])));
    if (isFound) found.push(i);
  }
  return found;
}

/** The rows that failed. */
export function failedRows({ flags, size }: Trace): TraceRow[] {
  const failed: TraceRow[] = [];
  for (let i = 0; i < size; i++) if (flags[i] & SpanFlag.error) failed.push(i);
  return failed;
}

/** Which of places comes after, or with step -1 before, a place; goes around at the end. -1 where there is none. */
export function nextPlace(places: Iterable<number>, from: number, step: 1 | -1): number {
  let next = -1;
  let outermost = -1;
  for (const place of places) {
    const isBeyond = (place - from) * step > 0;
    if (isBeyond && (next < 0 || (next - place) * step > 0)) next = place;
    if (outermost < 0 || (outermost - place) * step > 0) outermost = place;
  }
  return next >= 0 ? next : outermost;
}
