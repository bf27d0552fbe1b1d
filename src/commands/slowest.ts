/** `tracectl slowest`: the spans that took most time. */
import { Command, Option } from 'commander';

import { criticalPath, criticalPathTimes } from '../analysis/critical-path.ts';
import { edgeClasses } from '../analysis/edges.ts';
import { OperationTimes } from '../analysis/operation-times.ts';
import { selfTimes } from '../analysis/self-time.ts';
import { type SlowSpan as RankedSpan, type SlowestBy, SlowestSpans, valueBy } from '../analysis/slowest.ts';
import type { CommandSpec } from '../cli/command.ts';
import {
  type AnalysisFlags,
  analysisOptions,
  argumentHelp,
  type BackendSearchFlags,
  backendSearchOptions,
  filterOptions,
  type OutputFlags,
  outputOptions,
  type SourceFlags,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild } from '../cli/pick.ts';
import { printReport } from '../cli/print-report.ts';
import { selectTraces } from '../cli/select.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { Trace } from '../model/trace.ts';
import type { SlowSpan } from '../views/slowest.ts';

/** Flags of `slowest`. */
export interface SlowestFlags extends SourceFlags, BackendSearchFlags, OutputFlags, PickFlags, AnalysisFlags {
  trace?: string;
  by: SlowestBy;
  outliers?: boolean;
  limit: number;
}

const notes = `
A span is compared with the others of its service and name: "4.2x" is 4.2 times the median (p50) of what it is ranked by.
Fewer than 20 of them say nothing, nor does a median of 0; --outliers leaves such spans out.

Examples:
  tracectl slowest trace.json
  tracectl slowest traces/*.json --by total -n 20
  tracectl slowest traces.jsonl.gz --outliers --where '{ duration > 10ms }'
  tracectl slowest traces.jsonl.gz --service checkout --errors -o csv > slowest.csv
`;

export const slowest: CommandSpec<SlowestFlags> = {
  declare() {
    const command = new Command('slowest')
      .summary('the spans that took most time')
      .description('Ranks spans by the time they spent on their own work, over one trace or all that match.')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .addOption(
        new Option('--by <measure>', 'self time, duration, or time on the critical path')
          .choices(['self', 'total', 'critical'])
          .default('self'),
      )
      .option('--outliers', 'rank by how many times the median of its operation a span took')
      .option('-n, --limit <count>', 'spans to show, 0 for all', wholeNumber, 10);
    outputOptions(analysisOptions(filterOptions(backendSearchOptions(sourceOptions(command)))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: false });
    if (typeof selection === 'number') return selection;
    const { loaded, groups, exitCode } = selection;
    const usual = new OperationTimes(loaded.store.size);
    const ranking = new SlowestSpans(flags.by, flags.limit, flags.outliers ? usual : undefined);
    let spanCount = 0;
    for (const group of groups) {
      const measured = measure(rebuild(loaded, group, flags), flags);
      spanCount += measured.trace.spanCount;
      usual.add(measured.trace, valuesBy(flags.by, measured));
      if (!flags.outliers) rank(ranking, measured);
    }
    // What is usual is known only now. Rebuilding the traces once more takes less than keeping them.
    if (flags.outliers)
      for (const group of groups) rank(ranking, measure(rebuild(loaded, group, flags), flags));
    const spans = ranking.ranked().map((span) => slowSpan(span, flags.by, usual));
    const { by, outliers = false } = flags;
    const { slowestReport } = await import('../views/slowest.ts');
    const report = slowestReport({ by, outliers, spans, spanCount, traceCount: groups.length });
    await printReport(context, report, flags);
    return exitCode;
  },
};

function slowSpan(ranked: RankedSpan, by: SlowestBy, usual: OperationTimes): SlowSpan {
  const { trace, row, durationNano, selfTimeNano, criticalPathNano, share } = ranked;
  return {
    traceId: trace.traceId,
    spanId: trace.spanId(row),
    service: trace.serviceText(row),
    name: trace.nameText(row),
    durationNano,
    selfTimeNano,
    criticalPathNano,
    share,
    error: (trace.flags[row] & SpanFlag.error) !== 0,
    ...usual.usual(trace, row),
    ratio: usual.ratio(trace, row, valueBy(by, ranked)) ?? null,
  };
}

/** A trace with what its spans can be ranked by. */
interface Measured {
  trace: Trace;
  self: Float64Array;
  /** Made once, when asked for. */
  onPath: () => Float64Array;
}

function measure(trace: Trace, { profile, self }: SlowestFlags): Measured {
  const edges = edgeClasses(trace, { profile });
  let onPath: Float64Array | undefined;
  return {
    trace,
    self: selfTimes(trace, edges, { self }),
    onPath: () => (onPath ??= criticalPathTimes(trace, criticalPath(trace, edges, { profile }))),
  };
}

function valuesBy(by: SlowestBy, { trace, self, onPath }: Measured): Float64Array {
  if (by !== 'total') return by === 'self' ? self : onPath();
  return trace.end.map((end, row) => end - trace.start[row]);
}

function rank(ranking: SlowestSpans, { trace, self, onPath }: Measured): void {
  ranking.add(trace, self, onPath);
}
