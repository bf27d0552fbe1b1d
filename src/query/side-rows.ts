/**
 * Conditions on events and links: they hold of a span if one of its events, and one of its links, makes them hold. So
 * `event:name = "a" && event.b = 1` is about one event.
 */
import type { SideTable } from '../model/side-tables.ts';
import { LinkType } from '../model/side-tables.ts';
import type { Expression } from './ast.ts';
import { readsScope } from './fields.ts';
import { linkedSpanId } from './intrinsic-values.ts';
import type { SpanCursor } from './span-cursor.ts';

type Test = (span: SpanCursor) => boolean;

/** The test of an expression, tried on each event and link of a span if the expression reads them. */
export function someSide(expression: Expression, test: Test): Test {
  const withEvents = readsScope(expression, 'event') ? someEvent(test) : test;
  return readsScope(expression, 'link') ? someLink(withEvents) : withEvents;
}

/** Tried on each event; on none where the span has none. */
function someEvent(test: Test): Test {
  return (span) => {
    const before = span.event;
    span.event = -1;
    const found = tryEach(span, span.store.events, (row) => {
      span.event = row;
      return test(span);
    });
    const result = found ?? test(span);
    span.event = before;
    return result;
  };
}

function someLink(test: Test): Test {
  return (span) => {
    const before = span.link;
    span.link = -1;
    const found = tryEach(span, span.store.links, (row) => {
      if (isParent(span, row)) return undefined;
      span.link = row;
      return test(span);
    });
    const result = found ?? test(span);
    span.link = before;
    return result;
  };
}

/** Whether a try on one of the span's rows says true; undefined if none says anything. */
function tryEach(
  span: SpanCursor,
  table: SideTable,
  tryRow: (row: number) => boolean | undefined,
): boolean | undefined {
  let result: boolean | undefined;
  for (const owner of span.parts.length === 0 ? [span.row] : [span.row, ...span.parts]) {
    for (let row = table.firstOf(owner); row < table.size && table.span[row] === owner; row++) {
      result = tryRow(row) ?? result;
      if (result) return true;
    }
  }
  return result;
}

/** A reference that became the parent is no link. */
function isParent({ store, trace, i, row }: SpanCursor, link: number): boolean {
  if (store.links.type[link] === LinkType.link) return false;
  const parent = trace.parent[i] < 0 ? -1 : trace.row[trace.parent[i]];
  return linkedSpanId(store, link) === (parent < 0 ? store.parentSpanId(row) : store.spanId(parent));
}
