/** Values and keys as they are written in TraceQL. */

/** Units of durations that every version of Tempo takes, largest first. */
const units: readonly [name: string, nanos: number][] = [
  ['h', 3600e9],
  ['m', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
];

/** A duration in the largest unit that it is a whole number of. */
export function durationText(nanos: number): string {
  const size = Math.abs(nanos);
  const [name, unit] = units.find(([, unit]) => size >= unit && size % unit === 0) ?? ['ns', 1];
  return `${nanos < 0 ? '-' : ''}${BigInt(Math.round(size / unit))}${name}`;
}

/** A number that is read as a float again. */
export function floatText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A string in double quotes, as Go reads it. */
export function quoted(value: string): string {
  let text = '"';
  for (const character of value) text += escaped(character);
  return `${text}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  // A byte that is no UTF-8, as the store keeps it.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `\\u${code.toString(16).padStart(4, '0')}`;
  return character;
}

/** The key of an attribute, in quotes where it would end early without, or be a number behind a lone dot. */
export function keyText(key: string, isAfterDot: boolean): string {
  const isPlain = /^[\p{L}\p{N}_.\-/:@$%*+#?[\];']+$/u.test(key) && !(isAfterDot && /^\p{N}/u.test(key));
  return isPlain ? key : `"${key.replaceAll(/["\\]/g, '\\$&')}"`;
}
