/**
 * The two sides of a comparison. Each is a trace id, a file, a folder, a glob, an address that shows a trace, or a
 * backend: its address or the name of a context. Ids are looked up in what -f or -b name, or what is piped in.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { UsageError } from '../errors.ts';
import type { GroupIndex } from '../tree/group.ts';
import type { Context } from './context.ts';
import { traceFilter } from './filters.ts';
import { exitCodeOf, loadTraces } from './load.ts';
import { nothingFound, pickGroups } from './pick.ts';
import { type SelectFlags, type Selection, selectTraces } from './select.ts';
import { resolveTarget, type Target } from './target.ts';

/** Flags that decide what is compared. */
export type DiffSourceFlags = Omit<SelectFlags, 'trace'> & { trace?: string[]; traces?: number };

/** One side, read when it is asked for; a number is the exit code where there is nothing to compare. */
export interface Side {
  /** As it was given. */
  name: string;
  /** Whether it is files, which can be read again. */
  isFiles: boolean;
  load: (options: { details: boolean; quiet?: boolean }) => Promise<Selection | number>;
}

const hint =
  'name two: tracectl diff before.jsonl after.jsonl, or two trace ids and where they are: tracectl diff <id> <id> -f dump.jsonl';

/** The sides that arguments and flags name. Throws a UsageError where those are not two. */
export async function diffSides(
  context: Context,
  args: readonly string[],
  flags: DiffSourceFlags,
): Promise<[Side, Side]> {
  const { trace: named = [], ...rest } = flags;
  if (named.length > 0) {
    if (named.length !== 2) throw new UsageError(`--trace names ${named.length} of two sides`, { hint });
    return sidesOfOneSource(context, { traceIds: named, files: [...args], backend: undefined }, rest);
  }
  if (args.length !== 2) {
    const shell =
      args.length > 2 ? '; the shell may have made many of one: quote globs, or name a folder' : '';
    throw new UsageError(`${args.length} given to compare instead of two${shell}`, { hint });
  }
  if (args.every((arg) => arg === '-')) throw new UsageError('standard input can be one side only', { hint });
  const targets = await Promise.all(args.map((arg) => targetOf(context, arg)));
  if (targets.every(({ traceIds, backend }) => traceIds.length > 0 && backend === undefined)) {
    const traceIds = targets.flatMap((target) => target.traceIds);
    return sidesOfOneSource(context, { traceIds, files: [], backend: undefined }, rest);
  }
  if (targets.every(({ traceIds }) => traceIds.length === 0)) refuseSources(rest);
  const [a, b] = args.map((arg, i) => sideOf(context, arg, targets[i], rest));
  return [a, b];
}

/** The target of one side; a backend without a trace id is a search of that. */
async function targetOf(context: Context, arg: string): Promise<Target> {
  const backend: Target = { traceIds: [], files: [], backend: arg };
  if (/^[a-z+]+:\/\//i.test(arg)) {
    const { pastedTrace } = await import('../backends/pasted.ts');
    return pastedTrace(arg) === undefined ? backend : resolveTarget([arg], undefined, context.cwd);
  }
  const target = await resolveTarget([arg], undefined, context.cwd);
  if (target.files.length === 0 || arg === '-' || existsSync(resolve(context.cwd, arg))) return target;
  const { readConfig } = await import('../config/file.ts');
  const config = await readConfig(context);
  return config?.contexts.has(arg) ? backend : target;
}

function refuseSources({ file, backend }: Omit<DiffSourceFlags, 'trace'>): void {
  const given = file === undefined ? backend && `-b ${backend}` : `-f ${file[0]}`;
  if (given === undefined) return;
  throw new UsageError(`${given} besides two sides that say themselves where they are`, {
    hint: 'leave it out; it is for trace ids',
  });
}

function sideOf(
  context: Context,
  name: string,
  { traceIds, backend }: Target,
  { file, backend: named, ...rest }: Omit<DiffSourceFlags, 'trace'>,
): Side {
  const isTrace = traceIds.length > 0;
  const isSearch = backend !== undefined && !isTrace;
  const sources = isSearch
    ? { backend }
    : isTrace
      ? { ...(file && { file }), ...(named && { backend: named }) }
      : {};
  return {
    name,
    isFiles: !isTrace && !isSearch && name !== '-',
    load({ details, quiet }) {
      const flags = { ...rest, ...sources, ...(quiet && { quiet }) };
      return selectTraces(context, isSearch ? [] : [name], flags, { details, limit: rest.traces });
    },
  };
}

/** Two traces of one source, which is read once: standard input can't be read twice. */
function sidesOfOneSource(
  context: Context,
  target: Target,
  flags: Omit<DiffSourceFlags, 'trace'>,
): [Side, Side] {
  const read = lazily(async () => {
    const filter = await traceFilter(flags, context.now());
    const details = true;
    const request = { ...target, filter, details, others: false, limit: undefined };
    return loadTraces(context, request, flags);
  });
  const side = (traceId: string): Side => ({
    name: traceId,
    isFiles: false,
    async load() {
      const loaded = { ...(await read()), traceIds: [traceId] };
      const groups: GroupIndex[] = await pickGroups(context, loaded, flags);
      if (groups.length === 0) return nothingFound(context, loaded, flags);
      return { loaded, groups, exitCode: exitCodeOf(loaded, flags) };
    },
  });
  return [side(target.traceIds[0]), side(target.traceIds[1])];
}

function lazily<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
