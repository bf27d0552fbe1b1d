/** Zipkin's v2 API for reporting spans, in JSON and in protobuf. https://zipkin.io/zipkin-api/ */
import { zipkinProto } from '../formats/zipkin-proto.ts';
import { zipkin } from '../formats/zipkin.ts';
import type { BodyKind, HttpProtocol } from './http-routes.ts';

const jsonType = 'application/json';
const protobufType = 'application/x-protobuf';

const bodies = new Map<string, BodyKind>([
  // Zipkin's own server takes a body without a type for JSON.
  ['', { format: zipkin }],
  [jsonType, { format: zipkin }],
  [protobufType, { format: zipkinProto }],
]);

export const zipkinHttp: HttpProtocol = {
  paths: new Map([['/api/v2/spans', 'traces']]),
  contentTypes: [jsonType, protobufType],
  bodyOf: (contentType) => bodies.get(contentType),
  accepted: () => ({ status: 202, type: 'text/plain', body: '' }),
  failed: (status, message) => ({ status, type: 'text/plain; charset=utf-8', body: `${message}\n` }),
};
