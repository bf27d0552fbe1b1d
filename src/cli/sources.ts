/** Where traces come from: files, standard input, a backend, the local store; in this order, unless a flag says otherwise. */
import { decodeSource } from '../bytes/decode.ts';
import type { Lookahead } from '../bytes/lookahead.ts';
import { type ByteSource, openStdin } from '../bytes/source.ts';
import { expandSources } from '../bytes/sources.ts';
import type { BackendSettings } from '../config/settings.ts';
import { InputError, UsageError } from '../errors.ts';
import { detect, sampleSize } from '../formats/detect.ts';
import type { Segment } from '../local-store/segments.ts';
import { decodeUtf8 } from '../model/strings.ts';
import type { Context } from './context.ts';
import type { LoadFlags, LoadRequest } from './load.ts';

/** What is to be read. */
export type Sources =
  | { kind: 'files'; names: string[] }
  | { kind: 'stdin'; source: ByteSource }
  | { kind: 'backend'; settings: BackendSettings; traceIds: readonly string[] }
  | { kind: 'store'; segments: readonly Segment[]; traceIds: readonly string[] };

/**
 * Finds out what is to be read. Files that are named come first, then what is piped in, then the backend. Piped text that
 * is no dump but holds trace ids says which traces of the backend are meant; an empty pipe says nothing.
 */
export async function findSources(
  context: Context,
  given: readonly string[],
  { traceIds, backend }: Pick<LoadRequest, 'traceIds' | 'backend'>,
  flags: LoadFlags,
): Promise<Sources> {
  if (given.length > 0) return fromFiles(context, given, flags);
  const named = flags.backend ?? backend;
  const isPiped = context.stdin === 'pipe' || context.stdin === 'file';
  if (named !== undefined) {
    const settings = await settingsOf(context, { ...flags, backend: named });
    if (settings === undefined) throw noSource();
    const reads = isPiped && traceIds.length === 0;
    return { kind: 'backend', settings, traceIds: reads ? await idsIn(decodeSource(openStdin())) : traceIds };
  }
  const piped = isPiped ? decodeSource(openStdin()) : undefined;
  if (piped !== undefined && isDump(piped, flags.format)) return { kind: 'stdin', source: piped };
  const settings = await settingsOf(context, flags);
  if (settings === undefined) return fromStore(context, piped, traceIds);
  const more = piped === undefined ? [] : await idsIn(piped);
  return { kind: 'backend', settings, traceIds: [...traceIds, ...more] };
}

function fromFiles(context: Context, given: readonly string[], flags: LoadFlags): Sources {
  if (flags.backend !== undefined) {
    throw new UsageError(`both files and a backend to read: ${given[0]} and ${flags.backend}`, {
      hint: 'leave out one of them',
    });
  }
  const names = expandSources(given, context.cwd);
  return names.length === 1 && names[0] === '-'
    ? { kind: 'stdin', source: openStdin() }
    : { kind: 'files', names };
}

async function settingsOf(context: Context, flags: LoadFlags): Promise<BackendSettings | undefined> {
  const { backendSettings } = await import('./backend-options.ts');
  return backendSettings(context, flags);
}

/**
 * The local store; where nothing is in it, an error that says how to name a source. Piped text may hold ids; an empty pipe
 * is not taken for none: whatever should have come through it is not what happens to be in the store.
 */
async function fromStore(
  context: Context,
  piped: Lookahead | undefined,
  traceIds: readonly string[],
): Promise<Sources> {
  const { storedSegments } = await import('./load-store.ts');
  const segments = await storedSegments(context);
  if (piped === undefined) {
    if (segments.length === 0) throw noSource();
    return { kind: 'store', segments, traceIds };
  }
  const { findTraceIds } = await import('../propagation/trace-id-text.ts');
  const hasIds = segments.length > 0 && findTraceIds(decodeUtf8(piped.peek(sampleSize))).length > 0;
  if (!hasIds) return { kind: 'stdin', source: piped };
  return { kind: 'store', segments, traceIds: [...traceIds, ...(await idsIn(piped))] };
}

function noSource(): UsageError {
  return new UsageError('no traces to read', {
    hint: 'name a file (tracectl show trace.json) or a backend (-b http://localhost:16686), pipe a dump in, or fill the local store (tracectl listen, tracectl run); tracectl demo shows a bundled trace',
  });
}

/** Whether bytes are of a trace format, as far as their head tells. */
function isDump(source: Lookahead, format: string | undefined): boolean {
  const head = source.peek(sampleSize);
  if (head.length === 0) return false;
  try {
    detect(head, source.name, format);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Text of ids that is worth reading whole. */
const mostText = 64 << 20;

/** The trace ids in piped text, each once, in their order; none in an empty pipe. Throws where it is text without one. */
async function idsIn(source: ByteSource): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let count = 1; count > 0 && size < mostText; size += count) {
    const chunk = new Uint8Array(1 << 16);
    count = source.read(chunk, 0, chunk.length);
    chunks.push(chunk.subarray(0, count));
  }
  const text = decodeUtf8(Buffer.concat(chunks));
  const { findTraceIds } = await import('../propagation/trace-id-text.ts');
  const found = text.split('\n').flatMap((line) => findTraceIds(line).map(({ traceId }) => traceId));
  if (found.length === 0 && text.trim() !== '') {
    throw new InputError('standard input is no trace dump and holds no trace id', {
      hint: 'tracectl show reads a dump, or ids a line each, from standard input',
    });
  }
  return [...new Set(found)];
}
