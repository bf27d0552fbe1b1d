/** A command's result, printed as the flags ask. */
import { loadOutput } from '../views/outputs/index.ts';
import { inPieces, type Report } from '../views/outputs/report.ts';
import { chooseStyle } from './choose-style.ts';
import type { Context } from './context.ts';
import { printMessage } from './messages.ts';
import type { OutputFlags } from './options.ts';

/** Writes a report to standard output, piece by piece. */
export async function printReport<Row>(
  context: Context,
  report: Report<Row>,
  flags: OutputFlags,
): Promise<void> {
  const output = await loadOutput(flags.output);
  const notes: string[] = [];
  for (const piece of inPieces(output(report, chooseStyle(context, flags), notes))) context.write(piece);
  if (!flags.quiet) for (const note of notes) printMessage(context, note);
}
