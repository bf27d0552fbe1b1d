/** Go's string literals. https://go.dev/ref/spec#String_literals */
import { decodeUtf8 } from '../model/strings.ts';

const simpleEscapes: Record<string, number> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

/** What follows the backslash of an escape that gives a byte or a character by its number. */
const numbered = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}/y;

/**
 * The text of a literal, its quotes included; or, where an escape is none that Go knows, the offset of its backslash.
 * Escapes may give any bytes; those that are no UTF-8 stay distinct, as they do in the store.
 */
export function unquote(literal: string): string | number {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  if (!body.includes('\\')) return body;
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', from)) {
    parts.push(Buffer.from(body.slice(from, at)));
    const escape = escapeAt(body, at + 1);
    if (escape === undefined) return at + 1;
    parts.push(escape.bytes);
    from = at + 1 + escape.length;
  }
  parts.push(Buffer.from(body.slice(from)));
  return decodeUtf8(Buffer.concat(parts));
}

/** The bytes of an escape whose backslash stands before `at`, and how many characters follow the backslash. */
function escapeAt(body: string, at: number): { bytes: Buffer; length: number } | undefined {
  const simple = simpleEscapes[body[at]];
  if (simple !== undefined) return { bytes: Buffer.of(simple), length: 1 };
  numbered.lastIndex = at;
  const [found] = numbered.exec(body) ?? [];
  if (found === undefined) return undefined;
  const isOctal = /^\d/.test(found);
  const code = Number.parseInt(isOctal ? found : found.slice(1), isOctal ? 8 : 16);
  const isByte = isOctal || found.startsWith('x');
  if (isByte) return code > 0xff ? undefined : { bytes: Buffer.of(code), length: found.length };
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { bytes: Buffer.from(String.fromCodePoint(code)), length: found.length };
}
