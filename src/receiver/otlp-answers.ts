/**
 * What OTLP answers: ExportTraceServiceResponse, and google.rpc.Status where it failed, in JSON and in protobuf.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
import { ProtobufBuffer } from '../writers/protobuf-buffer.ts';
import type { Taken } from './intake.ts';

/** The answer to spans that were taken; it mentions those that were not, and what was odd, and is empty otherwise. */
export function exportResponse({ rejectedCount, problem }: Taken): Uint8Array {
  const buffer = new ProtobufBuffer();
  if (rejectedCount === 0 && problem === '') return new Uint8Array(0);
  const mark = buffer.open(1);
  if (rejectedCount > 0) buffer.varint(1, rejectedCount);
  addText(buffer, 2, problem);
  buffer.close(mark);
  return buffer.take();
}

/** The same as JSON. */
export function exportResponseJson({ rejectedCount, problem }: Taken): string {
  if (rejectedCount === 0 && problem === '') return '{}';
  const rejected = rejectedCount === 0 ? {} : { rejectedSpans: String(rejectedCount) };
  return JSON.stringify({ partialSuccess: { ...rejected, errorMessage: problem } });
}

/** A google.rpc.Status. */
export function statusMessage(code: number, message: string): Uint8Array {
  const buffer = new ProtobufBuffer();
  buffer.varint(1, code);
  addText(buffer, 2, message);
  return buffer.take();
}

/** The same as JSON. */
export function statusMessageJson(code: number, message: string): string {
  return JSON.stringify({ code, message });
}

function addText(buffer: ProtobufBuffer, field: number, text: string): void {
  const bytes = Buffer.from(text);
  buffer.slice(field, bytes, 0, bytes.length);
}
