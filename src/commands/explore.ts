/** `tracectl explore`: moves through traces in the terminal. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { Command, Option } from 'commander';

import { tracePage } from '../backends/trace-page.ts';
import { colorLevel } from '../cli/choose-style.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context, EndSignal } from '../cli/context.ts';
import { ExploreSource, type ExploreSourceFlags } from '../cli/explore-source.ts';
import {
  analysisOptions,
  argumentHelp,
  backendSearchOptions,
  filterOptions,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { ExitCode, UsageError } from '../errors.ts';
import type { Trace } from '../model/trace.ts';
import type { Session } from '../tui/session.ts';
import type { Terminal } from '../tui/terminal.ts';
import { inPieces } from '../views/outputs/report.ts';
import { createStyle } from '../views/style.ts';
import { OutFile } from '../writers/out-file.ts';

/** Flags of `explore`. */
export interface ExploreFlags extends ExploreSourceFlags {
  style: 'ascii' | 'unicode';
  follow?: boolean;
}

const notes = `
Two screens: the list of traces, and one trace with its tree, waterfall and the details of the selected span. Keys are
those of less and vim; ? lists them. docs/explore.md tells more.

Examples:
  tracectl explore traces.jsonl.gz
  tracectl explore 4bf92f3577b34da6 -b http://localhost:16686
  tracectl explore -b prod --service checkout --errors
  tracectl explore --follow
  curl -s http://localhost:16686/api/traces/4bf92f3577b34da6 | tracectl explore
`;

export const explore: CommandSpec<ExploreFlags> = {
  declare() {
    const command = new Command('explore')
      .summary('move through traces in the terminal')
      .description('Shows traces on the whole terminal, to be moved through by keys and mouse.')
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('-n, --limit <count>', 'at most so many traces; of a backend 20 if not given', wholeNumber)
      .option('--follow', 'look for new traces each second');
    filterOptions(backendSearchOptions(sourceOptions(analysisOptions(command))))
      .optionsGroup('Output:')
      .addOption(
        new Option('--style <style>', 'signs that are drawn with')
          .choices(['ascii', 'unicode'])
          .default('unicode'),
      )
      .addOption(new Option('--color <when>', 'colour').choices(['auto', 'always', 'never']).default('auto'))
      .option('-q, --quiet', 'no warnings')
      .option('-v, --verbose', 'explain what was read')
      .option('--debug', 'show where an error comes from');
    return command.addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const terminal = await context.terminal?.();
    if (!context.isTTY || terminal === undefined) throw noTerminal();
    // What there is not yet may come while the source is followed.
    const source = new ExploreSource(context, args, {
      ...flags,
      output: 'text',
      allowEmpty: flags.follow === true,
    });
    const exitCode = await source.begin();
    if (exitCode !== undefined && !flags.follow) return exitCode;
    const { explore } = await import('../tui/main.tsx');
    return explore(sessionOf(context, terminal, source, flags));
  },
};

function noTerminal(): UsageError {
  return new UsageError('explore needs a terminal, and standard output is none', {
    hint: 'tracectl list and tracectl show print the same into pipes and files',
  });
}

/** Milliseconds between looks at a source that is followed. */
const followEvery = 1000;

function sessionOf(
  context: Context,
  terminal: Terminal,
  source: ExploreSource,
  flags: ExploreFlags,
): Session {
  const listing: Session['traces'] = () => ({ traces: source.traces, hasMore: source.hasMore });
  const [only, ...others] = source.traces;
  return {
    name: source.name,
    terminal,
    look: { color: colorLevel(context, flags.color ?? 'auto'), unicode: flags.style === 'unicode' },
    query: '',
    traceId: only !== undefined && others.length === 0 ? only.traceId : undefined,
    followEvery: flags.follow ? followEvery : undefined,
    traces: listing,
    async reload() {
      await source.reload(silent);
      return listing();
    },
    open: (traceId) => source.open(traceId, silent),
    filter: (query, isStale) => source.matching(query, isStale),
    search: (query, trace) => source.spans(query, trace),
    onSignal: (handler) => context.onSignal?.((signal) => handler(exitCodes[signal])) ?? silent,
    address: (traceId, spanId) => source.server && tracePage(source.server, traceId, spanId),
    writeFile: (path, pieces) => writeFile(resolve(context.cwd, path), pieces),
    page: (traceIds) => pageOf(context, source, traceIds, flags),
    compare: (traceIds, width) => comparison(source, traceIds, width),
  };
}

/** Told by nobody: the screen is in use. */
function silent(): void {}

const exitCodes: Readonly<Record<EndSignal, number>> = {
  SIGINT: ExitCode.interrupted,
  SIGTERM: 143,
  SIGHUP: 129,
};

/** Writes a new file, in full or not at all. */
function writeFile(path: string, pieces: Iterable<string>): void {
  if (existsSync(path)) throw new UsageError(`${path} exists already; choose another name`);
  const file = new OutFile(path);
  try {
    for (const piece of inPieces(pieces)) file.write(piece);
    file.commit();
  } finally {
    file.discard();
  }
}

/** Traces that can be opened on a page of many. */
const embedded = 10;

/** The page that `report` makes of traces. */
async function pageOf(
  context: Context,
  source: ExploreSource,
  traceIds: readonly string[],
  { profile, self, allRoots = false }: ExploreFlags,
): Promise<Iterable<string>> {
  const { store } = source;
  if (store === undefined) throw new UsageError('there is no trace to write');
  const { readClient } = await import('./report.ts');
  const { writeReport } = await import('../report/report.ts');
  const request = {
    store,
    traceCount: traceIds.length,
    traceAt: (place: number) => found(source, traceIds[place]),
    options: { profile, self, allRoots },
    source: source.name,
    embed: embedded,
  };
  return writeReport(request, readClient(context.packageRoot));
}

function found(source: ExploreSource, traceId: string): Trace {
  const trace = source.rebuilt(traceId);
  if (trace === undefined) throw new UsageError(`trace ${traceId} is not among those that were read`);
  return trace;
}

/** What changed from one trace to the other, as `diff` tells it. */
async function comparison(
  source: ExploreSource,
  traceIds: readonly string[],
  width: number,
): Promise<string[]> {
  const [before, after] = traceIds.map((traceId) => found(source, traceId));
  const { compareTraces } = await import('../analysis/diff/compare-traces.ts');
  const { diffTracesReport } = await import('../views/diff-traces.ts');
  const report = diffTracesReport(compareTraces(before, after), {
    output: 'text',
    sort: 'tree',
    attributes: true,
  });
  return Array.from(report.text(createStyle({ width })))
    .join('')
    .split('\n');
}
