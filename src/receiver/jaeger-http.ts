/**
 * Jaeger's collector for the clients of its own: a Batch of Thrift in a request.
 * https://www.jaegertracing.io/docs/1.76/architecture/apis/#thrift-over-http-stable
 */
import { jaeger } from '../formats/jaeger.ts';
import type { BodyKind, HttpProtocol } from './http-routes.ts';

/** The library is loaded with the first of these requests: hardly anybody sends one any more. */
const batch: BodyKind = {
  format: jaeger,
  prepare: async (body) => (await import('./jaeger-thrift.ts')).jaegerJson(body),
};

const thriftType = 'application/vnd.apache.thrift.binary';
const bodies = new Map<string, BodyKind>([
  [thriftType, batch],
  ['application/x-thrift', batch],
]);

export const jaegerHttp: HttpProtocol = {
  paths: new Map([['/api/traces', 'traces']]),
  contentTypes: [...bodies.keys()],
  bodyOf: (contentType) => bodies.get(contentType),
  accepted: () => ({ status: 202, type: 'text/plain', body: '' }),
  failed: (status, message) => ({ status, type: 'text/plain; charset=utf-8', body: `${message}\n` }),
};
