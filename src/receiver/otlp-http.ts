/** OTLP over HTTP, in JSON and in protobuf. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import { otlpJson } from '../formats/otlp-json.ts';
import { otlpProto } from '../formats/otlp-proto.ts';
import type { BodyKind, HttpProtocol } from './http-routes.ts';
import { exportResponse, exportResponseJson, statusMessage, statusMessageJson } from './otlp-answers.ts';

const jsonType = 'application/json';
const protobufType = 'application/x-protobuf';

const bodies = new Map<string, BodyKind>([
  [jsonType, { format: otlpJson }],
  [protobufType, { format: otlpProto }],
  ['application/protobuf', { format: otlpProto }],
]);

/** Codes of google.rpc.Status by HTTP status. */
const codes = new Map([
  [400, 3],
  [404, 12],
  [405, 12],
  [413, 8],
  [415, 3],
  [503, 14],
]);
const unknownCode = 2;

export const otlpHttp: HttpProtocol = {
  paths: new Map([
    ['/v1/traces', 'traces'],
    ['/v1/metrics', 'metrics'],
    ['/v1/logs', 'logs'],
  ]),
  contentTypes: [jsonType, protobufType],
  bodyOf: (contentType) => bodies.get(contentType),

  accepted(taken, contentType) {
    return isProtobuf(contentType)
      ? { status: 200, type: protobufType, body: exportResponse(taken) }
      : { status: 200, type: jsonType, body: exportResponseJson(taken) };
  },

  failed(status, message, contentType) {
    const code = codes.get(status) ?? unknownCode;
    return isProtobuf(contentType)
      ? { status, type: protobufType, body: statusMessage(code, message) }
      : { status, type: jsonType, body: statusMessageJson(code, message) };
  },
};

/** An answer is in the encoding of the request. */
function isProtobuf(contentType: string): boolean {
  return bodies.get(contentType)?.format === otlpProto;
}
