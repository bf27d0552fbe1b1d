/** A trace made ready to be moved through. */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { PathStretches } from '../analysis/path-stretches.ts';
import type { Finding } from '../model/finding.ts';
import { timeScale } from '../views/bars.ts';
import { patternFindings } from '../views/pattern-findings.ts';
import type { OpenTrace, TraceState } from './state.ts';
import { groupingOf } from './tree/grouping.ts';
import { outlineOf, type SortKey } from './tree/outline.ts';
import { unfolded, visibleRows } from './tree/visible.ts';

/** What the viewer needs of a trace. Linear, but for what grouping sorts. */
export function openTrace(analysis: TraceAnalysis): OpenTrace {
  const { trace } = analysis;
  const path = new PathStretches(trace, analysis.path);
  return {
    analysis,
    path,
    onPath: Uint8Array.from(path.from, (from) => (from === Infinity ? 0 : 1)),
    grouping: groupingOf(trace),
    findings: findingsBySpan([...trace.findings, ...patternFindings(analysis)]),
    scale: timeScale(trace, Array.from(trace.tops)),
  };
}

/** The screen of a trace as it is first seen: all of it, but for what groups fold. */
export function traceState(open: OpenTrace, sort: SortKey = 'start'): TraceState {
  const { trace } = open.analysis;
  const outline = outlineOf(open.analysis, open.grouping, sort);
  const folds = unfolded(trace, outline);
  return {
    open,
    sort,
    outline,
    folds,
    focus: undefined,
    onlyCritical: false,
    rows: visibleRows(trace, outline, folds, { focus: undefined, kept: undefined }),
    cursor: 0,
    top: 0,
    pane: 'tree',
    detailCursor: 0,
    detailTop: 0,
    matches: undefined,
    segment: -1,
  };
}

function findingsBySpan(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const bySpan = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const spanId of finding.spanIds) {
      const known = bySpan.get(spanId);
      if (known) known.push(finding);
      else bySpan.set(spanId, [finding]);
    }
  }
  return bySpan;
}
