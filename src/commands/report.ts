/** `tracectl report`: traces as one HTML file to look into. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Command } from 'commander';

import { type AnonymizeFlags, anonymizedSelection, anonymizeOptions, isAnonymous } from '../cli/anonymize.ts';
import type { CommandSpec } from '../cli/command.ts';
import { printMessage } from '../cli/messages.ts';
import {
  type AnalysisFlags,
  analysisOptions,
  argumentHelp,
  type BackendSearchFlags,
  backendSearchOptions,
  filterOptions,
  type OutputFlags,
  type SourceFlags,
  sourceOptions,
  traceOption,
} from '../cli/options.ts';
import { wholeNumber } from '../cli/parsers.ts';
import { type PickFlags, rebuild } from '../cli/pick.ts';
import { selectTraces, type Selection } from '../cli/select.ts';
import { InputError, UsageError } from '../errors.ts';
import type { Client } from '../report/document.ts';
import { writeReport } from '../report/report.ts';
import { counted } from '../views/text/numbers.ts';
import { OutFile } from '../writers/out-file.ts';

/** Flags of `report`; `output` is a path. */
export interface ReportFlags
  extends
    SourceFlags,
    BackendSearchFlags,
    PickFlags,
    AnalysisFlags,
    AnonymizeFlags,
    Omit<OutputFlags, 'output'> {
  output: string;
  trace?: string;
  embed: number;
  limit?: number;
}

const notes = `
The file needs no network and no server; it holds the data of the traces that can be opened, compressed. What it shows of
many traces is counted over all of them.

Examples:
  tracectl report trace.json -o report.html
  tracectl report 4bf92f3577b34da6 -b prod -o report.html
  tracectl report traces.jsonl.gz --where '{ rootName = "POST /checkout" }' --embed 20 -o checkout.html
  tracectl report -b prod --service cart --since 1h -n 200 -o cart.html
  tracectl report trace.json --anonymize -o for-everybody.html
`;

export const report: CommandSpec<ReportFlags> = {
  declare() {
    const command = new Command('report')
      .summary('traces as one HTML file to look into')
      .description(
        'Writes one HTML file: of a trace its timeline, tree and critical path; of many also statistics and who calls whom.',
      )
      .argument('[traceId|FILE...]', argumentHelp);
    traceOption(command)
      .option('-o, --output <path>', 'the file to write, in full or not at all; - for standard output', '-')
      .option(
        '--embed <count>',
        'of many traces, so many can be opened: the slowest and those with errors',
        wholeNumber,
        10,
      )
      .option('-n, --limit <count>', 'at most so many traces; of a backend 20 if not given', wholeNumber);
    anonymizeOptions(command);
    filterOptions(backendSearchOptions(sourceOptions(analysisOptions(command))))
      .optionsGroup('Messages:')
      .option('-q, --quiet', 'no warnings')
      .option('-v, --verbose', 'explain what was read and written')
      .option('--debug', 'show where an error comes from');
    return command.option('--allow-empty', 'exit 0 when nothing is found').addHelpText('after', notes);
  },

  async run(context, args, flags) {
    const { output, limit } = flags;
    if (output === '-' && context.isTTY) {
      throw new UsageError('no word on the file to write', { hint: '-o report.html' });
    }
    const file = output === '-' ? undefined : new OutFile(output);
    try {
      const selected = await selectTraces(context, args, flags, { details: true, limit });
      if (typeof selected === 'number') return selected;
      const client = readClient(context.packageRoot);
      const selection = await anonymizedSelection(context, limited(selected, limit), flags);
      const write = file === undefined ? context.write : file.write.bind(file);
      for (const piece of pieces(selection, flags, client)) write(piece);
      file?.commit();
      if (file !== undefined && flags.verbose) {
        printMessage(context, `${counted(selection.groups.length, 'trace')} written to ${output}`);
      }
      return selection.exitCode;
    } finally {
      file?.discard();
    }
  },
};

function limited(selection: Selection, limit: number | undefined): Selection {
  return limit ? { ...selection, groups: selection.groups.slice(0, limit) } : selection;
}

function pieces({ loaded, groups }: Selection, flags: ReportFlags, client: Client): Iterable<string> {
  const { profile, self, allRoots = false, embed } = flags;
  return writeReport(
    {
      store: loaded.store,
      traceCount: groups.length,
      traceAt: (place) => rebuild(loaded, groups[place], flags),
      options: { profile, self, allRoots },
      source: isAnonymous(flags) ? '' : loaded.name,
      embed,
    },
    client,
  );
}

/** What was built to draw reports. */
export function readClient(packageRoot: string): Client {
  const read = (name: string): string => readFileSync(join(packageRoot, 'dist/report', name), 'utf8');
  try {
    return { script: read('client.js'), style: read('client.css') };
  } catch (cause) {
    throw new InputError('the code that draws reports is not there', { cause, hint: 'npm run build' });
  }
}
