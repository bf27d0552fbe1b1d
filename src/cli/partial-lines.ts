/** Partial results as they are found in files and pipes: one a line, any number of them. */
import { decodeSource } from '../bytes/decode.ts';
import { type ByteSource, DamagedBytes, openFile, openStdin } from '../bytes/source.ts';
import { expandSources } from '../bytes/sources.ts';
import { InputError, UsageError } from '../errors.ts';
import { parseJson } from '../model/parse-json.ts';
import type { Context } from './context.ts';
import { DamagedPartial } from './partial-fields.ts';

/** A partial result, and where it stands, for messages. */
interface Placed<Result> {
  partial: Result;
  place: string;
}

/**
 * The partial results in files, directories and globs, read by `parse`, which throws DamagedPartial; `-` or nothing is standard
 * input. `flagsOf` names how one was counted. Throws InputError where one can't be read, UsageError where there is none or
 * two were counted in different ways. Holds one at a time.
 */
export function* partialsIn<Result>(
  context: Context,
  given: readonly string[],
  parse: (json: unknown) => Result,
  flagsOf: (partial: Result) => readonly string[],
): Generator<Result> {
  const names = given.length === 0 ? ['-'] : expandSources(given, context.cwd);
  const isPiped = context.stdin === 'pipe' || context.stdin === 'file';
  if (given.length === 0 && !isPiped) throw nothingToMerge();
  let first: { flags: readonly string[]; place: string } | undefined;
  for (const name of names) {
    for (const { partial, place } of partialsOf(name === '-' ? openStdin() : openFile(name), parse)) {
      const flags = flagsOf(partial);
      first ??= { flags, place };
      requireAlike(first, { flags, place });
      yield partial;
    }
  }
  if (first === undefined) throw nothingToMerge();
}

function nothingToMerge(): UsageError {
  return new UsageError('no partial results to merge', {
    hint: 'tracectl stats --partial a.stats a.jsonl writes one; tracectl stats --merge *.stats adds them up',
  });
}

function* partialsOf<Result>(
  source: ByteSource,
  parse: (json: unknown) => Result,
): Generator<Placed<Result>> {
  const name = source.name === '-' ? 'standard input' : source.name;
  let number = 0;
  for (const line of linesOf(source, name)) {
    number++;
    if (line.trim() === '') continue;
    const place = number === 1 ? name : `line ${number} of ${name}`;
    yield { partial: parsed(line, place, parse), place };
  }
}

function parsed<Result>(line: string, place: string, parse: (json: unknown) => Result): Result {
  try {
    return parse(parseJson(line));
  } catch (error) {
    if (!(error instanceof DamagedPartial || error instanceof SyntaxError)) throw error;
    const isCut = error instanceof SyntaxError && /^\{"tracectl(Statistics|Patterns)"/.test(line);
    const why = isCut
      ? 'it is damaged or ends early'
      : error instanceof DamagedPartial
        ? error.message
        : 'it is no partial result';
    throw new InputError(`cannot merge ${place}: ${why}`, {
      hint: 'tracectl stats --partial FILE writes partial results; dumps of traces are read without --merge',
      cause: error,
    });
  }
}

const chunkSize = 1 << 20;
const lineFeed = 10;

function* linesOf(source: ByteSource, name: string): Generator<string> {
  let pending: Uint8Array[] = [];
  const line = (end: Uint8Array): string => textOf([...pending, end], name);
  try {
    const plain = decodeSource(source);
    for (;;) {
      const buffer = new Uint8Array(chunkSize);
      const chunk = buffer.subarray(0, plain.read(buffer, 0, chunkSize));
      if (chunk.length === 0) break;
      let from = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
        yield line(chunk.subarray(from, at));
        pending = [];
        from = at + 1;
      }
      pending.push(chunk.subarray(from));
    }
  } catch (error) {
    if (!(error instanceof DamagedBytes)) throw error;
    throw new InputError(`cannot merge ${name}: ${error.message}`, { cause: error });
  } finally {
    source.close();
  }
  yield line(new Uint8Array(0));
}

function textOf(chunks: Uint8Array[], name: string): string {
  try {
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw new InputError(`cannot merge ${name}: a line of it is longer than 512 MB`, { cause: error });
  }
}

/** What was counted in different ways does not add up. */
function requireAlike(
  first: { flags: readonly string[]; place: string },
  other: { flags: readonly string[]; place: string },
): void {
  const [a, b] = [first.flags, other.flags];
  const differs = a.findIndex((flag, i) => flag !== b[i]);
  if (differs < 0) return;
  throw new UsageError(
    `cannot merge ${first.place} and ${other.place}: one was counted with ${a[differs]}, the other with ${b[differs]}`,
    { hint: 'count both with the same flags' },
  );
}
