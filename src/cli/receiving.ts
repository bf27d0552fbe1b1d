/** What `listen` and `run` share: the store that spans go to, and what the receiver has to say. */
import { InvalidArgumentError } from 'commander';

import { TracectlError, UsageError } from '../errors.ts';
import { storeFolder } from '../local-store/folder.ts';
import { SegmentWriter } from '../local-store/segment-writer.ts';
import { counted } from '../views/text/numbers.ts';
import { type Losses, lossText } from '../writers/losses.ts';
import type { Context } from './context.ts';
import type { LoadRequest } from './load.ts';
import { printError, printMessage } from './messages.ts';

/** Bytes of a request's body, where nobody says how many: as OpenTelemetry's Collector has it. */
export const defaultMostBytes: number = 20 * 2 ** 20;

/** A store that is written to. */
export interface OpenStore {
  folder: string;
  writer: SegmentWriter;
}

/** Opens the store, that of the flag or the usual one. Throws where there is none, or it can't be written to. */
export async function openStore(
  context: Context,
  folder: string | undefined,
  mostBytes?: number,
): Promise<OpenStore> {
  const found = await storeFolder(
    folder === undefined ? context : { cwd: context.cwd, env: { TRACECTL_STORE: folder } },
  );
  if (found === undefined) {
    throw new UsageError('no home to keep spans in', { hint: '--store names a folder' });
  }
  return { folder: found, writer: new SegmentWriter(found, mostBytes) };
}

/** What to load of what was received: all of it, or the traces of some ids. */
export function receivedRequest(traceIds: readonly string[] = []): LoadRequest {
  return {
    files: [],
    traceIds,
    backend: undefined,
    filter: { query: undefined, from: undefined, to: undefined },
    details: true,
    others: false,
    limit: undefined,
  };
}

/** Tells what goes wrong while receiving; what is the same as before is not told again. */
export function failureTeller(context: Context): (error: unknown) => void {
  let last = '';
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    if (message === last) return;
    last = message;
    if (error instanceof TracectlError) printError(context, error);
    else printMessage(context, `a request could not be read: ${message}`);
  };
}

/** What Zipkin and Jaeger sent that OTLP has no words for, a line each. */
export function printKeptLosses(context: Context, losses: Losses): void {
  const found = losses.list();
  if (found.length === 0) return;
  const lines = found.map((loss) => `  ${lossText(loss)}`);
  printMessage(context, [`${counted(found.length, 'thing')} OTLP has no words for`, ...lines].join('\n'));
}

/** A port to listen on; 0 for a free one. */
export type PortChoice = number | 'off';

/** A port, or `off`. */
export function portChoice(text: string): PortChoice {
  if (text === 'off') return 'off';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a port, 0 for a free one, or off.');
  return port;
}
