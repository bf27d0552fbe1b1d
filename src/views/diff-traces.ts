/** `diff` of two traces: by call path. */
import type { AttributeDiff } from '../analysis/diff/attribute-diff.ts';
import { nodeDeltas, type TracesDiff } from '../analysis/diff/compare-traces.ts';
import { nameOf, type PathDiff } from '../analysis/diff/path-diff.ts';
import type { Deltas } from '../analysis/diff/trace-side.ts';
import { summarize } from '../analysis/summary.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace } from '../model/trace.ts';
import { attributesByPath, type DiffTracesOptions, pathTitle, sortedPaths } from './diff-rows.ts';
import { diffTracesText } from './diff-traces-text.ts';
import { type Cell, type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { attributeJson, summaryJson } from './span-json.ts';
import { formatChange } from './text/change.ts';
import { formatCount } from './text/numbers.ts';

/** The report of two traces. What people read leaves out what did not change; programs get all of it. */
export function diffTracesReport(diff: TracesDiff, options: DiffTracesOptions): Report<PathDiff> {
  const isForPeople = options.output === 'markdown' && !options.all;
  return {
    text: (style) => diffTracesText(diff, options, style),
    document() {
      const { before, after, leastNano, hasChanges } = diff;
      return {
        schemaVersion: 1,
        kind: 'traces',
        before: summaryJson(summarize(before.trace)),
        after: summaryJson(summarize(after.trace)),
        hasChanges,
        leastNano,
        ...deltasJson(diff),
        paths: new Stream(() => pathRecords(diff, options)),
      };
    },
    *records() {
      for (const record of pathRecords(diff, options)) yield { schemaVersion: 1, ...record };
    },
    columns,
    rows: () => sortedPaths(diff, options.sort, !isForPeople),
  };
}

function* pathRecords(diff: TracesDiff, options: DiffTracesOptions): Generator<{ [key: string]: Json }> {
  const found = attributesByPath(diff, options);
  for (const path of sortedPaths(diff, options.sort, true)) {
    const attributes = options.attributes
      ? { attributes: (found.get(path) ?? []).map(attributeDiffJson) }
      : {};
    yield { ...pathJson(path), ...attributes, spans: path.nodes.map((node) => nodeJson(diff, node)) };
  }
}

function pathJson(path: PathDiff): { [key: string]: Json } {
  const { index, parent, depth, span, before, after, change, isLayer, isRenamed } = path;
  const { service, name } = nameOf(path);
  return {
    path: index,
    parent: parent ?? null,
    depth,
    service,
    name,
    spanKind: span.kind,
    change,
    layer: isLayer,
    renamedFrom: isRenamed ? { service: before.service, name: before.name } : null,
    beforeCount: before.count,
    afterCount: after.count,
    beforeErrorCount: before.errorCount,
    afterErrorCount: after.errorCount,
    ...deltasJson(path),
  };
}

function nodeJson(diff: TracesDiff, node: number): Json {
  const { before, after, alignment } = diff;
  return {
    beforeSpanId: idOf(before.trace, alignment.before[node]),
    afterSpanId: idOf(after.trace, alignment.after[node]),
    ...deltasJson(nodeDeltas(diff, node)),
  };
}

function idOf(trace: Trace, row: number): string | null {
  return row < 0 ? null : trace.spanId(row);
}

function deltasJson({ totalNano, selfNano, pathNano }: Deltas): { [key: string]: Json } {
  return { durationDeltaNano: totalNano, selfTimeDeltaNano: selfNano, criticalPathDeltaNano: pathNano };
}

function attributeDiffJson({ key, before, after, spanCount }: AttributeDiff): Json {
  return {
    key,
    before: before === undefined ? null : attributeJson(before),
    after: after === undefined ? null : attributeJson(after),
    spanCount,
  };
}

/** Levels of a table that are drawn. */
const shownLevels = 20;

const columns: readonly Column<PathDiff>[] = [
  programs('path', ({ index }) => index),
  programs('parent', ({ parent }) => parent ?? null),
  programs('depth', ({ depth }) => depth),
  { key: 'change', header: '', value: ({ change }) => change },
  programs('service', (path) => nameOf(path).service),
  {
    key: 'name',
    header: 'span',
    value: (path) => nameOf(path).name,
    text: (path) => '· '.repeat(Math.min(shownLevels, path.depth)) + pathTitle(path),
  },
  count('beforeCount', 'before', ({ before }) => before.count),
  count('afterCount', 'after', ({ after }) => after.count),
  delta('durationDeltaNano', 'total', ({ totalNano }) => totalNano),
  delta('selfTimeDeltaNano', 'self', ({ selfNano }) => selfNano),
  delta('criticalPathDeltaNano', 'critical', ({ pathNano }) => pathNano),
];

function programs(key: string, value: (path: PathDiff) => Cell): Column<PathDiff> {
  return { key, header: key, text: null, value };
}

function count(key: string, header: string, value: (path: PathDiff) => number): Column<PathDiff> {
  return { key, header, align: 'right', value, text: (path) => formatCount(value(path)) };
}

function delta(key: string, header: string, value: (path: PathDiff) => Nanos): Column<PathDiff> {
  return { key, header, align: 'right', value, text: (path) => formatChange(value(path)) };
}
