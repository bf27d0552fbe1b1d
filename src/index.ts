/**
 * The library: reading, rebuilding, analysing and drawing traces, without side effects.
 *
 *   import { criticalPath, readTraces, treeView } from 'tracectl';
 *
 *   for (const trace of readTraces('trace.json')) {
 *     console.log(treeView(trace));
 *     for (const { row, start, end } of criticalPath(trace).segments) console.log(trace.nameText(row), end - start);
 *   }
 */
export { StatisticsCollector } from './analysis/aggregate/collect.ts';
export { type Dimension, dimension, type DimensionName } from './analysis/aggregate/dimensions.ts';
export { type GroupFigures, groupFigures, type SortKey } from './analysis/aggregate/figures.ts';
export { type Bucket, histogram } from './analysis/aggregate/histogram.ts';
export type { GroupKey, KeyValue } from './analysis/aggregate/keys.ts';
export { entryPoints, type MadeOf, madeOf, type Part } from './analysis/aggregate/made-of.ts';
export type { Percent, Quantiles } from './analysis/aggregate/quantiles.ts';
export { type GroupState, Statistics, type StatisticsState } from './analysis/aggregate/statistics.ts';
export type { EntryPoint } from './analysis/aggregate/trace-rows.ts';
export { type AnalysisOptions, analyseRoots, analyseTrace, type TraceAnalysis } from './analysis/analyse.ts';
export {
  type CallingContext,
  CallingContexts,
  contextColumns,
  type ContextColumns,
  type ContextExemplar,
} from './analysis/calling-context.ts';
export { concurrentSegments, segmentLabels } from './analysis/concurrent.ts';
export {
  byOperation,
  byService,
  type CriticalPath,
  criticalPath,
  type CriticalPathOptions,
  criticalPathTimes,
  type OperationShare,
  type PathSegment,
  type ServiceShare,
} from './analysis/critical-path.ts';
export { diffSets, type EntryPointDiff, type SetsDiff } from './analysis/diff/compare-sets.ts';
export { compareTraces, type TracesDiff } from './analysis/diff/compare-traces.ts';
export type { OperationDiff } from './analysis/diff/operation-diff.ts';
export type { PathDiff } from './analysis/diff/path-diff.ts';
export { type DragAndSlack, dragAndSlack } from './analysis/drag-slack.ts';
export { EdgeClass, edgeClasses, edgeClassNames, type Profile } from './analysis/edges.ts';
export { type ErrorCause, type Errors, errorsOf, rootCauses } from './analysis/errors.ts';
export { type Call, Fingerprints } from './analysis/fingerprint.ts';
export { type Edge, type EdgeType, type SlowestCall } from './analysis/graph/edges.ts';
export { type NodeKind } from './analysis/graph/nodes.ts';
export {
  type GraphBy,
  type GraphFigures,
  type GraphNode,
  ServiceGraph,
} from './analysis/graph/service-graph.ts';
export { type MissingParent, missingParents, type MissingParentVerdict } from './analysis/missing-parents.ts';
export { OperationTimes, type UsualTime } from './analysis/operation-times.ts';
export { type NetworkGap, networkGaps } from './analysis/network.ts';
export { LostContextCollector } from './analysis/lost-context/collect.ts';
export type { LostBy, LostConfidence, LostContext, LostMatch } from './analysis/lost-context/lost-context.ts';
export { findPatterns } from './analysis/patterns/find.ts';
export type { Confidence, Pattern, PatternRule } from './analysis/patterns/pattern.ts';
export { type PatternExemplar, type PatternFigures, PatternSummary } from './analysis/patterns/summary.ts';
export { type QueueTime, queueTimes } from './analysis/queue-time.ts';
export { selfTimes, type SelfTimeOptions } from './analysis/self-time.ts';
export { ShapeCollector } from './analysis/shape/collect.ts';
export { compareShapes, type ShapeChange } from './analysis/shape/compare.ts';
export { lockText, parseLock } from './analysis/shape/lock-file.ts';
export type { Shape, ShapeCall } from './analysis/shape/shape.ts';
export { rankSpans, type SlowestBy, SlowestSpans, type SlowSpan } from './analysis/slowest.ts';
export { summarize, type TraceSummary } from './analysis/summary.ts';
export { noSpan, noSpanName } from './analysis/whole-trace.ts';
export { InputError, TracectlError, UsageError } from './errors.ts';
export { formats } from './formats/index.ts';
export type { Attributes, AttributeValue } from './model/attributes.ts';
export type { Finding, FindingCode } from './model/finding.ts';
export { SpanFlag, SpanKind, StatusCode } from './model/kinds.ts';
export type { Damage, ReadReport } from './model/read-report.ts';
export type { Nanos, UnixNano } from './model/time.ts';
export {
  type ClockOffset,
  type Span,
  type SpanEvent,
  type SpanLink,
  Trace,
  type TraceRow,
} from './model/trace.ts';
export { readTraces, type ReadTracesOptions, TraceSet } from './read-traces.ts';
export { formatDuration } from './views/text/duration.ts';
export { escapeText } from './views/text/escape.ts';
export { treeView, type TreeViewOptions } from './views/tree-text.ts';
