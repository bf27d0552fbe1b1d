/** `tracectl tags`: the keys of attributes, or the values of one. */
import { Command } from 'commander';

import type { CommandSpec } from '../cli/command.ts';
import { type NameFlags, namesOf } from '../cli/names.ts';
import { backendSearchOptions, outputOptions, sourceOptions, timeOptions } from '../cli/options.ts';
import { printReport } from '../cli/print-report.ts';
import { ExitCode } from '../errors.ts';
import { attributeKeys, attributeValues } from '../model/names.ts';
import { namesReport } from '../views/names.ts';

const examples = `
Examples:
  tracectl tags -b http://localhost:3200
  tracectl tags http.route -b http://localhost:3200
  tracectl tags -f traces.jsonl
`;

export const tags: CommandSpec<NameFlags> = {
  declare() {
    const command = new Command('tags')
      .summary('the keys of attributes, or the values of one')
      .description('Lists the keys of attributes, or the values that one of them has.')
      .argument('[key]', 'list the values of this attribute instead of the keys');
    return outputOptions(timeOptions(backendSearchOptions(sourceOptions(command)))).addHelpText(
      'after',
      examples,
    );
  },

  async run(context, args, flags) {
    const [key, ...files] = args;
    const names = await namesOf(context, files, flags, {
      details: true,
      ofStore: (store) => (key === undefined ? attributeKeys(store) : attributeValues(store, key)),
      ofBackend: ({ backend, client }, range) => backend.tags(client, key, range),
    });
    const rows = names.map((name) => ({ name }));
    await printReport(context, namesReport(key === undefined ? 'tags' : 'values', rows, ['name']), flags);
    return ExitCode.ok;
  },
};
