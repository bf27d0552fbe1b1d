/** A collector that keeps the request bodies it is sent, as they came. */

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Starts a receiver on a free loopback port.
 * `requests` fills with `{ path, type, body }`; `close` stops the receiver.
 */
export async function startReceiver() {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ path: request.url, type: request.headers['content-type'], body: Buffer.concat(chunks) });
    answer(request.url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Says what the exporters take for success: Zipkin's 202, and an OTLP response, empty in protobuf. */
function answer(path, response) {
  response.statusCode = path === '/v1/traces' ? 200 : 202;
  response.end();
}
