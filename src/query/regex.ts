/**
 * Go's regular expressions (RE2, https://github.com/google/re2/wiki/Syntax) as JavaScript's, anchored at both ends and with
 * a dot that takes line breaks, as Tempo runs them. Only whether a text matches is asked, so groups and laziness mean nothing.
 *
 * JavaScript backtracks: a pattern such as `(a+)+b` can take forever. It comes from the person who waits for it; patterns
 * from traces are not run (`parse-expression.ts`).
 */
import { classEscape, posixClass, unicodeClass } from './regex-classes.ts';

/** What is wrong with a pattern; undefined if nothing is. */
export function checkRegex(pattern: string): string | undefined {
  try {
    compileRegex(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RegexProblem) return error.message;
    // What JavaScript alone refuses, such as a range that runs backwards.
    if (error instanceof SyntaxError)
      return error.message.replace(/^Invalid regular expression: .*: /, '').toLowerCase();
    throw error;
  }
}

/** A pattern as a RegExp that tests whole texts. Throws where it is none: see `checkRegex`. */
export function compileRegex(pattern: string): RegExp {
  const { body, flags } = new Translation(pattern).run();
  return new RegExp(`(?<![^])(?:${body})(?![^])`, `v${flags}`);
}

class RegexProblem extends Error {}

/** Go's parser allows as many, to bound the size of what it compiles. */
const mostRepeats = 1000;

