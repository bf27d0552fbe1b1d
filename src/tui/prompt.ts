/** A line that is typed: a query, a text to look for, a file to write. */

/** What a line is typed for. */
export type PromptPurpose = 'filter' | 'search' | 'write';

/** A line being typed. */
export interface Prompt {
  purpose: PromptPurpose;
  text: string;
  /** Code units before the cursor. */
  cursor: number;
}

/** A line to type, with the cursor at its end. */
export function promptFor(purpose: PromptPurpose, text: string): Prompt {
  return { purpose, text, cursor: text.length };
}

/** The line after text was put in at the cursor; what would break the line is a blank. */
export function inserted({ purpose, text, cursor }: Prompt, piece: string): Prompt {
  const clean = piece.replace(/\p{Cc}+/gu, ' ');
  return {
    purpose,
    text: text.slice(0, cursor) + clean + text.slice(cursor),
    cursor: cursor + clean.length,
  };
}

/** The line after a key, edited as shells do; the same line where the key does not edit. */
export function edited(prompt: Prompt, key: string): Prompt {
  const { text, cursor } = prompt;
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  const change = (left: string, right: string): Prompt => ({
    ...prompt,
    text: left + right,
    cursor: left.length,
  });
  switch (key) {
    case 'backspace':
      return change(withoutLast(before), after);
    case 'delete':
      return change(before, withoutFirst(after));
    case 'ctrl-u':
      return change('', after);
    case 'ctrl-k':
      return change(before, '');
    case 'ctrl-w':
      return change(before.replace(/\S*\s*$/, ''), after);
    case 'left':
      return { ...prompt, cursor: withoutLast(before).length };
    case 'right':
      return { ...prompt, cursor: text.length - withoutFirst(after).length };
    case 'home':
    case 'ctrl-a':
      return { ...prompt, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...prompt, cursor: text.length };
    case 'space':
      return inserted(prompt, ' ');
    default:
      return isCharacter(key) ? inserted(prompt, key) : prompt;
  }
}

function isCharacter(key: string): boolean {
  return key.length === ((key.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}

/** Code points, so that none is torn. */
function withoutLast(text: string): string {
  return text.replace(/[^]$/u, '');
}

function withoutFirst(text: string): string {
  return text.replace(/^[^]/u, '');
}
