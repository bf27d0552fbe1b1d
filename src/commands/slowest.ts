/** `tracectl slowest`: the spans that took most time. */
import { Command, Option } from 'commander';

import { criticalPath, criticalPathTimes } from '../analysis/critical-path.ts';
import { edgeClasses } from '../analysis/edges.ts';
import { selfTimes } from '../analysis/self-time.ts';
import { type SlowSpan as RankedSpan, type SlowestBy, SlowestSpans } from '../analysis/slowest.ts';
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
  limit: number;
}

const examples = `
Examples:
  tracectl slowest trace.json
  tracectl slowest traces/*.json --by total -n 20
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
      .option('-n, --limit <count>', 'spans to show, 0 for all', wholeNumber, 10);
    outputOptions(analysisOptions(filterOptions(backendSearchOptions(sourceOptions(command)))));
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', examples);
  },

  async run(context, args, flags) {
    const selection = await selectTraces(context, args, flags, { details: false });
    if (typeof selection === 'number') return selection;
    const { loaded, groups, exitCode } = selection;
    const ranking = new SlowestSpans(flags.by, flags.limit);
    let spanCount = 0;
    for (const group of groups) {
      const trace = rebuild(loaded, group, flags);
      spanCount += trace.spanCount;
      rank(ranking, trace, flags);
    }
    const spans = ranking.ranked().map(slowSpan);
    const result = { by: flags.by, spans, spanCount, traceCount: groups.length };
    const { slowestReport } = await import('../views/slowest.ts');
    await printReport(context, slowestReport(result), flags);
    return exitCode;
  },
};

function slowSpan(ranked: RankedSpan): SlowSpan {
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
  };
}

function rank(ranking: SlowestSpans, trace: Trace, { profile, self }: SlowestFlags): void {
  const edges = edgeClasses(trace, { profile });
  ranking.add(trace, selfTimes(trace, edges, { self }), () =>
    criticalPathTimes(trace, criticalPath(trace, edges, { profile })),
  );
}
