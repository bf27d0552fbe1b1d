/**
 * Trace ids in whatever a person pastes: an id in any spelling, a header, a line of a log.
 *
 * A text that is an id as a whole is that id. Otherwise what says of itself that it is a trace id counts: headers by their
 * form (`00-…-…-01`, `1-…-…`) and values behind a name (`trace_id=`, `"traceId":`). Only where there is none, words that
 * look like an id: of 32 digits; else UUIDs; else of 16 digits that no name calls a span.
 */
import { isZero } from './digits.ts';
import { type SpelledId, spelledIds } from './id-spellings.ts';

/** An id in a text. */
export interface FoundId extends SpelledId {
  /** The span's id beside it in a header; as written, in lower case, decimal ones as 16 digits. */
  spanId: string | undefined;
  /** Where it stands: text.slice(from, to) is the id in its spelling, or the header that holds it. */
  from: number;
  to: number;
  /** What else it may be: digits without letters are hexadecimal or decimal. */
  alternatives: SpelledId[];
}

/** All trace ids in a text, each once, in their order. Pure, and linear in the length of the text. */
export function findTraceIds(text: string): FoundId[] {
  const whole = wholeText(text);
  if (whole) return [whole];
  const told = [...headerIds(text), ...namedIds(text)];
  if (told.length > 0) return distinct(told);
  for (const pattern of words) {
    const found = Array.from(text.matchAll(pattern), ({ 0: word, index }) => {
      return foundIn(word, index, word.length);
    }).filter((id) => id !== undefined);
    if (found.length > 0) return distinct(found);
  }
  return [];
}

/** More than any id, with quotes and blanks around it. */
const longestId = 200;

function wholeText(text: string): FoundId | undefined {
  const trimmed = text.trim();
  if (trimmed.length > longestId) return undefined;
  const id = trimmed.replace(/^(["'`])(.*)\1$/s, '$2');
  return foundIn(id, text.indexOf(id), id.length);
}

function foundIn(text: string, from: number, length: number, isDatadog = false): FoundId | undefined {
  const [id, ...alternatives] = spelledIds(text, isDatadog);
  return id && { ...id, spanId: undefined, from, to: from + length, alternatives };
}

/** Headers by their form; each stands alone, so none is found within another. */
const headers: readonly { spelling: string; pattern: RegExp }[] = [
  {
    spelling: 'traceparent',
    pattern: /(?<![\w-])[0-9a-f]{2}-(?<id>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-[0-9a-f]{2}(?![0-9a-z])/gi,
  },
  {
    spelling: 'b3',
    pattern:
      /(?<![\w-])(?<id>[0-9a-f]{32}|[0-9a-f]{16})-(?<span>[0-9a-f]{16})(?:-[01d](?:-[0-9a-f]{16})?)?(?![\w-])/gi,
  },
  {
    // Times of day and addresses of network cards have colons, too, but not as many digits between them.
    spelling: 'jaeger',
    pattern:
      /(?<![\w:])(?<id>[0-9a-f]{9,32})(?<colon>:|%3a)(?<span>[0-9a-f]{1,16})\k<colon>[0-9a-f]{1,16}\k<colon>[0-9a-f]{1,2}(?![\w:])/gi,
  },
  {
    spelling: 'jaeger',
    pattern:
      /uber-trace-id["']?[=:]\s?["']?(?<id>[0-9a-f]{1,32})(?<colon>:|%3a)(?<span>[0-9a-f]{1,16})\k<colon>/gi,
  },
  {
    spelling: 'xray',
    pattern:
      /(?<![\w-]|Self=)1-(?<time>[0-9a-f]{8})-(?<id>[0-9a-f]{24})(?![\w-])(?:;\s?Parent=(?<span>[0-9a-f]{16})(?![0-9a-f]))?/gi,
  },
  {
    spelling: 'google-cloud',
    pattern: /(?<![\w-])(?<id>[0-9a-f]{32})\/(?<decimal>\d{1,20})(?:;o=\d)?(?![\w/])/gi,
  },
];

function* headerIds(text: string): Generator<FoundId> {
  for (const { spelling, pattern } of headers) {
    for (const { groups = {}, index, 0: match } of text.matchAll(pattern)) {
      const traceId = `${groups['time'] ?? ''}${groups['id']}`.toLowerCase();
      if (isZero(traceId)) continue;
      const spanId = groups['span']?.toLowerCase() ?? hexOfDecimal(groups['decimal']);
      yield { traceId, spelling, spanId, from: index, to: index + match.length, alternatives: [] };
    }
  }
}

function hexOfDecimal(decimal: string | undefined): string | undefined {
  const digits = decimal && BigInt(decimal).toString(16).padStart(16, '0');
  return digits?.length === 16 ? digits : undefined;
}

/** `trace_id=…`, `"dd.trace_id":"…"`, `X-B3-TraceId: …`, `\"traceId\":\"…\"`, and `/trace/…` of an address. */
const named =
  /(?:(?<datadog>dd[._]|datadog-)?trace[_.\- ]?id(?:\\{0,3}["'])?\s{0,4}(?:=>|[:=])\s{0,4}(?:\\{0,3}["'])?|\/traces?\/)(?<id>[0-9A-Za-z+/_-]{1,40}={0,2})(?![0-9A-Za-z+/_-])/gi;

function* namedIds(text: string): Generator<FoundId> {
  for (const { groups = {}, index, 0: match } of text.matchAll(named)) {
    const { id } = groups;
    if (isWord(id)) continue;
    const found = foundIn(id, index + match.length - id.length, id.length, groups['datadog'] !== undefined);
    if (found) yield found;
  }
}

/** "trace id: bad" holds none. */
function isWord(text: string): boolean {
  return text.length < 8 && /^[a-z]+$/i.test(text);
}

/** Words that look like an id, the surest first. Sixteen digits without a letter are more likely a time. */
const words = [
  /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi,
  /(?<![0-9a-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z-])/gi,
  /(?<![0-9a-z-])(?!\d{16})(?=[0-9a-f]{16}(?![0-9a-z-]))(?<!(?:span|parent)[_.\- ]?(?:span)?[_.\- ]?(?:id)?["'\\]{0,4}\s?[:=]\s?["'\\]{0,4})[0-9a-f]{16}/gi,
];

/** The ids in their order, each number once; of one found twice the one with a span. */
function distinct(ids: readonly FoundId[]): FoundId[] {
  const byNumber = new Map<string, FoundId>();
  for (const id of ids) {
    const key = id.traceId.replace(/^0+/, '');
    const before = byNumber.get(key);
    if (before === undefined || (before.spanId === undefined && id.spanId !== undefined))
      byNumber.set(key, id);
  }
  return [...byNumber.values()].sort((a, b) => a.from - b.from);
}
