/** Sentences broken at blanks. */
import { displayWidth } from './width.ts';

/** The text in lines of at most `width` columns, later lines indented; a longer word stays whole. */
export function wrapped(text: string, width: number, indent = '  '): string {
  if (displayWidth(text) <= width) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
