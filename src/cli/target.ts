/** Which arguments are trace ids and which are files. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { UsageError } from '../errors.ts';

/** What to read, and which traces of it. */
export interface Target {
  /** In any spelling that `findGroups` understands. */
  traceIds: string[];
  files: string[];
  /** The backend of an address that was pasted. */
  backend: string | undefined;
}

const hexadecimal = /^[0-9a-f]{1,32}$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const webAddress = /^https?:\/\//i;
/** What a glob is told by. */
const pattern = /[*?[\]{}]/;

/**
 * Sorts arguments. What looks like a trace id is one, unless `--trace` names it; so is an address that shows a trace, and
 * whatever else a person copies that holds one id: a traceparent, an X-Ray id, a line of a log. The rest are files, and
 * what exists as a file always is.
 */
export async function resolveTarget(
  args: readonly string[],
  traceFlag: string | undefined,
  cwd: string,
): Promise<Target> {
  const target: Target = { traceIds: [], files: [], backend: undefined };
  if (traceFlag !== undefined) return { ...target, traceIds: [traceFlag], files: [...args] };
  for (const arg of args) {
    if (hexadecimal.test(arg) || uuid.test(arg)) target.traceIds.push(arg);
    else if (webAddress.test(arg)) await addAddress(target, arg);
    else if (arg === '-' || pattern.test(arg) || existsSync(resolve(cwd, arg))) target.files.push(arg);
    else addText(target, arg, await idsIn(arg));
  }
  return target;
}

async function addAddress(target: Target, address: string): Promise<void> {
  const { pastedTrace } = await import('../backends/pasted.ts');
  const pasted = pastedTrace(address);
  if (pasted === undefined) {
    throw new UsageError(`${address} shows no trace that could be told from the address`, {
      hint: `name the backend and the id: tracectl show <traceId> -b ${new URL(address).origin}`,
    });
  }
  target.traceIds.push(pasted.traceId);
  target.backend ??= pasted.backend;
}

function addText(target: Target, arg: string, traceIds: string[]): void {
  if (traceIds.length === 0) target.files.push(arg);
  else if (traceIds.length === 1) target.traceIds.push(traceIds[0]);
  else {
    throw new UsageError(`${traceIds.length} trace ids in one argument: ${traceIds.join(', ')}`, {
      hint: 'name the one that is meant',
    });
  }
}

/** The distinct ids in a text; none where the text is more likely a path that has digits in it. */
async function idsIn(text: string): Promise<string[]> {
  const { findTraceIds } = await import('../propagation/trace-id-text.ts');
  const found = findTraceIds(text);
  const isWhole = found.length === 1 && found[0].from === 0 && found[0].to === text.length;
  if (!isWhole && !/[\s=:"]/.test(text)) return [];
  return [...new Set(found.map(({ traceId }) => traceId))];
}
