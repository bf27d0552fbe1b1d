/** What a failed span says about its failure, and where the failure lies when it is not in the span itself. */
import type { Attributes } from '../model/attributes.ts';
import { SpanFlag, SpanKind } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { EdgeClass } from './edges.ts';

const messageKeys = [
  'exception.message',
  'error.message',
  'message',
  'exception.type',
  'error.type',
  'event',
];
/** Attributes that only an exception has: its name may have been lost, as where Jaeger finds a field `event` of its own. */
const exceptionKeys = ['exception.message', 'exception.type', 'error.object'];
const peerKeys = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'rpc.service',
  'db.system.name',
  'db.system',
];

/** The status message, or else what an exception event says; empty if there is neither. Not escaped. */
export function failureMessage(trace: Trace, row: TraceRow): string {
  if (!trace.store.columns.details) return '';
  const { statusMessage, events } = trace.span(row);
  if (statusMessage !== '') return statusMessage;
  const exception = events.find(
    ({ name, attributes }) => name === 'exception' || exceptionKeys.some((key) => attributes.has(key)),
  );
  if (exception === undefined) return '';
  return firstText(exception.attributes, messageKeys) || exception.name;
}

/** Of a failed client span: the hop, if its server is fine, or the peer, if nothing below it was traced. */
export function failureNote(trace: Trace, edges: Uint8Array, row: TraceRow): string | undefined {
  const { kind, flags, subtreeEnd } = trace;
  if (kind[row] !== SpanKind.client) return undefined;
  for (let child = row + 1; child < subtreeEnd[row]; child = subtreeEnd[child]) {
    if (edges[child] === EdgeClass.none || kind[child] !== SpanKind.server) continue;
    if ((flags[child] & SpanFlag.error) === 0) {
      return 'client error with an ok server child: the hop itself (timeout, network or client limit)';
    }
  }
  if (subtreeEnd[row] > row + 1 || !trace.store.columns.details) return undefined;
  const peer = firstText(trace.span(row).attributes, peerKeys);
  return peer === ''
    ? 'client error without a child: its peer is not traced'
    : `client error without a child: the peer is ${peer}`;
}

function firstText(attributes: Attributes, keys: readonly string[]): string {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
