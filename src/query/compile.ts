/** A query ready to be asked of traces. */
import type { SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import type { Query } from './ast.ts';
import { ExpressionCompiler } from './compile-expression.ts';
import { StageCompiler } from './compile-stages.ts';
import { mergedRows, type Rows } from './rows.ts';
import { SpanCursor } from './span-cursor.ts';

/** The spans of a trace that match. */
export interface SpanMatch {
  /** Each once, ascending. */
  rows: Rows;
  /** The sets that the last stage left: one, unless the query groups spans. */
  spansets: Rows[];
}

/** A query prepared for the traces of one store, which may grow. */
export interface CompiledQuery {
  /**
   * What of a trace matches; undefined if nothing does. Linear in its spans, and for conditions on events and links in
   * those; sets are as many as groups.
   */
  match(trace: Trace): SpanMatch | undefined;
}

/** Prepares a query for the traces of a store. */
export function compileQuery(query: Query, store: SpanStore): CompiledQuery {
  const run = new StageCompiler(new ExpressionCompiler(store)).stages(query.stages);
  const cursor = new SpanCursor(store);
  return {
    match(trace) {
      cursor.enter(trace);
      const spansets = run(spansOf(trace), cursor);
      return spansets.length === 0 ? undefined : { rows: mergedRows(spansets), spansets };
    },
  };
}

/** The spans of a trace that match a query; for one trace of a store. */
export function matchTrace(query: Query, trace: Trace): SpanMatch | undefined {
  return compileQuery(query, trace.store).match(trace);
}

/** All rows but placeholders. */
function spansOf({ size, row }: Trace): TraceRow[] {
  const rows: TraceRow[] = [];
  for (let i = 0; i < size; i++) if (row[i] >= 0) rows.push(i);
  return rows;
}
