/** A command's result, printed as the flags ask. */
import type { SpanStore } from '../model/span-store.ts';
import { loadOutput } from '../views/outputs/index.ts';
import { inPieces, type Report } from '../views/outputs/report.ts';
import { loadExactWidths } from '../views/text/width.ts';
import { chooseStyle } from './choose-style.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import type { OutputFlags } from './options.ts';

/** Writes a report on traces of the store to standard output, piece by piece. */
export async function printReport<Row>(
  context: Context,
  report: Report<Row>,
  flags: OutputFlags,
  store: SpanStore,
): Promise<void> {
  if (hasUnusualText(store)) await loadExactWidths();
  const output = await loadOutput(flags.output);
  const notes: string[] = [];
  for (const piece of inPieces(output(report, chooseStyle(context, flags), notes))) context.write(piece);
  if (!flags.quiet) for (const note of notes) printMessage(context, note);
}

/** More strings than this are not looked through. */
const manyStrings = 5000;

/** Whether texts of the store may hold characters beyond Latin-1, whose UTF-8 starts with a byte from 0xc4 on. */
function hasUnusualText({ strings }: SpanStore): boolean {
  if (strings.size > manyStrings) return true;
  for (let id = 0; id < strings.size; id++) if (strings.bytes(id).some((byte) => byte >= 0xc4)) return true;
  return false;
}
