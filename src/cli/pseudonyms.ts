/** Pseudonyms as flags ask for them, and what they replaced. */
import { ReadReport } from '../model/read-report.ts';
import { groupTraces } from '../tree/group.ts';
import { jsonLine } from '../views/outputs/json.ts';
import { anonymizedStore } from '../writers/anonymize/anonymize-store.ts';
import { Pseudonyms, randomSeed } from '../writers/anonymize/pseudonyms.ts';
import { OutFile } from '../writers/out-file.ts';
import type { AnonymizeFlags } from './anonymize.ts';
import type { Context } from './context.ts';
import type { Selection } from './select.ts';

/** The pseudonyms of a run. */
export function pseudonymsOf({ anonymizeSeed, anonymizeTable }: AnonymizeFlags): Pseudonyms {
  return new Pseudonyms(anonymizeSeed ?? randomSeed(), { keepsTable: anonymizeTable !== undefined });
}

/** The selection under other names. What was odd about the input is not told then: it quotes what was read. */
export function renamed(context: Context, selection: Selection, flags: AnonymizeFlags): Selection {
  const { loaded } = selection;
  const pseudonyms = pseudonymsOf(flags);
  const store = anonymizedStore(loaded.store, pseudonyms);
  const groups = groupTraces(store);
  writeReplaced(context, pseudonyms, flags);
  // The rows of the store are the same ones.
  const groupOf = (group: number): number => groups.groupOfTrace(store.trace[loaded.groups.rows(group)[0]]);
  return {
    ...selection,
    loaded: { ...loaded, store, groups, report: new ReadReport() },
    groups: selection.groups.map(groupOf),
  };
}

/** Writes what was replaced where flags say: a line of JSON each. Throws a TracectlError. */
export function writeReplaced(
  context: Context,
  { replaced }: Pseudonyms,
  { anonymizeTable: path }: AnonymizeFlags,
): void {
  if (path === undefined || replaced === undefined) return;
  const file = path === '-' ? undefined : new OutFile(path);
  const write = file === undefined ? context.warn : file.write.bind(file);
  for (const [pseudonym, original] of replaced) write(`${jsonLine({ pseudonym, original })}\n`);
  file?.commit();
}
