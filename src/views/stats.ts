/** `stats`: figures of spans by group, over many traces. */
import type { GroupFigures, SortKey } from '../analysis/aggregate/figures.ts';
import type { MadeOf } from '../analysis/aggregate/made-of.ts';
import type { EntryPoint } from '../analysis/aggregate/trace-rows.ts';
import type { UnixNano } from '../model/time.ts';
import type { Report } from './outputs/report.ts';
import { statsColumns } from './stats-columns.ts';
import { groupJson, statsDocument } from './stats-json.ts';
import { statsText } from './stats-text.ts';

/** What requests of one entry point are made of. */
export interface Composition {
  entryPoint: EntryPoint;
  quantiles: readonly MadeOf[];
}

/** Figures of many traces. */
export interface StatsResult {
  /** Names of what spans are grouped by; a key has a value for each. */
  by: readonly string[];
  /** `span`: only spans that matched were counted. */
  match: 'trace' | 'span';
  sort: SortKey;
  traceCount: number;
  spanCount: number;
  first: UnixNano | undefined;
  last: UnixNano | undefined;
  /** Those that are shown, the largest first, and how many there are. */
  groups: readonly GroupFigures[];
  groupCount: number;
  /** The most frequent first. */
  entryPoints: readonly EntryPoint[];
  /** Absent where it was neither asked for nor of enough traces. */
  madeOf: Composition | undefined;
  /** Whether to draw how the durations are distributed. */
  histogram: boolean;
}

/** The report of statistics. */
export function statsReport(result: StatsResult): Report<GroupFigures> {
  return {
    text: (style) => statsText(result, style),
    document: () => statsDocument(result),
    *records() {
      for (const group of result.groups) yield { schemaVersion: 1, ...groupJson(result, group) };
    },
    columns: statsColumns(result.by),
    rows: () => result.groups,
  };
}
