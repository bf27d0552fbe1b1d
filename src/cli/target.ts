/** Which arguments are a trace id and which are files. */
import { UsageError } from '../errors.ts';

/** What to read, and which trace of it. */
export interface Target {
  traceId: string | undefined;
  files: string[];
}

const hexadecimal = /^[0-9a-f]{1,32}$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an argument looks like a trace id; `./abc` never does. */
function looksLikeTraceId(text: string): boolean {
  return hexadecimal.test(text) || uuid.test(text);
}

/** Sorts arguments: the one that looks like a trace id is one, unless `--trace` names it; all others are files. */
export function resolveTarget(args: readonly string[], traceFlag: string | undefined): Target {
  if (traceFlag !== undefined) return { traceId: traceFlag, files: [...args] };
  const ids = args.filter(looksLikeTraceId);
  if (ids.length > 1) {
    throw new UsageError(`two trace ids: ${ids[0]} and ${ids[1]}`, {
      hint: `one at a time; if ${ids[1]} is a file, write ./${ids[1]}`,
    });
  }
  return { traceId: ids[0], files: args.filter((arg) => !looksLikeTraceId(arg)) };
}
