/** What goes to standard error: errors, warnings, hints. Everything quoted in them is escaped. */
import { TracectlError } from '../errors.ts';
import type { Damage, ReadReport } from '../model/read-report.ts';
import { escapeText } from '../views/text/escape.ts';
import { counted, formatCount } from '../views/text/numbers.ts';
import type { Context } from './context.ts';

/** Damaged records named one by one. */
const namedDamages = 5;

/** `tracectl: what failed: why`, and one hint. */
export function printError(context: Context, error: TracectlError): void {
  printMessage(context, error.message, error.hint);
}

/** A message, its first line behind the program's name, and one hint. */
export function printMessage(context: Context, message: string, hint?: string): void {
  const text = escapedLines(message);
  context.warn(`tracectl: ${text}\n${hint === undefined ? '' : `  hint: ${escapedLines(hint)}\n`}`);
}

/** Messages may have lines of their own; nothing else in them controls the terminal. */
function escapedLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}

/** Damaged records: how many, and the first few with their places. */
export function printDamages(context: Context, report: ReadReport, lenient: boolean): void {
  const { damagedCount, damages, spanCount } = report;
  if (damagedCount === 0) return;
  const sources = new Set(damages.map(({ source }) => source));
  const [only] = sources;
  const where = sources.size === 1 && only !== undefined && only !== '-' ? `${escapeText(only)}: ` : '';
  const lines = [
    `tracectl: ${where}${counted(damagedCount, 'record')} could not be read in full; ${counted(spanCount, 'span')} could`,
  ];
  for (const damage of damages.slice(0, namedDamages)) {
    lines.push(`  ${damagePlace(damage, sources.size > 1)}: ${escapeText(damage.message)}`);
  }
  if (damagedCount > namedDamages) lines.push(`  and ${formatCount(damagedCount - namedDamages)} more`);
  lines.push(`  hint: the rest was used${lenient ? '' : '; --lenient accepts that'}`);
  context.warn(`${lines.join('\n')}\n`);
}

function damagePlace({ source, line, byte }: Damage, named: boolean): string {
  const place =
    line > 0 ? `line ${formatCount(line)} (byte ${formatCount(byte)})` : `byte ${formatCount(byte)}`;
  return named ? `${escapeText(source)}, ${place}` : place;
}

/** What was read, for --verbose. */
export function printReading(context: Context, report: ReadReport, sourceCount: number): void {
  const formats = [...report.formats].map(([id, count]) => (count > 1 ? `${id} ×${count}` : id)).join(', ');
  const skipped = [...report.skipped].map(
    ([signal, count]) => `${counted(count, 'record')} of ${signal} left out`,
  );
  const parts = [
    `read ${counted(report.spanCount, 'span')} from ${counted(sourceCount, 'source')} (${formats})`,
  ];
  context.warn(`tracectl: ${[...parts, ...skipped].join('; ')}\n`);
}

/** An exception that nobody expected. */
export function printBug(context: Context, error: unknown, debug: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const text = `this is a bug in tracectl: ${message}`;
  printMessage(
    context,
    text,
    debug ? undefined : 'please report it with what --debug prints and, if you can, the input',
  );
  if (debug) printStack(context, error);
}

/** Where an error comes from, and what caused it. */
export function printStack(context: Context, error: unknown): void {
  for (let at = error; at instanceof Error; at = at.cause) {
    context.warn(`${escapedLines(at.stack ?? String(at))}\n`);
  }
}
