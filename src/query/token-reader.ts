/** The tokens of a query with one in view, and the errors about it. */
import type { UsageError } from '../errors.ts';
import { Lexer, type Token } from './lexer.ts';
import { syntaxError } from './syntax-error.ts';

/** Parentheses, minuses and the like within each other: more is an attack on the call stack. */
const deepestNesting = 150;

/** Reads a query token by token. */
export class TokenReader {
  readonly query: string;
  token: Token;
  private readonly lexer: Lexer;
  private nesting = 0;

  /** `flag` is where messages say that the query stands. */
  constructor(query: string, flag: string) {
    this.query = query;
    this.lexer = new Lexer(query, flag);
    this.token = this.lexer.next();
  }

  /** Goes to the next token and returns the one that was in view. */
  take(): Token {
    const { token } = this;
    this.token = this.lexer.next();
    return token;
  }

  /** Whether a symbol or a word is in view. */
  sees(text: string): boolean {
    return (this.token.kind === 'symbol' || this.token.kind === 'word') && this.token.text === text;
  }

  isAtEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** Takes a symbol or a word if it is in view, and says whether it was. */
  takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.take();
    return true;
  }

  /** Takes a symbol that has to be in view. */
  require(text: string, expected: string): Token {
    if (!this.sees(text)) throw this.unexpected(expected);
    return this.take();
  }

  /** The symbol in view; empty if it is something else. */
  get symbol(): string {
    return this.token.kind === 'symbol' ? this.token.text : '';
  }

  /** What a call reads lies one level deeper; throws where that is too deep. */
  nested<Result>(read: () => Result): Result {
    if (++this.nesting > deepestNesting)
      throw this.unexpected(`this is level ${this.nesting} of at most ${deepestNesting}`);
    const result = read();
    this.nesting--;
    return result;
  }

  /** The error that the token in view is the wrong one. */
  unexpected(expected: string, hint?: string): UsageError {
    return this.error(this.token.at, expected, hint === undefined ? {} : { hint });
  }

  /** The error about an offset of the query. */
  error(at: number, expected: string, options: { what?: string; hint?: string } = {}): UsageError {
    return syntaxError(this.query, this.lexer.flag, { at, expected, ...options });
  }
}
