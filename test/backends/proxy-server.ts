/** A proxy that a test looks into: tunnels by CONNECT, and what is asked for in absolute form, which it answers itself. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A running proxy. */
export interface TestProxy {
  /** Without credentials. */
  url: string;
  /** Request lines without the version, in their order. */
  lines: string[];
  /** Headers of the same requests. */
  headers: IncomingMessage['headers'][];
  close: () => Promise<void>;
}

/** What it does instead of its work. */
export interface ProxyBehaviour {
  /** Answers whatever is asked for without a tunnel. */
  answer?: (request: IncomingMessage, response: ServerResponse) => void;
  /** What it does with CONNECT: answers a status, goes away, or says nothing; absent: it connects. */
  refusal?: number | 'none' | 'silence';
}

/** Starts a proxy on a free port. It takes every host for this machine. */
export async function startProxy({ answer, refusal }: ProxyBehaviour = {}): Promise<TestProxy> {
  const lines: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Duplex>();
  const note = (request: IncomingMessage): void => {
    lines.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
  };
  const server = createServer((request, response) => {
    note(request);
    if (answer === undefined) response.end('{"data":["by way of the proxy"]}');
    else answer(request, response);
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(request);
    sockets.add(client.on('error', () => {}));
    if (refusal === 'silence') return;
    if (refusal === 'none') {
      client.destroy();
      return;
    }
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target: Socket = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    sockets.add(target.on('error', () => client.destroy()));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    lines,
    headers,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
