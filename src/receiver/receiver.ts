/** Ports that spans are sent to, all of them into one intake. */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';

import { type HttpProtocol, httpListener } from './http-routes.ts';
import { Intake, type IntakeCounts, type Keep } from './intake.ts';
import { jaegerHttp } from './jaeger-http.ts';
import { type GrpcServer, grpcServer } from './otlp-grpc.ts';
import { otlpHttp } from './otlp-http.ts';
import { openPort, type Port } from './port.ts';
import { BodyLimits } from './request-body.ts';
import { zipkinHttp } from './zipkin-http.ts';

/** What is listened for; undefined: nothing. */
export type PortName = 'grpc' | 'http' | 'zipkin' | 'jaeger';

/** How messages name what a port is for, and the option that sets it. */
export const portTitles: Readonly<Record<PortName, string>> = {
  grpc: 'OTLP over gRPC',
  http: 'OTLP over HTTP',
  zipkin: 'Zipkin',
  jaeger: 'Jaeger (Thrift)',
};

export interface ReceiverOptions {
  /** Addresses to listen on; those behind the first only if that is possible. */
  hosts: readonly string[];
  /** Ports, 0 for a free one; what is not there is not listened for. */
  ports: Readonly<Partial<Record<PortName, number>>>;
  /** Largest body, in bytes. */
  mostBytes: number;
  /** A port may be taken: told why, and the others are opened all the same. Otherwise it is an error. */
  mayFail?: (name: PortName, error: unknown) => boolean;
  /** Told what goes wrong on this side, such as a full disk. */
  onFailure?: (error: unknown) => void;
}

/** A receiver at work. */
export interface Receiver {
  ports: ReadonlyMap<PortName, number>;
  counts: IntakeCounts;
  intake: Intake;
  /** Takes nothing more; what was acknowledged is kept. */
  close(): Promise<void>;
}

/** Milliseconds that connections have to come to rest at the end. */
const graceMs = 500;

/** Starts to listen. Throws a BackendError where a port can't be had. */
export async function startReceiver(keep: Keep, options: ReceiverOptions): Promise<Receiver> {
  const intake = new Intake(keep);
  if (options.onFailure !== undefined) intake.onFailure = options.onFailure;
  const limits = new BodyLimits(options.mostBytes);
  const grpc = grpcServer(intake, options.mostBytes);
  const serve = (protocol: HttpProtocol): Server => httpServer(protocol, intake, limits);
  const otlp = eitherProtocol(serve(otlpHttp), grpc);
  const accepting: Record<PortName, (socket: Socket) => void> = {
    grpc: otlp,
    http: otlp,
    zipkin: into(serve(zipkinHttp)),
    jaeger: into(serve(jaegerHttp)),
  };
  const ports = new Map<PortName, Port>();
  const close = async (): Promise<void> => {
    intake.close();
    grpc.close();
    await Promise.all(Array.from(ports.values(), (port) => port.close(graceMs)));
  };
  try {
    for (const name of portNames) await open(name);
  } catch (error) {
    await close();
    throw error;
  }
  const numbers = new Map(Array.from(ports, ([name, { number }]) => [name, number]));
  return { ports: numbers, counts: intake.counts, intake, close };

  async function open(name: PortName): Promise<void> {
    const port = options.ports[name];
    if (port === undefined) return;
    const where = { hosts: options.hosts, port, title: portTitles[name], option: `--${name}-port` };
    try {
      ports.set(name, await openPort(where, accepting[name]));
    } catch (error) {
      if (options.mayFail?.(name, error) !== true) throw error;
    }
  }
}

const portNames: readonly PortName[] = ['grpc', 'http', 'zipkin', 'jaeger'];

function httpServer(protocol: HttpProtocol, intake: Intake, limits: BodyLimits): Server {
  const server = createServer(httpListener(protocol, intake, limits));
  // What is no HTTP gets its 400 from node, and nothing else happens.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

function into(server: Server): (socket: Socket) => void {
  return (socket) => server.emit('connection', socket);
}

/** How HTTP/2, and so gRPC, begins. */
const prefaceStart = 'PRI';

/**
 * OTLP's two protocols on one port, told apart by the first bytes: whoever mixes up 4317 and 4318, or speaks another
 * protocol than the environment says, is understood all the same.
 */
function eitherProtocol(http: Server, grpc: GrpcServer): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      if (chunk.toString('latin1', 0, prefaceStart.length) === prefaceStart) grpc.accept(socket);
      else http.emit('connection', socket);
      queueMicrotask(() => socket.resume());
    });
  };
}
