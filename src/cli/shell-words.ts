/**
 * Words of a line that is being typed in bash, and words put back into it.
 *
 * bash hands over the line as it stands and its own idea of words, which end at `:` and `=`, too. What it gets back takes
 * the place of the last of those words only.
 */

/** The last word of a line, as far as it is typed. */
export interface TypedLine {
  words: string[];
  /** The last word as it stands, quotes and all. */
  raw: string;
  /** The quote that is open at its end. */
  quote: string;
}

/** Splits a line as a shell would, without expanding anything. The last word is empty behind a blank. */
export function splitLine(line: string): TypedLine {
  const words: string[] = [];
  let word = '';
  let from = 0;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (character === '\\' && quote !== "'") word += line[++i] ?? '';
    else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === "'" || character === '"') quote = character;
    else if (/\s/.test(character)) {
      if (i > from) words.push(word);
      word = '';
      from = i + 1;
    } else word += character;
  }
  return { words: [...words, word], raw: line.slice(from), quote };
}

/** A candidate for the last word as bash wants it: quoted, and without what bash takes for words before. */
export function bashWord(value: string, { raw, quote }: TypedLine, wordBreaks: string): string | undefined {
  // A quote that is open is closed by bash.
  if (quote !== '') return value.includes(quote) || /[\\$`!]/.test(value) ? undefined : value;
  const at = Math.max(
    ...Array.from(':=', (sign) => (wordBreaks.includes(sign) ? raw.lastIndexOf(sign) : -1)),
  );
  const { words } = splitLine(raw.slice(0, at + 1));
  return value.slice(words.at(-1)?.length ?? 0).replace(/[\s\\'"`$&|;<>()[\]{}*?!#~^]/g, '\\$&');
}
