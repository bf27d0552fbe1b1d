/** Text measured and fitted in terminal columns, not characters. Everything here expects escaped text. */
import stringWidth from 'fast-string-width';

/** One column a character: ASCII, Latin-1, and the signs that views draw with. */
const narrow = /^[\x20-\x7e\xa1-\xac\xae-\xff…─-╿]*$/;

/**
 * Marks that take no column of their own, and the mark that keeps right-to-left text in its place: fast-string-width counts
 * some of them. The two that make an emoji of what they follow stay.
 */
const zeroWidth = /(?![\ufe0f\u20e3])[\p{Mn}\p{Me}\u200e]/gu;

/** A column rarely takes more code units; of a text of megabytes only so many a column are looked at. */
const mostUnits = 64;

let segmenter: Intl.Segmenter | undefined;

/** Columns that a terminal draws the text in. */
export function displayWidth(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text.replaceAll(zeroWidth, ''));
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
  const near = width * mostUnits;
  const isLong = text.length > 2 * near;
  const left = fitting(split(isLong ? text.slice(0, near) : text), Math.ceil((width - 1) / 2));
  const right = fitting(split(isLong ? text.slice(-near) : text).reverse(), width - 1 - left.width);
  return `${left.text.join('')}…${right.text.reverse().join('')}`;
}

/** The text in at most `width` columns, its end replaced by `…` when it is longer. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${fitting(split(text.slice(0, width * mostUnits)), width - 1).text.join('')}…`;
}

/** The longest start of the text that takes at most `width` columns; at least one character. */
export function headOf(text: string, width: number): string {
  const near = text.slice(0, width * mostUnits);
  if (narrow.test(near)) return near.slice(0, Math.max(1, width));
  const graphemes = split(near);
  return fitting(graphemes, width).text.join('') || graphemes[0];
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
