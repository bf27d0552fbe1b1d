/** Words of a command line that can be pasted into a shell. */
import { escapeText } from './escape.ts';

/** The words as one line for sh; quoted where they have to be. What would control a terminal is spelled out. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return escapeText(`'${word.replaceAll("'", String.raw`'\''`)}'`);
}
