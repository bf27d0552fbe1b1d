/** `tracectl operations`: the operations of a service. */
import { Command } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import { type NameFlags, namesOf } from '../cli/names.ts';
import { backendSearchOptions, outputOptions, sourceOptions, timeOptions } from '../cli/options.ts';
import { printReport } from '../cli/print-report.ts';
import { ExitCode, UsageError } from '../errors.ts';
import { operationNames } from '../model/names.ts';
import { namesReport } from '../views/names.ts';

const examples = `
Examples:
  tracectl operations frontend -b http://localhost:16686
  tracectl operations checkout -f traces.jsonl
`;

export const operations: CommandSpec<NameFlags> = {
  declare() {
    const command = new Command('operations')
      .summary('the operations of a service')
      .description('Lists the names of the spans of a service.')
      .argument('<service>', 'name of the service');
    return outputOptions(timeOptions(backendSearchOptions(sourceOptions(command)))).addHelpText(
      'after',
      examples,
    );
  },

  async run(context, args, flags) {
    const [service, ...files] = args;
    if (service === undefined) {
      throw new UsageError('no service named', { hint: 'tracectl services lists them' });
    }
    const rows = await namesOf(context, files, flags, {
      details: false,
      ofStore: (store) => operationNames(store, service),
      ofBackend: ({ backend, client }, range) => backend.operations(client, service, range),
    });
    await printReport(context, namesReport('operations', rows, ['name', 'kind']), flags);
    return ExitCode.ok;
  },
};
