/** The analyses that the views of one trace need, run once each. */
import type { Trace, TraceRow } from '../model/trace.ts';
import {
  byOperation,
  byService,
  criticalPath,
  type CriticalPath,
  criticalPathTimes,
  type OperationShare,
  type ServiceShare,
  pathRoots,
} from './critical-path.ts';
import { edgeClasses } from './edges.ts';
import { type Errors, errorsOf } from './errors.ts';
import { type MissingParent, missingParents } from './missing-parents.ts';
import { findPatterns } from './patterns/find.ts';
import type { Pattern } from './patterns/pattern.ts';
import { selfTimes } from './self-time.ts';
import { rankSpans, type SlowSpan } from './slowest.ts';
import { summarize, type TraceSummary } from './summary.ts';

/** A trace with its analyses; columns are by row of the trace. */
export interface TraceAnalysis {
  trace: Trace;
  summary: TraceSummary;
  /** See EdgeClass. */
  edges: Uint8Array;
  self: Float64Array;
  path: CriticalPath;
  /** Time on the critical path. */
  onPath: Float64Array;
  byOperation: OperationShare[];
  byService: ServiceShare[];
  /** Failures that nothing explains. */
  errors: Errors;
  /** What is known of the spans never seen, by the row of their placeholder. */
  missing: ReadonlyMap<TraceRow, MissingParent>;
  /** The spans with most self time. */
  slowest: SlowSpan[];
  /** Calls that look like a pattern, those that could save most first; searched for when asked. */
  patterns: () => Pattern[];
}

/** How a trace is analysed. */
export interface AnalysisOptions {
  /** `clip`: the critical path as jaeger-ui and CRISP compute it. */
  profile: 'auto' | 'clip';
  /** What self time leaves out: blocking children, or all. */
  self: 'blocking' | 'all';
  /** A critical path for each root, not only the first. */
  allRoots: boolean;
  /** One critical path from the first start to the last end of the trace, instead. */
  wholeTrace?: boolean | undefined;
}

const defaults: AnalysisOptions = { profile: 'auto', self: 'blocking', allRoots: false };

/** Spans ranked for the section below the tree. */
const ranked = 5;

/** A trace with all analyses; with `allRoots`, the paths of all its trees one after the other. */
export function analyseTrace(trace: Trace, options: Partial<AnalysisOptions> = {}): TraceAnalysis {
  const flags = { ...defaults, ...options };
  const [first, ...others] = pathRoots(trace, flags);
  const model = analyseFrom(trace, first, flags);
  if (others.length === 0) return model;
  const paths = [first, ...others].map((root) =>
    criticalPath(trace, model.edges, { profile: flags.profile, root }),
  );
  const path = { root: first, segments: paths.flatMap(({ segments }) => segments) };
  return { ...model, ...pathFigures(trace, path), patterns: () => findPatterns(trace, model.edges, path) };
}

/** One model for each path: of the primary root, of all roots, or of the whole trace. */
export function* analyseRoots(
  trace: Trace,
  options: Partial<AnalysisOptions> = {},
): Generator<TraceAnalysis> {
  const flags = { ...defaults, ...options };
  for (const root of pathRoots(trace, flags)) yield analyseFrom(trace, root, flags);
}

function analyseFrom(trace: Trace, root: TraceRow, flags: AnalysisOptions): TraceAnalysis {
  const { profile, self: mode } = flags;
  const edges = edgeClasses(trace, { profile });
  const self = selfTimes(trace, edges, { self: mode });
  const path = criticalPath(trace, edges, { profile, root });
  const figures = pathFigures(trace, path);
  return {
    trace,
    summary: summarize(trace),
    edges,
    self,
    ...figures,
    errors: errorsOf(trace, edges, figures.onPath),
    missing: new Map(missingParents(trace).map((parent) => [parent.row, parent])),
    slowest: rankSpans(trace, self, figures.onPath, { limit: ranked }),
    patterns: () => findPatterns(trace, edges, path),
  };
}

function pathFigures(
  trace: Trace,
  path: CriticalPath,
): Pick<TraceAnalysis, 'path' | 'onPath' | 'byOperation' | 'byService'> {
  return {
    path,
    onPath: criticalPathTimes(trace, path),
    byOperation: byOperation(trace, path),
    byService: byService(trace, path),
  };
}
