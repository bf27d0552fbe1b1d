/** Connections below HTTP, to find out what is wrong with them. */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import type { TlsOptions } from './tls.ts';

/** A host and a port of it. */
export interface Place {
  host: string;
  port: number;
}

/** Where the server of an address is. */
export function placeOf({ hostname, port, protocol }: URL): Place {
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** Connects by TCP, and goes again. Throws what Node says of it. */
export async function tryTcp(place: Place, timeoutMs: number): Promise<void> {
  const socket = connect(place);
  await happens(socket, ['connect'], timeoutMs);
  socket.destroy();
}

/**
 * Time for what a server may say behind the handshake. In TLS 1.3 it sees the client's certificate, or that there is none,
 * when the client is done; then it sends an alert, or as a rule a ticket for the session.
 */
const longestVerdict = 250;

/** Connects by TLS as a request would, and goes again. Throws what Node or the server says of it. */
export async function tryTls(place: Place, tls: TlsOptions, timeoutMs: number): Promise<void> {
  const { host } = place;
  const socket: TLSSocket = connectTls({
    ...place,
    ...tls,
    // A server's name is a name (RFC 6066, section 3); the certificate is compared with the host all the same.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
  });
  await happens(socket, ['secureConnect'], timeoutMs);
  if (socket.getProtocol() === 'TLSv1.3') await happens(socket, ['session', 'end'], longestVerdict, true);
  socket.destroy();
}

/** The first of some events; throws where an error comes first, or nothing in time unless that is as good. */
function happens(socket: Socket, events: string[], timeoutMs: number, orNothing = false): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      if (orNothing) return resolve();
      socket.destroy();
      return reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    for (const event of events) {
      socket.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    }
  });
}
