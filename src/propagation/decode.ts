/** Headers of any formats read together: what each says, whether they agree, and how else the same is said. */
import { disagreements } from './agreement.ts';
import type { Decoded, Header, HeaderFormat, Problem, TraceContext } from './header-format.ts';
import { formatOf, guesses, headerFormats } from './index.ts';
import { Part } from './part.ts';
import type { GivenHeader, GivenHeaders } from './read-headers.ts';
import { meantBy } from './read-headers.ts';

/** What the headers of one format say. */
export interface DecodedFormat extends Decoded {
  format: HeaderFormat;
  headers: readonly GivenHeader[];
  /** Whether readers that keep to the specification take the headers. */
  isValid: boolean;
}

/** The context in another format. */
export interface Spelling {
  format: HeaderFormat;
  headers: readonly Header[];
  /** What of the context the format cannot say; undefined where it says all. */
  loss: string | undefined;
}

/** What a set of headers says. */
export interface DecodedHeaders {
  /** In the order of the registry. */
  formats: readonly DecodedFormat[];
  /** Of the first valid format that has one; else of the first that can be read at all. */
  context: TraceContext | undefined;
  /** What is wrong between the formats. */
  problems: readonly Problem[];
  /** The context in the formats it was not given in, or not rightly. */
  spellings: readonly Spelling[];
  /** Names of headers that are not about traces. */
  others: readonly string[];
  /** Whether there is no error anywhere. */
  isValid: boolean;
}

/** Reads headers. Linear in their length. */
export function decodeHeaders({ headers, others }: GivenHeaders): DecodedHeaders {
  const formats = headerFormats.flatMap((format) => {
    const own = headers.filter(({ name }) => formatOf(name) === format);
    return own.length === 0 ? [] : [decodeFormat(format, own)];
  });
  const best =
    formats.find(({ context, isValid }) => context && isValid) ?? formats.find(({ context }) => context);
  const right = new Set(
    formats.filter(({ isValid, context }) => isValid && context).map(({ format }) => format),
  );
  return {
    formats,
    context: best?.context,
    problems: [...disagreements(formats), ...misspelled(others)],
    spellings: best?.context ? spellingsOf(best.context, right) : [],
    others,
    isValid: formats.every(({ isValid }) => isValid),
  };
}

function decodeFormat(format: HeaderFormat, headers: readonly GivenHeader[]): DecodedFormat {
  const { context, fields, problems } = format.decode(headers);
  const isValid = problems.every(({ severity }) => severity === 'warning');
  return {
    format,
    headers,
    context,
    fields,
    problems: isValid ? problems : [...problems, ...headers.flatMap(misplaced)],
    isValid,
  };
}

/** A value that has the form of another format's. */
function misplaced(header: GivenHeader): Problem[] {
  const [other] = guesses(header.value);
  if (header.isGuessed || !other?.isSure || other.header.toLowerCase() === header.name.toLowerCase())
    return [];
  const message = `this has the form of ${other.header}`;
  return [{ severity: 'warning', message, place: new Part(header) }];
}

function misspelled(others: readonly string[]): Problem[] {
  return others.flatMap((name) => {
    const meant = meantBy(name);
    if (meant === undefined) return [];
    const message = `${name} is no header that anyone reads: it is called ${meant}`;
    return [{ severity: 'warning', message, place: new Part({ name, value: '' }) }];
  });
}

function spellingsOf(context: TraceContext, given: ReadonlySet<HeaderFormat>): Spelling[] {
  return headerFormats.flatMap((format) => {
    const headers = given.has(format) ? [] : (format.encode?.(context) ?? []);
    return headers.length === 0 ? [] : [{ format, headers, loss: lossOf(format, context, headers) }];
  });
}

/** What is gone once the format is read again. */
function lossOf(format: HeaderFormat, context: TraceContext, headers: readonly Header[]): string | undefined {
  const { context: back } = format.decode(headers);
  if (back?.sampled === context.sampled || context.sampled === undefined) return undefined;
  if (context.sampled === 'deferred') return 'cannot leave the sampling decision open';
  return context.sampled === 'debug' ? 'cannot ask for debug' : undefined;
}
