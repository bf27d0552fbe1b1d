/** Partial results of `stats`, read and added up; write-statistics.ts says what they look like. */
import { Statistics } from '../analysis/aggregate/statistics.ts';
import { decodeSource } from '../bytes/decode.ts';
import { type ByteSource, DamagedBytes, openFile, openStdin } from '../bytes/source.ts';
import { expandSources } from '../bytes/sources.ts';
import { InputError, UsageError } from '../errors.ts';
import { parseJson } from '../model/parse-json.ts';
import type { Context } from './context.ts';
import { DamagedPartial, type Partial, partialOf } from './partial-json.ts';
import type { StatisticsSettings } from './write-statistics.ts';

/** Partial results added up, and how all of them were counted. */
export interface Merged {
  statistics: Statistics;
  settings: StatisticsSettings;
  /** Lines that were added. */
  count: number;
}

/**
 * Adds up the partial results in files, directories and globs; `-` or nothing is standard input. Throws InputError where
 * one can't be read, UsageError where two were counted in different ways. Holds the sum and one result at a time.
 */
export function readPartials(context: Context, given: readonly string[]): Merged {
  const names = given.length === 0 ? ['-'] : expandSources(given, context.cwd);
  const isPiped = context.stdin === 'pipe' || context.stdin === 'file';
  if (given.length === 0 && !isPiped) throw nothingToMerge();
  const statistics = new Statistics();
  let first: { settings: StatisticsSettings; place: string } | undefined;
  let count = 0;
  for (const name of names) {
    for (const { partial, place } of partialsIn(name === '-' ? openStdin() : openFile(name))) {
      first ??= { settings: partial.settings, place };
      requireAlike(first, { settings: partial.settings, place });
      statistics.merge(partial.state);
      count++;
    }
  }
  if (first === undefined) throw nothingToMerge();
  return { statistics, settings: first.settings, count };
}

function nothingToMerge(): UsageError {
  return new UsageError('no partial results to merge', {
    hint: 'tracectl stats --partial a.stats a.jsonl writes one; tracectl stats --merge *.stats adds them up',
  });
}

/** The partial results of a source, one a line. */
function* partialsIn(source: ByteSource): Generator<{ partial: Partial; place: string }> {
  const name = source.name === '-' ? 'standard input' : source.name;
  let number = 0;
  for (const line of linesOf(source, name)) {
    number++;
    if (line.trim() === '') continue;
    const place = number === 1 ? name : `line ${number} of ${name}`;
    yield { partial: parsed(line, place), place };
  }
}

function parsed(line: string, place: string): Partial {
  try {
    return partialOf(parseJson(line));
  } catch (error) {
    if (!(error instanceof DamagedPartial || error instanceof SyntaxError)) throw error;
    const isCut = error instanceof SyntaxError && line.startsWith('{"tracectlStatistics"');
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
  first: { settings: StatisticsSettings; place: string },
  other: { settings: StatisticsSettings; place: string },
): void {
  const [a, b] = [flagsOf(first.settings), flagsOf(other.settings)];
  const differs = a.findIndex((flag, i) => flag !== b[i]);
  if (differs < 0) return;
  throw new UsageError(
    `cannot merge ${first.place} and ${other.place}: one was counted with ${a[differs]}, the other with ${b[differs]}`,
    { hint: 'count both with the same flags' },
  );
}

/** Settings as the flags that make them. */
function flagsOf(settings: StatisticsSettings): string[] {
  const { by, match, where, profile, skew, self, allRoots, adoptOrphans } = settings;
  return [
    `--by ${by.join(',')}`,
    where === '' ? 'no --where' : `--where '${where}'`,
    `--match ${match}`,
    `--profile ${profile}`,
    `--skew ${skew}`,
    `--self ${self}`,
    allRoots ? '--all-roots' : 'no --all-roots',
    adoptOrphans ? '--adopt-orphans' : 'no --adopt-orphans',
  ];
}
