/**
 * Headers out of what a person pastes: lines of HTTP, with curl's `> ` in front or without, a curl command, a JSON object,
 * environment variables, a value alone. Linear in the length of the text.
 */
import type { Header } from './header-format.ts';
import { formatOf, guesses, headerFormats } from './index.ts';
import { jsonHeaders } from './json-headers.ts';

/** A header of a known format, and how its name came about. */
export interface GivenHeader extends Header {
  /** Whether the name was told by the form of the value, because none was given. */
  readonly isGuessed: boolean;
  /** Headers that a guessed one might be instead. */
  readonly couldBe: readonly string[];
}

/** What a text holds. */
export interface GivenHeaders {
  /** Headers of known formats. */
  headers: GivenHeader[];
  /** Names of all other headers. */
  others: string[];
  /** Values without a name that look like no known header. */
  unknown: string[];
}

/** Headers given one by one; a name and its value may be two arguments, as when quotes were forgotten. */
export function headersOfArguments(args: readonly string[]): GivenHeaders {
  const given: GivenHeaders = { headers: [], others: [], unknown: [] };
  for (let i = 0; i < args.length; i++) {
    const name = nameAlone(args[i]);
    const isFollowed = name !== undefined && i + 1 < args.length && lineHeaders(args[i + 1]).length === 0;
    if (isFollowed) addHeader(given, { name, value: args[++i].trim() });
    else addText(given, args[i]);
  }
  return given;
}

/** The known name that an argument consists of, with its colon or without. */
function nameAlone(arg: string): string | undefined {
  const [, name] = /^([-A-Za-z0-9_]{1,100}):?$/.exec(arg) ?? [];
  return name === undefined ? undefined : knownName(name);
}

/** Headers in a text. */
export function headersOfText(text: string): GivenHeaders {
  const given: GivenHeaders = { headers: [], others: [], unknown: [] };
  addText(given, text);
  return given;
}

function addText(given: GivenHeaders, text: string): void {
  const trimmed = text.trim();
  const fromJson = /^[{[]/.test(trimmed) ? jsonHeaders(trimmed) : undefined;
  if (fromJson) for (const header of fromJson) addHeader(given, header);
  else addLines(given, trimmed.split(/\r?\n/));
}

function addLines(given: GivenHeaders, lines: readonly string[]): void {
  const isSingle = lines.length === 1;
  const headers: Header[] = [];
  for (const raw of lines) {
    // Lines of `curl -v`: "> " sent, "< " received, "* " and the others are curl's own.
    const line = raw.replace(/^[<>] /, '');
    const found = lineHeaders(line);
    const last = headers[headers.length - 1];
    if (found.length > 0) for (const header of found) headers.push(header);
    else if (/^[ \t]+\S/.test(line) && last) {
      // A value may go on in the next line: https://www.rfc-editor.org/rfc/rfc9112#section-5.2
      headers[headers.length - 1] = { name: last.name, value: `${last.value} ${line.trim()}` };
    } else addValue(given, line.trim(), isSingle);
  }
  for (const header of headers) addHeader(given, header);
}

/** The headers of one line: one, several of a curl command, or none. */
function lineHeaders(line: string): Header[] {
  if (/(?:^|\s)(?:-H|--header)[ =]?['"]/.test(line)) {
    const quotes = [...line.matchAll(/(?:^|\s)(?:-H|--header)[ =]?(?:'([^']*)'|"([^"]*)")/g)];
    return quotes.flatMap(([, single, double]) => lineHeaders(single ?? double ?? ''));
  }
  const [, key, text] = /^\s*"([^"]{1,100})"\s*:\s*"([^"]*)",?\s*$/.exec(line) ?? [];
  if (key !== undefined) return [{ name: key, value: text }];
  const [, name, sign, value] = /^\s*([-!#$%&'*+.^_`|~0-9A-Za-z]{1,100})([:=])(.*)$/s.exec(line) ?? [];
  if (name === undefined) return [];
  // A value alone may hold these signs, too: only a blank behind a colon tells that this is the name of a header.
  const isHeader = knownName(name) !== undefined || (sign === ':' && /^[ \t]/.test(value));
  return isHeader ? [{ name, value: value.trim() }] : [];
}

/** Among other lines only what is surely a header counts. */
function addValue(given: GivenHeaders, line: string, isSingle: boolean): void {
  const value = line.replace(/^(['"])(.*)\1$/s, '$2').trim();
  if (value === '') return;
  const [first, ...others] = guesses(value);
  if (first === undefined || (!isSingle && !first.isSure)) {
    if (isSingle) given.unknown.push(value);
    return;
  }
  const couldBe = first.isSure ? [] : others.map(({ header }) => header);
  given.headers.push({ name: first.header, value, isGuessed: true, couldBe });
}

function addHeader(given: GivenHeaders, { name, value }: Header): void {
  const known = knownName(name);
  if (known === undefined) given.others.push(name);
  else given.headers.push({ name: known, value, isGuessed: false, couldBe: [] });
}

/** The name as given where a format has it; as a server's environment spells it (HTTP_X_B3_TRACEID), with dashes. */
function knownName(name: string): string | undefined {
  if (formatOf(name)) return name;
  const plain = name
    .replace(/^HTTP_/, '')
    .replaceAll('_', '-')
    .toLowerCase();
  return formatOf(plain) ? plain : undefined;
}

const spelledPlainly = new Map(
  headerFormats.flatMap(({ headers }) => headers.map((name) => [letters(name), name] as const)),
);

/** The known header that a name was meant for: `trace-parent` for `traceparent`. */
export function meantBy(name: string): string | undefined {
  return name.length > 100 ? undefined : spelledPlainly.get(letters(name));
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
