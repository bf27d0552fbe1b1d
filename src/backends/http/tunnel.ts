/**
 * Tunnels through a proxy: CONNECT (RFC 9110, section 9.3.6). undici's own would ask again without end where the proxy goes
 * away without an answer: it takes that for an idle connection that was closed.
 */
import type { Dispatcher } from 'undici';

/** The client of a proxy, opening tunnels in this way. */
export function withTunnels(client: Dispatcher): Dispatcher {
  return Object.assign(client, {
    connect: (options: Dispatcher.ConnectOptions) => openTunnel(client, options),
  });
}

function openTunnel(
  client: Dispatcher,
  options: Dispatcher.ConnectOptions,
): Promise<Pick<Dispatcher.ConnectData, 'statusCode' | 'socket'>> {
  return new Promise((resolve, reject) => {
    const request: Dispatcher.DispatchOptions = { ...options, method: 'CONNECT' };
    client.dispatch(request, {
      onRequestStart() {},
      onRequestUpgrade: (_, statusCode, _headers, socket) => resolve({ statusCode, socket }),
      onResponseError: (_, error) => reject(lasting(error)),
    });
  });
}

/** A failure that undici does not try to mend. */
function lasting(cause: Error): Error {
  const isClosed = 'code' in cause && cause.code === 'UND_ERR_SOCKET';
  return isClosed
    ? Object.assign(new Error('the proxy closed the connection', { cause }), { code: 'ECONNRESET' })
    : cause;
}