const leadingFlags = /^\(\?([imsU]*)(?:-([imsU]+))?\)/;
const repeat = /\{(\d+)(?:,(\d*))?\}/y;
const hexEscape = /x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\})/y;
const octalEscape = /0[0-7]{0,2}|[1-7][0-7]{1,2}/y;
const unicodeEscape = /[pP](?:([A-Z])|\{(\^?)(\w+)\})/y;
const posix = /\[:(\^?)(\w+):\]/y;
const namedGroup = /\(\?P?<\w+>/y;

const controls: Record<string, number> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** One pass over a pattern. */
class Translation {
  private readonly pattern: string;
  private at = 0;
  private body = '';
  private open = 0;
  /** Whether what was read last can be repeated. */
  private isRepeatable = false;
  private flags = new Set<string>(['s']);

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  run(): { body: string; flags: string } {
    this.readFlags();
    while (this.at < this.pattern.length) this.step();
    if (this.open > 0) throw new RegexProblem('a ( is not closed');
    return { body: this.body, flags: [...this.flags].join('') };
  }

  /** `(?i)` at the start holds for all; further on it would hold for a part, which JavaScript cannot do everywhere. */
  private readFlags(): void {
    for (;;) {
      const found = leadingFlags.exec(this.pattern.slice(this.at));
      if (!found) return;
      const [text, on = '', off = ''] = found;
      for (const flag of on) if (flag !== 'U') this.flags.add(flag);
      for (const flag of off) this.flags.delete(flag);
      this.at += text.length;
    }
  }

  private step(): void {
    const character = this.next();
    switch (character) {
      case '(':
        return this.openGroup();
      case ')':
        if (this.open-- === 0) throw new RegexProblem('a ) is not opened');
        return this.put(')', true);
      case '|':
        return this.put('|', false);
      case '[':
        return this.put(this.characterClass(), true);
      case '*':
      case '+':
      case '?':
        return this.repeated(character);
      case '{':
        return this.braced();
      case '.':
        return this.put('.', true);
      case '^':
      case '$':
        return this.put(`(?:${character})`, true);
      case '\\':
        return this.put(this.escape(), true);
      default:
        return this.put(literal(character), true);
    }
  }

  private put(text: string, isRepeatable: boolean): void {
    this.body += text;
    this.isRepeatable = isRepeatable;
  }

  private openGroup(): void {
    this.open++;
    const named = this.matchAt(namedGroup, this.at - 1);
    if (named) this.at += named[0].length - 1;
    else if (this.pattern.startsWith('?:', this.at)) this.at += 2;
    else if (this.pattern[this.at] === '?') {
      throw new RegexProblem('groups are (…) and (?:…); flags such as (?i) only stand at the start');
    }
    this.put('(?:', false);
  }

  private repeated(operator: string): void {
    if (!this.isRepeatable) throw new RegexProblem(`there is nothing that ${operator} could repeat`);
    if (this.pattern[this.at] === '?') this.at++;
    this.put(operator, false);
  }

  /** `{2,5}` repeats; any other brace stands for itself. */
  private braced(): void {
    const found = this.matchAt(repeat, this.at - 1);
    if (!found) return this.put(literal('{'), true);
    const [text, least, most] = found;
    this.at += text.length - 1;
    if (Number(least) > mostRepeats || Number(most ?? 0) > mostRepeats)
      throw new RegexProblem(`more than ${mostRepeats} repeats`);
    return this.repeated(text);
  }

  private escape(): string {
    const character = this.peek();
    if (character === 'A') return this.skip('(?<![^])');
    if (character === 'z') return this.skip('(?![^])');
    if (character === 'b' || character === 'B') return this.skip(`(?:\\${character})`);
    if (character === 'Q') return this.quotation();
    return this.escapedCharacter();
  }

  /** An escape for one character or a class of them, which stands in brackets, too. */
  private escapedCharacter(): string {
    const octal = this.matchAt(octalEscape, this.at);
    if (octal) return this.byCode(octal[0], Number.parseInt(octal[0], 8));
    const hex = this.matchAt(hexEscape, this.at);
    if (hex) return this.byCode(hex[0], Number.parseInt(hex[1] ?? hex[2], 16));
    const unicode = this.matchAt(unicodeEscape, this.at);
    if (unicode) {
      this.at += unicode[0].length;
      const isNegated = unicode[0].startsWith('P') !== (unicode[2] === '^');
      return unicodeClass(unicode[1] ?? unicode[3], isNegated);
    }
    const character = this.next();
    const text = classEscape(character);
    if (text !== undefined) return text;
    const control = controls[character];
    if (control !== undefined) return codeText(control);
    if (character === '') throw new RegexProblem('a \\ at the end');
    if (/[a-zA-Z0-9\u0080-\uffff]/.test(character)) throw new RegexProblem(`there is no \\${character}`);
    return literal(character);
  }

  private byCode(text: string, code: number): string {
    this.at += text.length;
    if (code > 0x10ffff) throw new RegexProblem(`there is no character \\${text}`);
    return codeText(code);
  }

  private quotation(): string {
    const end = this.pattern.indexOf('\\E', this.at);
    const quoted = this.pattern.slice(this.at + 1, end < 0 ? undefined : end);
    this.at = end < 0 ? this.pattern.length : end + 2;
    return Array.from(quoted, literal).join('') || '(?:)';
  }

  /** What stands between brackets; the first `]` may stand for itself. */
  private characterClass(): string {
    let text = '[';
    if (this.pattern[this.at] === '^') text += this.skip('^');
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.at >= this.pattern.length) throw new RegexProblem('a [ is not closed');
      text += this.classItem();
    }
    return text + this.skip(']');
  }

  /** One character, class or range; a range's end is one character, too. */
  private classItem(): string {
    const named = this.matchAt(posix, this.at);
    if (named) {
      this.at += named[0].length;
      const found = posixClass(named[2], named[1] === '^');
      if (found === undefined) throw new RegexProblem(`there is no class [:${named[2]}:]`);
      return found;
    }
    const from = this.classCharacter();
    const isRange =
      this.peek() === '-' && this.at + 1 < this.pattern.length && this.pattern[this.at + 1] !== ']';
    if (!isRange) return from;
    this.at++;
    return `${from}-${this.classCharacter()}`;
  }

  private classCharacter(): string {
    const character = this.next();
    return character === '\\' ? this.escapedCharacter() : literal(character);
  }

  private matchAt(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.pattern);
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private next(): string {
    const code = this.pattern.codePointAt(this.at);
    const character = code === undefined ? '' : String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private skip(text: string): string {
    this.at++;
    return text;
  }
}

/** A character that stands for itself wherever it is put. */
function literal(character: string): string {
  return character < '\x80' && !/[0-9A-Za-z]/.test(character) ? codeText(character.charCodeAt(0)) : character;
}

function codeText(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
