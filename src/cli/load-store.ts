/** Traces out of the local store, which `listen` and `run` fill. */
import { readSource } from '../formats/read.ts';
import { storeFolder } from '../local-store/folder.ts';
import { openSegment } from '../local-store/read-segment.ts';
import { type Segment, segmentsIn } from '../local-store/segments.ts';
import type { Context } from './context.ts';
import { emptyStore, finished, type Loaded, type LoadFlags, type LoadRequest } from './load.ts';
import { Reading } from './reading.ts';

/** How messages name it. */
const name = 'the local store';

/** What there is in the local store; nothing where there is none. */
export async function storedSegments(context: Pick<Context, 'env' | 'cwd'>): Promise<Segment[]> {
  const folder = await storeFolder(context);
  return folder === undefined ? [] : segmentsIn(folder);
}

/** Reads segments of the store; a single trace that is looked for is searched in them. */
export async function loadFromStore(
  context: Context,
  segments: readonly Segment[],
  request: LoadRequest,
  flags: LoadFlags,
): Promise<Loaded> {
  const into = emptyStore(request.details);
  const { onSettled, traceIds } = request;
  const traceId = traceIds.length === 1 && !request.others ? traceIds[0] : undefined;
  const paths = segments.map(({ path }) => path);
  const reading = new Reading(context, paths, into, flags);
  await reading.during(() => {
    for (const segment of segments) {
      reading.next();
      const source = openSegment(segment, traceId);
      if (source === undefined) continue;
      readSource(reading.observed(source), into.store, { format: 'otlp-json', onSettled }, into.report);
    }
  });
  const read = { ...into, name, failed: 0, guard: reading.guard };
  const loaded = finished(context, read, request, flags, segments.length);
  if (traceId === undefined) return loaded;
  const all = { ...request, traceIds: [], details: false };
  const quiet = { ...flags, quiet: true, verbose: false };
  return { ...loaded, readAll: () => loadFromStore(context, segments, all, quiet) };
}
