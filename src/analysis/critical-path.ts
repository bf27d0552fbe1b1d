/**
 * What made a request as long as it was (analysis.md 4). Backwards from a span's end, time belongs to the blocking child
 * that finished last; before that child's start, to the one that had finished last by then; otherwise to the span itself.
 *
 *   root   |==================================|
 *     a        |-------|                             ran beside b: not on the path
 *     b            |---------|
 *     c                           |-----|
 *   path   root....b.........root.c.....root..
 *
 * An overlap that is noise (at most 1 % of the parent) counts as sequential: the earlier child is cut where the later one
 * starts. The profile `clip` has no such tolerance.
 */
import { compareTexts } from '../model/compare-texts.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { edgeClasses, type Profile } from './edges.ts';
import { type PathSegment, walkBack } from './path-walk.ts';
import { noSpan, noSpanName, topSpans } from './whole-trace.ts';

export type { PathSegment };

/** The segments of a span and its subtree that make up its duration, without gaps, in time order. */
export interface CriticalPath {
  /** `noSpan`: of the whole trace. */
  root: TraceRow;
  segments: PathSegment[];
}

/** How a path is found. */
export interface CriticalPathOptions {
  profile: Profile;
  /** The span to explain, or `noSpan` for the whole trace; its primary root by default. */
  root?: TraceRow;
}

/**
 * The critical path of a span; `edges` are those of `edgeClasses` with the same profile, made here if absent. O(n log n),
 * constant stack; empty for a span without length or time.
 */
export function criticalPath(
  trace: Trace,
  edges?: Uint8Array,
  options: CriticalPathOptions = { profile: 'auto' },
): CriticalPath {
  const root = options.root ?? trace.primaryRoot;
  if (root !== noSpan && trace.timed[root] === 0) return { root, segments: [] };
  return {
    root,
    segments: walkBack(trace, edges ?? edgeClasses(trace, options), options.profile, root).reverse(),
  };
}

/** Which paths of a trace are found, if not only that of its primary root. */
interface PathRoots {
  /** One for each root, and for each fragment below a missing parent. */
  allRoots?: boolean | undefined;
  /** One over the whole trace, instead. */
  wholeTrace?: boolean | undefined;
}

/** The spans that paths of a trace begin at, the primary root first; of the whole trace, `noSpan`. */
export function pathRoots(trace: Trace, { allRoots, wholeTrace }: PathRoots): TraceRow[] {
  if (wholeTrace) return [noSpan];
  const { primaryRoot } = trace;
  return allRoots ? [primaryRoot, ...topSpans(trace).filter((root) => root !== primaryRoot)] : [primaryRoot];
}

/** Nanoseconds that each row owns of a path. */
export function criticalPathTimes(trace: Trace, path: CriticalPath): Float64Array {
  const times = new Float64Array(trace.size);
  for (const { row, start, end } of path.segments) if (row !== noSpan) times[row] += end - start;
  return times;
}

/** The part of a path that the spans of one service own, or no span. */
export interface ServiceShare {
  /** Of no span, `noSpanName`. */
  service: string;
  criticalPathNano: Nanos;
  /** Of the whole path; shares sum to 1. */
  share: number;
  segments: number;
}

/** The part of a path that the spans of one service and name own, or no span: then there is a name only. */
export interface OperationShare extends ServiceShare {
  name: string;
}

/** The path's time by service and span name, longest first. */
export function byOperation(trace: Trace, path: CriticalPath): OperationShare[] {
  return shares(trace, path, true);
}

/** The path's time by service, longest first. */
export function byService(trace: Trace, path: CriticalPath): ServiceShare[] {
  return shares(trace, path, false);
}

function shares(trace: Trace, { segments }: CriticalPath, byName: boolean): OperationShare[] {
  const { strings } = trace.store;
  const found = new Map<number, OperationShare>();
  let total = 0;
  for (const { row, start, end } of segments) {
    const isSpan = row !== noSpan;
    const key = isSpan ? trace.service[row] * strings.size + (byName ? trace.name[row] : 0) : noSpan;
    let share = found.get(key);
    if (share === undefined) {
      const owner = isSpan ? spanOwner(trace, row, byName) : noOwner(byName);
      share = { ...owner, criticalPathNano: 0, share: 0, segments: 0 };
      found.set(key, share);
    }
    share.criticalPathNano += end - start;
    share.segments++;
    total += end - start;
  }
  const result = [...found.values()];
  for (const share of result) share.share = share.criticalPathNano / total;
  return result.sort(
    (a, b) =>
      b.criticalPathNano - a.criticalPathNano ||
      compareTexts(a.service, b.service) ||
      compareTexts(a.name, b.name),
  );
}

function spanOwner(trace: Trace, row: TraceRow, byName: boolean): { service: string; name: string } {
  return { service: trace.serviceText(row), name: byName ? trace.nameText(row) : '' };
}

function noOwner(byName: boolean): { service: string; name: string } {
  return byName ? { service: '', name: noSpanName } : { service: noSpanName, name: '' };
}
