/** Sentences broken at blanks. */
import { displayWidth, headOf } from './width.ts';

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

/**
 * The text in lines of at most `width` columns whatever it is made of, later lines indented: broken at a blank where one is
 * near the end of the line, else between characters. At least one line.
 */
export function broken(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let rest = text;
  let lead = '';
  while (displayWidth(rest) > width - lead.length) {
    const fitting = headOf(rest, Math.max(1, width - lead.length));
    const blank = fitting.lastIndexOf(' ');
    const end = blank > fitting.length / 2 ? blank + 1 : fitting.length;
    lines.push(lead + rest.slice(0, end).trimEnd());
    rest = rest.slice(end);
    lead = indent.length < width ? indent : '';
  }
  return rest === '' && lines.length > 0 ? lines : [...lines, lead + rest];
}
