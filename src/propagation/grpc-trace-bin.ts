/**
 * OpenCensus' binary header for gRPC, in base64 as gRPC sends metadata whose name ends in `-bin`.
 * https://github.com/census-instrumentation/opencensus-specs/blob/master/encodings/BinaryEncoding.md
 *
 *   byte   0   1   2 .. 17    18  19 .. 26   27  28
 *          0   0   trace id   1   span id    2   options: bit 0 sampled
 *          |   number of the field
 *          version
 */
import { base64Bytes } from './base64.ts';
import { counted, isZero } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat, TraceContext } from './header-format.ts';
import type { Part } from './part.ts';
import { sampledText } from './sampling.ts';

export const grpcTraceBin: HeaderFormat = {
  id: 'grpc-trace-bin',
  title: 'OpenCensus, binary',
  headers: ['grpc-trace-bin'],
  guess: guessGrpcTraceBin,
  decode: decodeGrpcTraceBin,
};

/** Bytes of a whole value. */
const wholeLength = 29;

function guessGrpcTraceBin(value: string): Guess | undefined {
  const bytes = /^.{39,40}$/.test(value) ? base64Bytes(value) : undefined;
  const isAlike = bytes?.length === wholeLength && bytes[0] === 0 && bytes[1] === 0 && bytes[18] === 1;
  return isAlike ? { header: 'grpc-trace-bin', isSure: true } : undefined;
}

function decodeGrpcTraceBin(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, 'grpc-trace-bin');
  if (value === undefined) return findings.decoded(undefined);
  const bytes = base64Bytes(value.text);
  if (value.text === '') findings.error(value, 'the value is empty');
  else if (bytes === undefined) findings.error(value, 'the value is not base64');
  return findings.decoded(bytes && readBytes(findings, value, bytes));
}

/** Where fields have their numbers, and how long they are. */
const fieldLengths = [16, 8, 1];
const fieldNames = ['trace id', 'span id', 'options'];

function readBytes(findings: Findings, value: Part, bytes: Uint8Array): TraceContext | undefined {
  const hex = Buffer.from(bytes).toString('hex');
  if (bytes.length === 0) return undefined;
  const version = bytes[0];
  findings.field(value, 'version', version === 0 ? 'the only one' : '', String(version));
  if (version !== 0) {
    findings.error(value, `version ${version} is unknown, 0 expected`);
    return undefined;
  }
  const fields = new Map<string, string>();
  let at = 1;
  for (const [number, length] of fieldLengths.entries()) {
    // Fields are in order; the first that is not ends what can be read.
    if (bytes[at] !== number) break;
    const digits = hex.slice(2 * at + 2, 2 * (at + 1 + length));
    if (digits.length < 2 * length) break;
    fields.set(fieldNames[number], digits);
    at += 1 + length;
  }
  return readFields(findings, value, fields, bytes.length - at);
}

function readFields(
  findings: Findings,
  value: Part,
  fields: ReadonlyMap<string, string>,
  left: number,
): TraceContext | undefined {
  const [traceId, spanId, options] = fieldNames.map((name) => fields.get(name));
  const missing = fieldNames.filter((name) => !fields.has(name));
  if (traceId) findings.field(value, 'trace id', '', traceId);
  if (spanId) findings.field(value, 'span id', "the caller's span", spanId);
  const sampled = options === undefined ? 'deferred' : (Number.parseInt(options, 16) & 1) !== 0;
  if (options) findings.field(value, 'options', sampledText(sampled), options);
  if (missing.length > 0 || left > 0) {
    const place = missing.length > 0 ? `${missing.join(', ')} missing` : `${counted(left, 'byte')} too many`;
    findings.error(value.end, `${place}: ${wholeLength} bytes in three fields expected`);
  }
  if (!traceId || !spanId) return undefined;
  const zero = isZero(traceId) ? 'trace id' : isZero(spanId) ? 'span id' : undefined;
  if (zero === undefined) return { traceId, spanId, parentSpanId: undefined, sampled, traceState: undefined };
  findings.error(value, `${zero} is all zeros, which stands for none`);
  return undefined;
}
