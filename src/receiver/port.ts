/** A port that is listened on, and the connections it has. */
import { createServer, type Server, type Socket } from 'node:net';

import { BackendError } from '../errors.ts';

/** A port in use. */
export interface Port {
  /** Its number: also where a free one was asked for. */
  number: number;
  /** Takes no new connections; those there are end once they are at rest, at the latest after the grace. */
  close(graceMs: number): Promise<void>;
}

/** Where to listen. */
export interface Listening {
  /** Addresses; those behind the first are listened on if that is possible. */
  hosts: readonly string[];
  /** 0: a free one. */
  port: number;
  /** How messages name what listens there: `OTLP over HTTP`. */
  title: string;
  /** The option that chooses another port. */
  option: string;
}

/** Connections of no protocol's are forgotten after so long. */
const idleMs = 120_000;

/** Opens a port; every connection is handed on. Throws a BackendError where it is taken or not allowed. */
export async function openPort(where: Listening, accept: (socket: Socket) => void): Promise<Port> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    // Connections break; whoever reads from them is told by their end.
    socket.on('error', () => {});
    accept(socket);
  };
  const [first, ...others] = where.hosts;
  const server = await listen(first, where.port, where, take);
  const number = portOf(server);
  const servers = [server];
  const close = (graceMs: number): Promise<void> => closeAll(servers, sockets, graceMs);
  for (const host of others) {
    try {
      servers.push(await listen(host, number, where, take));
    } catch (error) {
      // Machines without IPv6 are fine. Where something else has the port, spans for this one would go there.
      if (where.port === 0 || !isTaken(error)) continue;
      await close(0);
      throw error;
    }
  }
  return { number, close };
}

function isTaken(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

function listen(
  host: string,
  port: number,
  where: Listening,
  take: (socket: Socket) => void,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(take);
    server.once('error', (error) => reject(refused(host, port, where, error)));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function refused(host: string, port: number, { title, option }: Listening, cause: Error): BackendError {
  const code = 'code' in cause ? String(cause.code) : '';
  const why = reasons.get(code) ?? cause.message;
  const hint =
    code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
      ? '--host takes an address of this machine, such as 127.0.0.1 or 0.0.0.0'
      : `${option} takes another port, 0 a free one; or end what listens there`;
  return new BackendError(`cannot listen on ${host}:${port} for ${title}: ${why}`, { hint, cause });
}

const reasons = new Map([
  ['EADDRINUSE', 'the port is taken'],
  ['EACCES', 'permission denied'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'this machine has no such address'],
]);

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function closeAll(
  servers: readonly Server[],
  sockets: ReadonlySet<Socket>,
  graceMs: number,
): Promise<void> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  // What is written goes out; what still arrives was not acknowledged, and is sent again.
  for (const socket of sockets) socket.destroySoon();
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await Promise.all(closed);
  clearTimeout(timer);
}
