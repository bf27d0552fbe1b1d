/** Names that a backend knows, for completion. */
import type { BackendFlags } from './backend-options.ts';
import type { Context } from './context.ts';

/** What a backend can be asked for. */
export type NameKind = 'service' | 'operation' | 'traceId' | 'tag';

/** Where to look: the backend as far as it is on the command line, and the service whose operations are meant. */
export interface NamePlace extends BackendFlags {
  service?: string;
}

/** What completion asks. It gives up, and ends what runs, when the signal says so; then nobody waits any more. */
type CompletionContext = Context & { signal: AbortSignal };

/** Asks the backend that is meant; empty where there is none. May throw: completion is silent. */
export type CompleteFrom = (
  context: CompletionContext,
  kind: NameKind,
  flags: NamePlace,
) => Promise<readonly string[]>;

/** Asks the backend: quickly, once, without a word. */
export const completeFrom: CompleteFrom = async (context, kind, flags) => {
  const { backendSettings } = await import('./backend-options.ts');
  const settings = await backendSettings(context, { ...flags, quiet: true });
  if (settings === undefined) return [];
  const { rangeOf, withBackend } = await import('./backend-session.ts');
  const range = rangeOf({ query: undefined, from: undefined, to: undefined }, context);
  const quick = { ...settings, timeoutMs: patience, retries: 0 };
  return withBackend(context, quick, { quiet: true }, async (connection) => {
    const { backend, client } = connection;
    if (kind === 'service') return backend.services(client, range);
    if (kind === 'tag') return (await backend.tags(client, undefined, range)) ?? [];
    if (kind === 'operation') {
      const found = flags.service === undefined ? [] : await backend.operations(client, flags.service, range);
      return found.map(({ name }) => name);
    }
    const { newestTraceIds } = await import('../backends/search.ts');
    return newestTraceIds(connection, range, idCount);
  });
};

/** Milliseconds for a request: a person waits for the answer of a key. */
const patience = 1500;

/** Ids worth choosing from. */
const idCount = 20;
