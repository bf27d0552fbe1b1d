/**
 * Text from traces made safe for a terminal: what would move the cursor, reorder the line or hide itself is spelled out.
 *
 *   \n \r \t     line breaks and tabs
 *   \xNN         a byte that was not UTF-8 (the string table keeps it as U+DC00 + byte)
 *   \u{1b}       everything else: controls, escapes, bidi overrides and marks, zero-width and format characters
 *
 * Combining marks and right-to-left letters stay; so do the joiners and selectors that emoji are made of.
 */

const printableAscii = /^[\x20-\x7e]*$/;

/** Emoji sequences: joined ones, flags of regions, and a base with its selector. */
const emoji = [
  String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)+`,
  String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f}`,
  String.raw`[\p{Emoji}\p{Extended_Pictographic}][\ufe0e\ufe0f]`,
].join('|');

const unsafe = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]`;

const parts = new RegExp(`${emoji}|${unsafe}`, 'gu');

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with everything that is not safe to print spelled out. */
export function escapeText(text: string): string {
  if (printableAscii.test(text)) return text;
  return text.replace(parts, (part) => {
    const code = part.codePointAt(0) ?? 0;
    if (part.length > (code > 0xffff ? 2 : 1)) return part;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return short[part] ?? `\\u{${code.toString(16)}}`;
  });
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The text, closed by a left-to-right mark where it holds right-to-left letters: terminals that reorder would else draw
 * the numbers behind it on its wrong side. The mark takes no column.
 */
export function closedText(text: string): string {
  return rightToLeft.test(text) ? `${text}\u200e` : text;
}
