/** `tracectl services`: the services that a source knows. */
import { Command } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import { type NameFlags, namesOf } from '../cli/names.ts';
import { backendSearchOptions, outputOptions, sourceOptions, timeOptions } from '../cli/options.ts';
import { printReport } from '../cli/print-report.ts';
import { ExitCode } from '../errors.ts';
import { serviceNames } from '../model/names.ts';
import { namesReport } from '../views/names.ts';

const examples = `
Examples:
  tracectl services -b http://localhost:16686
  tracectl services traces.jsonl
  tracectl services -b prod -o json | jq -r '.services[].name'
`;

export const services: CommandSpec<NameFlags> = {
  declare() {
    const command = new Command('services')
      .summary('the services that a backend or a dump knows')
      .description('Lists the names of services.')
      .argument('[FILE...]', 'trace dumps, globs, directories, or - for stdin; else the backend is asked');
    return outputOptions(timeOptions(backendSearchOptions(sourceOptions(command)))).addHelpText(
      'after',
      examples,
    );
  },

  async run(context, args, flags) {
    const names = await namesOf(context, args, flags, {
      details: false,
      ofStore: serviceNames,
      ofBackend: ({ backend, client }, range) => backend.services(client, range),
    });
    const rows = names.map((name) => ({ name }));
    await printReport(context, namesReport('services', rows, ['name']), flags);
    return ExitCode.ok;
  },
};
