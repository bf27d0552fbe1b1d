/** A command's time with a backend: connected, told about as the flags ask, and closed. */
import type { TimeRange } from '../backends/backend.ts';
import { type Connection, connect } from '../backends/connect.ts';
import type { ClientEvents } from '../backends/http/client.ts';
import type { BackendSettings } from '../config/settings.ts';
import type { Context } from './context.ts';
import type { TraceFilter } from './filters.ts';
import { printMessage } from './messages.ts';

/** Flags that decide what is told. */
export interface TellingFlags {
  verbose?: boolean;
  explain?: boolean;
  quiet?: boolean;
}

/**
 * What `work` makes of a connection to a backend, which is closed afterwards. `work` gets a context whose standard error
 * shows no secret of the settings.
 */
export async function withBackend<Result>(
  outer: Context,
  settings: BackendSettings,
  flags: TellingFlags,
  work: (connection: Connection, context: Context) => Promise<Result>,
): Promise<Result> {
  const context = { ...outer, warn: (text: string) => outer.warn(settings.redact(text)) };
  const { env, transport } = context;
  const connection = await connect(settings, { env, transport, events: backendEvents(context, flags) });
  try {
    await rememberProbe(context, settings, connection, flags);
    return await work(connection, context);
  } finally {
    await connection.close();
  }
}

const hour = 3_600_000_000_000n;

/** The range that a filter asks for, for a search: an hour, where nothing else is said; its end is now. */
export function rangeOf({ from, to }: TraceFilter, context: Context): TimeRange {
  const end = to ?? BigInt(context.now().getTime()) * 1_000_000n;
  return { from: from ?? end - hour, to: end };
}

/** What a client tells, told as the flags ask. */
function backendEvents(context: Context, { verbose, explain, quiet }: TellingFlags): ClientEvents {
  return {
    warn: (message) => {
      if (!quiet) printMessage(context, message);
    },
    explain: (message) => {
      if (verbose || explain) printMessage(context, message);
    },
  };
}

/** Keeps the kind that a probe found in the context that the address came from; that it can't only -v tells. */
async function rememberProbe(
  context: Context,
  { contextName }: BackendSettings,
  { backend, isProbed }: Connection,
  { verbose }: TellingFlags,
): Promise<void> {
  if (!isProbed || contextName === undefined) return;
  const { rememberKind } = await import('../config/file.ts');
  const failure = await rememberKind(contextName, backend.id, context);
  if (failure !== undefined && verbose) printMessage(context, failure);
}
