/** Classes of characters that Go's regular expressions have, as JavaScript writes them; each may stand in brackets. */

const posixClasses: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\u{0}-\\u{7f}',
  blank: '\\t\\u{20}',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  digit: '0-9',
  graph: '\\u{21}-\\u{7e}',
  lower: 'a-z',
  print: '\\u{20}-\\u{7e}',
  punct: '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}',
  space: '\\t\\n\\v\\f\\r\\u{20}',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** `[:name:]` within brackets; undefined where there is no class of the name. */
export function posixClass(name: string, isNegated: boolean): string | undefined {
  const members = Object.hasOwn(posixClasses, name) ? posixClasses[name] : undefined;
  return members === undefined ? undefined : brackets(members, isNegated);
}

/** `\d`, `\s`, `\w` and their opposites, which are about ASCII only; undefined for other letters. */
export function classEscape(letter: string): string | undefined {
  const members: Record<string, string> = { d: '0-9', s: '\\t\\n\\f\\r\\u{20}', w: '0-9A-Za-z_' };
  const found = members[letter.toLowerCase()];
  return found === undefined ? undefined : brackets(found, letter !== letter.toLowerCase());
}

/** `\p{name}`: a general category, which has one or two letters, or a script. */
export function unicodeClass(name: string, isNegated: boolean): string {
  const letter = isNegated ? 'P' : 'p';
  return name.length <= 2 ? `\\${letter}{${name}}` : `\\${letter}{Script=${name}}`;
}

function brackets(members: string, isNegated: boolean): string {
  return `[${isNegated ? '^' : ''}${members}]`;
}
