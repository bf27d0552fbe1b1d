/**
 * TraceQL, read as Tempo 2.8 to 3.0 read it: what either of them takes is taken, what both refuse is refused, but for what
 * docs/traceql.md lists.
 *
 *   Lexer            characters → tokens                       lexer.ts
 *   parseStages      tokens → stages, spansets, figures        parse-pipeline.ts, parse-scalar.ts
 *   parseExpression  what stands in braces, with its types     parse-expression.ts, types.ts
 *
 * Written by hand: the grammar that Grafana publishes for editors (`@grafana/lezer-traceql` 1.0) is about colours, not
 * meaning. It groups `1 + 2 * 3` as `(1 + 2) * 3` and `.a || .b && .c` as `.a || (.b && .c)`, has no `1m30s`, `.5` and
 * `nestedSetLeft`, and does not tell what it expected where it stops.
 */
import { always, type Hint, type Query } from './ast.ts';
import { parseLiteral } from './parse-expression.ts';
import { parseStages } from './parse-pipeline.ts';
import { TokenReader } from './token-reader.ts';

/**
 * The query that a text behind a flag says; an empty one matches every trace. Throws a UsageError that shows the place and what was
 * expected there. Linear.
 */
export function parseQuery(text: string, flag = '--where'): Query {
  const tokens = new TokenReader(text, flag);
  if (tokens.isAtEnd()) return { stages: [{ kind: 'filter', condition: always }], hints: [] };
  const stages = parseStages(tokens);
  const hints = parseHints(tokens);
  if (!tokens.isAtEnd())
    throw tokens.unexpected(
      hints.length > 0
        ? 'expected the end of the query'
        : 'expected an operator such as && or >>, | or the end of the query',
    );
  return { stages, hints };
}

/** `with (name = value, …)`, any number of times. */
function parseHints(tokens: TokenReader): Hint[] {
  const hints: Hint[] = [];
  while (tokens.takes('with')) {
    tokens.require('(', 'expected (');
    do hints.push(parseHint(tokens));
    while (tokens.takes(','));
    tokens.require(')', 'expected , or )');
  }
  return hints;
}

function parseHint(tokens: TokenReader): Hint {
  const { token } = tokens;
  if (token.kind !== 'word') throw tokens.unexpected('expected the name of a hint, such as most_recent');
  tokens.take();
  tokens.require('=', 'expected =');
  return { name: token.text, value: parseLiteral(tokens) };
}
