/**
 * Takes secrets out of texts: as they are, and in the spellings in which servers and libraries give them back.
 *
 *   a"b/c       as it is
 *   a\"b\/c     in JSON and JavaScript, also \u0022
 *   a%22b%2Fc   in URLs; a blank is also a +
 *   a&quot;b/c  in HTML, also &#34; and &#x22;
 *   YSJiL2M=    in base64, in both alphabets, and wherever it begins within the encoded text
 *
 * What stands before an @ in a URL goes whether or not it is known.
 */
import type { Secret } from './secret.ts';

/** Below this, a text is only taken out where it stands as a word: `1` is in too many texts. */
const shortest = 4;

const urlCredentials = /:\/\/[^\s/?#@"'<>]*(?::[^\s@"'<>]*)?@/g;

/** Replaces every secret in a text by `***`. Patterns are made at the first call: most runs have no message. */
export function redactor(secrets: readonly (Secret | string)[]): (text: string) => string {
  let pattern: RegExp | undefined;
  return (text) => {
    pattern ??= patternOf(secrets.map((secret) => (typeof secret === 'string' ? secret : secret.reveal())));
    return text.replace(pattern, '***').replace(urlCredentials, '://***@');
  };
}

/** Longer spellings first: one secret may be the beginning of another. */
function patternOf(texts: string[]): RegExp {
  const known = [...new Set(texts)].filter((text) => text !== '').sort((a, b) => b.length - a.length);
  const spellings = known.flatMap((text) =>
    text.length < shortest
      ? [`(?<!\\w)${spelled(text)}(?!\\w)`]
      : [spelled(text)].concat(base64Spellings(text)),
  );
  // Without a secret: what matches nowhere.
  return new RegExp(spellings.join('|') || '(?!)', 'gu');
}

function spelled(text: string): string {
  return Array.from(text, characterSpellings).join('');
}

const htmlNames: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function characterSpellings(character: string): string {
  if (/\w/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const bytes = Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`);
  const units = Array.from(
    { length: character.length },
    (_, i) => `\\\\u${anyCase(character.charCodeAt(i).toString(16).padStart(4, '0'))}`,
  );
  const spellings = [
    `\\\\?\\u{${hex}}`,
    anyCase(bytes.join('')),
    units.join(''),
    `&#(?:0*${code}|[xX]0*${anyCase(hex)});`,
  ];
  if (character === ' ') spellings.push('\\+');
  if (htmlNames[character]) spellings.push(`&${htmlNames[character]};`);
  return `(?:${spellings.join('|')})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/**
 * Base64 makes four letters of three bytes, so a text looks different at each of three places. The letters that
 * hold bits of its neighbours, too, are left out.
 */
function base64Spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((place) => {
    const encoded = Buffer.concat([Buffer.alloc(place), bytes]).toString('base64');
    const from = Math.ceil((place * 8) / 6);
    const to = Math.floor(((place + bytes.length) * 8) / 6);
    const letters = encoded.slice(from, to);
    const inUrls = letters.replaceAll('+', '-').replaceAll('/', '_');
    const padding = '(?:[\\w+/-]?(?:=|%3[dD]){1,2})?';
    return [...new Set([letters, inUrls])].map((spelling) => spelled(spelling) + padding);
  });
}
