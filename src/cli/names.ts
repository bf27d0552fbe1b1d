/** Names that a source knows: services, operations, attributes. A backend is asked for its list; a dump is read through. */
import type { TimeRange } from '../backends/backend.ts';
import type { Connection } from '../backends/connect.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Context } from './context.ts';
import { traceFilter } from './filters.ts';
import { type LoadFlags, loadTraces } from './load.ts';
import { printMessage } from './messages.ts';
import type { FilterFlags } from './options.ts';
import { findSources } from './sources.ts';

/** Flags of the commands that list names. */
export type NameFlags = LoadFlags & Pick<FilterFlags, 'since' | 'from' | 'to'>;

/** Where names of one kind come from. */
export interface NameSource<Name> {
  /** Undefined where the backend keeps no list. */
  ofBackend: (connection: Connection, range: TimeRange) => Promise<Name[] | undefined>;
  ofStore: (store: SpanStore) => Name[];
  /** Whether attributes have to be read for it. */
  details: boolean;
}

/** Traces looked at where a backend keeps no list of what is asked for. */
const sampleSize = 50;

/** The names, sorted. Throws as loading traces does. */
export async function namesOf<Name>(
  context: Context,
  files: readonly string[],
  flags: NameFlags,
  source: NameSource<Name>,
): Promise<Name[]> {
  const filter = await traceFilter(flags, context.now());
  const request = { files, traceIds: [], backend: undefined, filter, others: false, limit: sampleSize };
  const sources = await findSources(context, [...files, ...(flags.file ?? [])], request, flags);
  if (sources.kind === 'backend') {
    const { withBackend, rangeOf } = await import('./backend-session.ts');
    const names = await withBackend(context, sources.settings, flags, (connection) =>
      source.ofBackend(connection, rangeOf(filter, context)),
    );
    if (names !== undefined) return names;
    if (!flags.quiet) {
      printMessage(
        context,
        `the backend keeps no list of these; they are of its ${sampleSize} newest traces`,
      );
    }
  }
  const loaded = await loadTraces(context, { ...request, details: source.details }, flags, sources);
  return source.ofStore(loaded.store);
}
