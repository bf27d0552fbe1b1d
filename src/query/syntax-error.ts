/**
 * What is wrong with a query, under the query itself:
 *
 *   tracectl: syntax error in --where at 27: { span.http.staus >= 500 && }
 *                                                                       ^ expected a value or a field
 */
import { UsageError } from '../errors.ts';

/** What stands in front of every message (`cli/messages.ts`), so that the caret stands under its character. */
const program = 'tracectl: ';

/** Columns of a query shown at most on either side of the caret. */
const shownBefore = 60;
const shownAfter = 60;

/** What a syntax error says. */
export interface Problem {
  /** Offset of the first character that is wrong. */
  at: number;
  /** In a few words; by default that the syntax is wrong. */
  what?: string;
  /** Beside the caret. */
  expected: string;
  hint?: string;
}

/** The error for a problem in a query that stands behind a flag. */
export function syntaxError(
  query: string,
  flag: string,
  { at, what = 'syntax error', expected, hint }: Problem,
): UsageError {
  const lineStart = query.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = query.indexOf('\n', at);
  const line = query.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const before = printable(line.slice(0, at - lineStart));
  const after = printable(line.slice(at - lineStart));
  const head = (before.length > shownBefore ? ['…', ...before.slice(-shownBefore)] : before).join('');
  const tail = (after.length > shownAfter ? [...after.slice(0, shownAfter), '…'] : after).join('');
  const intro = `${what} in ${flag} at ${place(query, lineStart, before.length)}: `;
  const pad = ' '.repeat(width(program + intro + head));
  const message = `${intro}${head}${tail}\n${pad}^ ${expected}`;
  return new UsageError(message, hint === undefined ? {} : { hint });
}

/** Characters counted from 1; the line, too, where there are several. */
function place(query: string, lineStart: number, column: number): string {
  const line = query.slice(0, lineStart).split('\n').length;
  return query.includes('\n') ? `line ${line}, ${column + 1}` : String(column + 1);
}

/** The characters of a text, each one that takes no column or several of its own accord as a dot. */
function printable(text: string): string[] {
  return Array.from(text, (character) =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? '·' : character.replace('\t', ' '),
  );
}

/** Columns of a text in a terminal: two for East Asian characters and pictures, none for marks on others. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (wide.test(character)) columns += 2;
    else if (!/\p{M}/u.test(character)) columns++;
  }
  return columns;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
