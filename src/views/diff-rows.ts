/**
 * Which call paths of two traces are drawn: those that changed and what is above them. The rest is counted where it would
 * stand.
 *
 *   ~ [shop] POST /checkout
 *   + +-- [redis] GET session
 *     +-- 12 unchanged spans in 3 branches
 */
import { type AttributeDiff, attributeDiffs } from '../analysis/diff/attribute-diff.ts';
import type { TracesDiff } from '../analysis/diff/compare-traces.ts';
import { nameOf, type PathDiff } from '../analysis/diff/path-diff.ts';
import { missingKind } from '../analysis/diff/span-keys.ts';
import type { Deltas } from '../analysis/diff/trace-side.ts';
import type { PathSort } from './diff-sorts.ts';
import { titleOf } from './labels.ts';

/** How two traces are shown. */
export interface DiffTracesOptions {
  output: string;
  sort: PathSort;
  /** Also what did not change. */
  all?: boolean;
  attributes?: boolean;
}

/** A row: a path, or how much below the row above it is not drawn. */
export type DiffRow = { depth: number; isLast: boolean } & (
  | { path: PathDiff; attributes: readonly AttributeDiff[] }
  | { path: undefined; spans: number; branches: number }
);

/** By path, the attributes that differ; empty where nobody asked. */
export type AttributesByPath = ReadonlyMap<PathDiff, AttributeDiff[]>;

/** Finds the attributes that differ, if they are asked for. */
export function attributesByPath(diff: TracesDiff, { attributes }: DiffTracesOptions): AttributesByPath {
  const told = new Set<string>();
  const found = new Map<PathDiff, AttributeDiff[]>();
  if (!attributes) return found;
  for (const path of diff.paths) {
    const differing = attributeDiffs(diff, path, told);
    if (differing.length > 0) found.set(path, differing);
  }
  return found;
}

/** The rows in tree order. */
export function treeRows({ paths }: TracesDiff, found: AttributesByPath, all: boolean): DiffRow[] {
  const isShown = shownPaths(paths, found, all);
  const rows: DiffRow[] = [];
  const open: { depth: number; spans: number; branches: number }[] = [{ depth: -1, spans: 0, branches: 0 }];
  const close = (depth: number): void => {
    for (let last = open.at(-1); last !== undefined && last.depth >= depth; last = open.at(-1)) {
      open.pop();
      if (last.spans > 0) rows.push({ ...last, depth: last.depth + 1, isLast: true, path: undefined });
    }
  };
  for (const path of paths) {
    if (isShown[path.index]) {
      close(path.depth);
      rows.push({ path, depth: path.depth, isLast: false, attributes: found.get(path) ?? [] });
      open.push({ depth: path.depth, spans: 0, branches: 0 });
    } else {
      const isTop = path.parent === undefined || isShown[path.parent] !== 0;
      if (isTop) close(path.depth);
      const above = open[open.length - 1];
      above.spans += Math.max(path.before.count, path.after.count);
      if (isTop) above.branches++;
    }
  }
  close(-1);
  return withLast(rows);
}

/** 1 for paths that changed, or have one below them that did; the first root is there always. */
function shownPaths(paths: readonly PathDiff[], found: AttributesByPath, all: boolean): Uint8Array {
  const isShown = new Uint8Array(paths.length);
  for (let index = paths.length - 1; index >= 0; index--) {
    const path = paths[index];
    if (all || path.change !== 'same' || found.has(path)) isShown[index] = 1;
    if (isShown[index] && path.parent !== undefined) isShown[path.parent] = 1;
  }
  isShown[0] = 1;
  return isShown;
}

/** Marks the rows after which no sibling comes. */
function withLast(rows: DiffRow[]): DiffRow[] {
  const isFollowed: (boolean | undefined)[] = [];
  for (let i = rows.length - 1; i >= 0; i--) {
    const { depth } = rows[i];
    rows[i].isLast = !isFollowed[depth];
    isFollowed[depth] = true;
    isFollowed.length = depth + 1;
  }
  return rows;
}

const sortKeys: Readonly<Record<Exclude<PathSort, 'tree'>, keyof Deltas>> = {
  total: 'totalNano',
  self: 'selfNano',
  critical: 'pathNano',
};

/** The paths that changed, or all of them, in the order asked for. */
export function sortedPaths({ paths }: TracesDiff, sort: PathSort, all: boolean): PathDiff[] {
  const shown = all ? [...paths] : paths.filter(({ change }) => change !== 'same');
  if (sort === 'tree') return shown;
  const key = sortKeys[sort];
  return shown.sort((a, b) => Math.abs(b[key]) - Math.abs(a[key]) || a.index - b.index);
}

/** `[service] name`, escaped. */
export function pathTitle(path: PathDiff): string {
  const { service, name } = nameOf(path);
  return path.span.kind === missingKind ? '? missing span' : titleOf(service, name);
}
