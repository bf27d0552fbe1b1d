/** What the words before the cursor mean, read as commander reads them. */
import type { Command, Option } from 'commander';

/** What the words before leave open. */
export interface Walked {
  /** The option whose value comes next. */
  pending: Option | undefined;
  operands: number;
  /** Behind `--` nothing is an option. */
  isLiteral: boolean;
}

/** Reads words; what is no option of the command counts as one without a value. */
export function walk(command: Command, words: readonly string[]): Walked {
  const walked: Walked = { pending: undefined, operands: 0, isLiteral: false };
  for (const word of words) {
    if (walked.pending) walked.pending = undefined;
    else if (walked.isLiteral || !word.startsWith('-') || word === '-') walked.operands++;
    else if (word === '--') walked.isLiteral = true;
    else walked.pending = openOption(command, word);
  }
  return walked;
}

/** The option that a word leaves without its value: `--output`, `-o`, `-qo`; not `--output=json` or `-ojson`. */
function openOption(command: Command, word: string): Option | undefined {
  if (word.startsWith('--')) {
    const option = optionOf(command, word);
    return option?.required ? option : undefined;
  }
  for (let i = 1; i < word.length; i++) {
    const option = optionOf(command, `-${word[i]}`);
    if (option?.required) return i === word.length - 1 ? option : undefined;
  }
  return undefined;
}

/** The option that a flag names. */
export function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag === long || flag === short);
}

/** Both sides of `--output=json`. */
export function splitOption(word: string): [flag: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
