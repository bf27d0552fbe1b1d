/** Traces under other names, so that they can be given away: options, and the step that commands take between choosing and showing. */
import type { Command } from 'commander';

import type { Context } from './context.ts';
import type { Selection } from './select.ts';

/** How traces are anonymized. */
export interface AnonymizeFlags {
  anonymize?: boolean;
  /** Says --anonymize, too. */
  anonymizeSeed?: string;
  /** Says it, too. */
  anonymizeTable?: string;
}

/** Adds the options about it. */
export function anonymizeOptions(command: Command): Command {
  return command
    .optionsGroup('Anonymize:')
    .option('--anonymize', 'pseudonyms for services, names, ids and values of attributes; others in each run')
    .option('--anonymize-seed <secret>', 'the same pseudonyms in every run with this secret')
    .option('--anonymize-table <path>', 'write what was replaced to a file, - for standard error');
}

/** Whether flags ask for other names. */
export function isAnonymous({ anonymize, anonymizeSeed, anonymizeTable }: AnonymizeFlags): boolean {
  return anonymize === true || anonymizeSeed !== undefined || anonymizeTable !== undefined;
}

/** The selection, under other names where flags ask for that; what was replaced is written. */
export async function anonymizedSelection(
  context: Context,
  selection: Selection,
  flags: AnonymizeFlags,
): Promise<Selection> {
  if (!isAnonymous(flags)) return selection;
  const { renamed } = await import('./pseudonyms.ts');
  return renamed(context, selection, flags);
}
