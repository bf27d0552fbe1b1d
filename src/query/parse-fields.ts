/** A list of fields with commas between them, as flags take it: `span.http.route, kind`. */
import type { Field } from './ast.ts';
import { intrinsicsBySpelling } from './intrinsics.ts';
import { parseField } from './parse-expression.ts';
import { TokenReader } from './token-reader.ts';

/**
 * The fields that a text behind a flag names, and among them words of the flag's own, which stand as they are. Throws a
 * UsageError that shows the place and what was expected there.
 */
export function parseFields<Word extends string>(
  text: string,
  flag: string,
  words: readonly Word[],
): (Field | Word)[] {
  const tokens = new TokenReader(text, flag);
  const fields: (Field | Word)[] = [];
  do {
    const word = words.find((word) => tokens.sees(word));
    if (word === undefined) fields.push(requireField(tokens, words));
    else {
      tokens.take();
      fields.push(word);
    }
  } while (tokens.takes(','));
  if (!tokens.isAtEnd()) throw tokens.unexpected('expected a comma or the end');
  return fields;
}

function requireField(tokens: TokenReader, words: readonly string[]): Field {
  const { token } = tokens;
  if (token.kind === 'word' && !intrinsicsBySpelling.has(token.text)) {
    const expected = `expected ${words.join(', ')}, or a field such as span.${token.text}`;
    throw tokens.error(token.at, expected, { what: 'unknown field' });
  }
  return parseField(tokens);
}
