/** What a failed span says about its failure, in one line. */
import { failureMessage } from '../analysis/failure-text.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** Attributes whose value says what came back, with what it is. */
const statuses: readonly [key: string, prefix: string][] = [
  ['http.response.status_code', 'HTTP '],
  ['http.status_code', 'HTTP '],
  ['rpc.grpc.status_code', 'gRPC '],
  ['error', ''],
];

/** The message of a failed span, or the status it got; unescaped, empty where there is neither. */
export function errorText(trace: Trace, row: TraceRow): string {
  if (trace.isPlaceholder(row) || !trace.store.columns.details) return '';
  const text = failureMessage(trace, row) || statusText(trace, row);
  const [line] = text.trimStart().split(/\r?\n/, 1);
  return line.trimEnd();
}

function statusText(trace: Trace, row: TraceRow): string {
  const { attributes } = trace.span(row);
  for (const [key, prefix] of statuses) {
    const value = attributes.get(key);
    const isText = typeof value === 'string' && !/^(true|1)?$/i.test(value);
    if (isText || typeof value === 'number') return prefix + value;
  }
  return '';
}
