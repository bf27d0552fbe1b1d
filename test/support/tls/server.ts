/** A server that speaks TLS, with the certificates of this folder. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { fileURLToPath } from 'node:url';

import type { TestServer } from '../http.ts';

/** Path of a file of this folder. */
export function pem(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Starts a server for `localhost`, unless options say otherwise, on a free port of the loopback interface. */
export async function startTlsServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { certificate = 'server.pem', ...options }: ServerOptions & { certificate?: string } = {},
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const files = { cert: readFileSync(pem(certificate)), key: readFileSync(pem('server-key.pem')) };
  const server = createServer(
    { ...files, ca: readFileSync(pem('ca.pem')), ...options },
    (request, response) => {
      requests.push(request);
      answer(request, response);
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `https://localhost:${typeof address === 'object' ? address?.port : 0}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
