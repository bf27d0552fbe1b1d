/**
 * OTLP over gRPC: services whose messages stay bytes, since there is a reader for them. Connections come from outside.
 * https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
import type { Duplex } from 'node:stream';

import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';

import { otlpProto } from '../formats/otlp-proto.ts';
import { type Intake, MalformedBody, NotKept } from './intake.ts';
import { exportResponse } from './otlp-answers.ts';

/** Requests at once of one connection. */
const mostStreams = 64;

/** A server of gRPC without a port of its own. */
export interface GrpcServer {
  /** Speaks gRPC on a connection; nothing of it may have been read. */
  accept(connection: Duplex): void;
  /** Takes no more requests, and ends connections. */
  close(): void;
}

/** Services by signal, all with the one method Export. */
const services = new Map([
  ['traces', 'opentelemetry.proto.collector.trace.v1.TraceService'],
  ['metrics', 'opentelemetry.proto.collector.metrics.v1.MetricsService'],
  ['logs', 'opentelemetry.proto.collector.logs.v1.LogsService'],
]);

/** A server that takes messages of at most so many bytes. */
export function grpcServer(intake: Intake, mostBytes: number): GrpcServer {
  const server = new Server({
    'grpc.max_receive_message_length': mostBytes,
    'grpc.max_concurrent_streams': mostStreams,
  });
  for (const [signal, service] of services) {
    const answer = signal === 'traces' ? exported : skipped;
    server.addService(definitionOf(service), {
      Export: (call: ServerUnaryCall<Buffer, Uint8Array>, reply: sendUnaryData<Uint8Array>) =>
        answer(intake, call.request, reply, signal),
    });
  }
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return {
    accept: (connection) => injector.injectConnection(connection),
    close: () => {
      injector.drain(graceMs);
      server.forceShutdown();
    },
  };
}

/** Milliseconds that answers have to get out. */
const graceMs = 500;

function definitionOf(service: string): ServiceDefinition {
  return {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: buffer,
      requestDeserialize: (message: Buffer) => message,
      responseSerialize: buffer,
      responseDeserialize: (message: Buffer) => message,
    },
  };
}

function buffer(message: Uint8Array): Buffer {
  return Buffer.from(message);
}

function exported(intake: Intake, request: Buffer, reply: sendUnaryData<Uint8Array>): void {
  try {
    reply(null, exportResponse(intake.take(otlpProto, request)));
  } catch (error) {
    reply(failureOf(error, intake));
  }
}

function skipped(intake: Intake, _request: Buffer, reply: sendUnaryData<Uint8Array>, signal: string): void {
  intake.skip(signal);
  reply(null, new Uint8Array(0));
}

/** Nothing that arrives may end the server. */
function failureOf(error: unknown, intake: Intake): { code: status; details: string } {
  if (error instanceof MalformedBody) return { code: status.INVALID_ARGUMENT, details: error.message };
  // Clients send again what was refused with this code.
  if (error instanceof NotKept) return { code: status.UNAVAILABLE, details: error.message };
  intake.onFailure(error);
  return { code: status.INTERNAL, details: 'the request could not be read' };
}
