/**
 * A query as tokens, cut where Tempo cuts them: words and numbers as in Go, but for attributes, whose keys go on up to a
 * blank or one of `{}()=~!<>&|^,` (so `.a+b` is one key), and for durations.
 */
import type { AttributeScope } from './ast.ts';
import { parseDuration } from './durations.ts';
import { unquote } from './strings.ts';
import { syntaxError } from './syntax-error.ts';

/** One token. `at` and `end` are offsets in the query. */
export type Token = { at: number; end: number } & (
  | { kind: 'end' }
  | { kind: 'symbol'; text: string }
  | { kind: 'word'; text: string }
  /** `span:name`; `wordAt` is where the part behind the colon stands. */
  | { kind: 'scoped'; text: string; wordAt: number }
  | { kind: 'attribute'; scope: AttributeScope; key: string }
  | { kind: 'string'; value: string }
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  /** Nanoseconds. */
  | { kind: 'duration'; value: number }
);

const blank = /(?:[ \t\r\n]|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const symbol = /&&|\|\||[!&](?:>>|<<|[><~])|!=|=~|>=|>>|<=|<<|[=!|><~+\-*/%^(){},]/y;
const word = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const colonScope = /(?:span|trace|event|link|instrumentation):/y;
const dotScope = /(?:(span|resource|event|link|instrumentation|parent)\.|\.(?!\d))/y;
const keyPart = /[^\s{}()=~!<>&|^,"\u0085]+/y;
const quotedPart = /"((?:[^"\\]|\\["\\])*)"/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** What a number goes on with where it is a duration. */
const unit = /[\d.nsumhµμdwy]*/y;
const string = /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y;

const largestInt = 2n ** 63n - 1n;

/** Digits of an integer that are worth reading. */
const longestInt = 100;

/** Cuts a query into tokens, one at a time. */
export class Lexer {
  readonly query: string;
  readonly flag: string;
  private at = 0;
  /** Where the token read last ends. */
  private behind = 0;

  /** `flag` is where messages say that the query stands. */
  constructor(query: string, flag: string) {
    this.query = query;
    this.flag = flag;
  }

  /** The next token; at the end, again and again the end, right behind the last one. Throws where there is none. */
  next(): Token {
    const token = this.read();
    this.behind = token.end;
    return token;
  }

  private read(): Token {
    this.match(blank);
    const { at, behind } = this;
    if (at === this.query.length) return { kind: 'end', at: behind, end: behind };
    if (this.query.startsWith('/*', at)) throw this.error(at, 'expected */ behind this');
    return this.attribute(at) ?? this.scoped(at) ?? this.number(at) ?? this.string(at) ?? this.plain(at);
  }

  private plain(at: number): Token {
    const text = this.match(symbol);
    if (text !== undefined) return { kind: 'symbol', text, at, end: this.at };
    const name = this.match(word);
    if (name !== undefined) return { kind: 'word', text: name, at, end: this.at };
    if (this.query[at] === "'")
      throw this.error(at, 'expected double quotes: "…"', 'strings are in "double quotes" or `backticks`');
    throw this.error(at, 'nothing in a query starts like this');
  }

  private attribute(at: number): Token | undefined {
    const prefix = this.match(dotScope);
    if (prefix === undefined) return undefined;
    if (prefix === 'parent.')
      throw syntaxError(this.query, this.flag, {
        at,
        what: 'unsupported field',
        expected: 'attributes of the parent cannot be asked for, in Tempo neither',
        hint: 'ask for both spans: { span.a = 1 } > { span.b = 2 }',
      });
    const key = this.key();
    if (key === undefined) throw this.error(this.at, 'expected the key of an attribute');
    return { kind: 'attribute', scope: scopeOf(prefix), key, at, end: this.at };
  }

  /** The key of an attribute: plain and quoted parts, side by side. */
  private key(): string | undefined {
    let key: string | undefined;
    for (;;) {
      const plain = this.match(keyPart);
      if (plain !== undefined) key = (key ?? '') + plain;
      else if (this.query[this.at] === '"') {
        const at = this.at;
        const part = this.match(quotedPart);
        if (part === undefined)
          throw this.error(at, 'expected a closing " behind this, and in it only \\" and \\\\ as escapes');
        key = (key ?? '') + part.slice(1, -1).replaceAll(/\\(.)/g, '$1');
      } else return key;
    }
  }

  private scoped(at: number): Token | undefined {
    const scope = this.match(colonScope);
    if (scope === undefined) return undefined;
    this.match(blank);
    const wordAt = this.at;
    const name = this.match(word) ?? '';
    return { kind: 'scoped', text: scope + name, wordAt, at, end: this.at };
  }

  private number(at: number): Token | undefined {
    const text = this.match(number);
    if (text === undefined) return undefined;
    const rest = this.peek(unit);
    const duration = rest === '' ? undefined : parseDuration(text + rest);
    if (duration !== undefined) {
      this.at += rest.length;
      return { kind: 'duration', value: duration, at, end: this.at };
    }
    if (/[.eE]/.test(text)) {
      const value = Number(text);
      if (!Number.isFinite(value)) throw this.error(at, 'this number is too large');
      return { kind: 'float', value, at, end: this.at };
    }
    if (/^0\d*[89]/.test(text))
      throw this.error(at, 'a number that starts with 0 is octal in Go, and has no 8 or 9');
    const value = text.length > longestInt ? largestInt + 1n : BigInt(text);
    if (value > largestInt) throw this.error(at, 'this number does not fit 64 bits');
    return { kind: 'int', value, at, end: this.at };
  }

  private string(at: number): Token | undefined {
    const quote = this.query[at];
    if (quote !== '"' && quote !== '`') return undefined;
    const literal = this.match(string);
    if (literal === undefined) throw this.error(at, `expected a closing ${quote} behind this`);
    const value = unquote(literal);
    if (typeof value === 'number')
      throw this.error(
        at + value,
        'no escape starts like this',
        'write a backslash as \\\\, or the string in `backticks`',
      );
    return { kind: 'string', value, at, end: this.at };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.query) ?? [];
    if (found === undefined || found === '') return undefined;
    this.at += found.length;
    return found;
  }

  private peek(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return pattern.exec(this.query)?.[0] ?? '';
  }

  private error(at: number, expected: string, hint?: string): Error {
    return syntaxError(this.query, this.flag, { at, expected, ...(hint === undefined ? {} : { hint }) });
  }
}

function scopeOf(prefix: string): AttributeScope {
  switch (prefix) {
    case 'span.':
      return 'span';
    case 'resource.':
      return 'resource';
    case 'event.':
      return 'event';
    case 'link.':
      return 'link';
    case 'instrumentation.':
      return 'instrumentation';
    default:
      return 'any';
  }
}
