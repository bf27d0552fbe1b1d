/** The columns of statistics: all figures for programs, for people those that fit. */
import type { GroupFigures, SortKey } from '../analysis/aggregate/figures.ts';
import type { Quantiles } from '../analysis/aggregate/quantiles.ts';
import { keyTitle, valueCell } from './group-key.ts';
import { cellText, type Column, fitsPeople } from './outputs/report.ts';
import type { StatsResult } from './stats.ts';
import { formatDuration } from './text/duration.ts';
import { formatCount, formatShare } from './text/numbers.ts';
import { formatRate } from './text/rate.ts';
import { displayWidth } from './text/width.ts';

type Measure = 'total' | 'self' | 'criticalPath';

/** Headers of the times that people see; where one stands alone it says of what it is. */
const timeHeaders: Readonly<Record<string, string>> = {
  totalP50Nano: 'total p50',
  totalP95Nano: 'p95',
  totalP99Nano: 'p99',
  selfP50Nano: 'self p50',
  criticalPathP50Nano: 'critical p50',
};

/** The same for what is seen only where it is sorted by. */
const sortHeaders: Partial<Readonly<Record<SortKey, { key: string; header: string }>>> = {
  self: { key: 'selfSumNano', header: 'self sum' },
  total: { key: 'totalSumNano', header: 'total sum' },
  p90: { key: 'totalP90Nano', header: 'p90' },
  max: { key: 'totalMaxNano', header: 'max' },
};

/** What is shown as long as there is room, besides calls, the share and what is sorted by. */
const keepOrder = [
  'errorCount',
  'totalP95Nano',
  'criticalPathP50Nano',
  'totalP99Nano',
  'selfP50Nano',
  'ratePerSecond',
];

/** Columns that a title has, where it needs them, before figures get any. */
const titleRoom = 26;
const gap = 2;

/** A column for each value of the key, and all figures. Times are those of the JSON, their paths as one name: `totalP50Nano`. */
export function statsColumns(by: readonly string[]): Column<GroupFigures>[] {
  const keys = by.map((name, i): Column<GroupFigures> => ({
    key: name === 'operation' ? 'name' : name,
    header: name,
    value: ({ key }) => valueCell(name, key[i]),
    text: ({ key }) => keyTitle([name], [key[i]]),
  }));
  return [
    ...keys,
    ...counts,
    ...measures.flatMap((measure) => figures.map((figure) => time(measure, figure))),
    share,
  ];
}

/** The columns that people see: the key in one, and as many figures as leave room for it. */
export function textColumns({ by, groups, sort }: StatsResult, width: number): Column<GroupFigures>[] {
  const title: Column<GroupFigures> = {
    key: 'title',
    header: by.join() === 'service,operation' ? 'operation' : by.join(', '),
    value: ({ key }) => keyTitle(by, key),
    text: ({ key }) => keyTitle(by, key),
  };
  const all = statsColumns([])
    .map((column) => sortedBy(column, sort))
    .filter(fitsPeople);
  const widthOf = (column: Column<GroupFigures>): number =>
    Math.max(...[column.header, ...groups.map((group) => cellText(column, group))].map(displayWidth));
  const room = width - Math.min(titleRoom, widthOf(title));
  const kept = new Set(all.filter(({ key }) => !keepOrder.includes(key) || key === sortColumns[sort]));
  let used = [...kept].reduce((sum, column) => sum + gap + widthOf(column), 0);
  for (const key of keepOrder) {
    const column = all.find((one) => one.key === key && !kept.has(one));
    const needed = column === undefined ? Infinity : gap + widthOf(column);
    if (column === undefined || used + needed > room) continue;
    kept.add(column);
    used += needed;
  }
  return [title, ...all.filter((column) => kept.has(column))];
}

/** The column that groups are sorted by, where it could go. */
const sortColumns: Partial<Readonly<Record<SortKey, string>>> = {
  errors: 'errorCount',
  p95: 'totalP95Nano',
  p99: 'totalP99Nano',
};

/** A column that nobody sees but where it is sorted by. */
function sortedBy(column: Column<GroupFigures>, sort: SortKey): Column<GroupFigures> {
  const shown = sortHeaders[sort];
  if (shown?.key !== column.key) return column;
  return { ...column, header: shown.header, text: (group) => timeText(column.value(group)) };
}

const counts: readonly Column<GroupFigures>[] = [
  count('count', 'calls', (group) => group.count),
  count('errorCount', 'errors', (group) => group.errorCount),
  { ...count('traceCount', 'traces', (group) => group.traceCount), text: null },
  {
    key: 'ratePerSecond',
    header: 'rate',
    align: 'right',
    value: (group) => group.ratePerSecond,
    text: (group) => formatRate(group.ratePerSecond),
  },
];

const share: Column<GroupFigures> = {
  key: 'criticalPathShare',
  header: 'share',
  align: 'right',
  value: (group) => group.criticalPathShare,
  text: (group) => formatShare(group.criticalPathShare),
};

const measures: readonly Measure[] = ['total', 'self', 'criticalPath'];

const figures: readonly (keyof Quantiles)[] = [
  'sumNano',
  'minNano',
  'p50Nano',
  'p90Nano',
  'p95Nano',
  'p99Nano',
  'maxNano',
];

function count(key: string, header: string, value: (group: GroupFigures) => number): Column<GroupFigures> {
  return { key, header, align: 'right', value, text: (group) => formatCount(value(group)) };
}

function time(measure: Measure, figure: keyof Quantiles): Column<GroupFigures> {
  const key = `${measure}${figure[0].toUpperCase()}${figure.slice(1)}`;
  const header = timeHeaders[key];
  const value = (group: GroupFigures): number | null => group[measure][figure];
  const text = header === undefined ? null : (group: GroupFigures): string => timeText(value(group));
  return { key, header: header ?? key, align: 'right', value, text };
}

function timeText(nanos: unknown): string {
  return typeof nanos === 'number' ? formatDuration(nanos) : '-';
}
