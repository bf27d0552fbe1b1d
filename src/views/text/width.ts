/**
 * Text measured and fitted in terminal columns, not characters. Everything here expects escaped text.
 *
 * Exact widths of emoji sequences and rare scripts take string-width, whose tables cost a sixth of the start-up of a
 * small `show`. So it is loaded on demand: `loadExactWidths` before anything is drawn, where texts beyond Latin-1 occur.
 */

/** One column a character: ASCII, Latin-1, and the signs that views draw with. */
const narrow = /^[\x20-\x7e\xa1-\xac\xae-\xff…─-╿]*$/;

let measure: (text: string) => number = roughWidth;
let segmenter: Intl.Segmenter | undefined;

/** Columns that a terminal draws the text in. */
export function displayWidth(text: string): number {
  return narrow.test(text) ? text.length : measure(text);
}

/** Makes `displayWidth` exact for all texts from now on. */
export async function loadExactWidths(): Promise<void> {
  measure = (await import('string-width')).default;
}

/** Right for letters, ideographs and plain emoji. */
function roughWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{M}\p{Cf}]/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** The text with blanks behind it, `width` columns wide; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text with blanks before it, `width` columns wide; longer text stays as it is. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The text in at most `width` columns, its middle replaced by `…` when it is longer. Characters stay whole. */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return '';
  const graphemes = split(text);
  const left = fitting(graphemes, Math.ceil((width - 1) / 2));
  const right = fitting(graphemes.reverse(), width - 1 - left.width);
  return `${left.text.join('')}…${right.text.reverse().join('')}`;
}

/** The text in at most `width` columns, its end replaced by `…` when it is longer. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${fitting(split(text), width - 1).text.join('')}…`;
}

function fitting(graphemes: string[], width: number): { text: string[]; width: number } {
  const text: string[] = [];
  let used = 0;
  for (const grapheme of graphemes) {
    const next = displayWidth(grapheme);
    if (used + next > width) break;
    used += next;
    text.push(grapheme);
  }
  return { text, width: used };
}

function split(text: string): string[] {
  if (narrow.test(text)) return Array.from(text);
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}
