/** Where the shop's spans go, as run.mjs is told. */

import { otlpFiles, parsedLines } from './otlp.mjs';
import { startReceiver } from './receiver.mjs';
import { thriftBatches } from './thrift.mjs';

/**
 * What the services are to export for these collectors, as startShop takes it, and `close`, to call once the shop has
 * stopped.
 *
 * A collector is the address of a receiver, and may say of which kind it is: otlp+http://…, zipkin+http://…, or
 * jaeger+http://… for Jaeger's own format over HTTP. No SDK writes the last one any more: the services then export OTLP to a receiver
 * in this process, which sends on all that it got when it is closed.
 */
export async function openCollectors(collectors, defaultKind) {
  const exports = [];
  const relays = [];
  for (const collector of collectors) {
    const [, kind = defaultKind, url] = /^(?:(\w+)\+)?(.*)$/.exec(collector);
    if (kind === 'jaeger') {
      const receiver = await startReceiver();
      relays.push({ receiver, url });
      exports.push({ kind: 'otlp', url: receiver.url });
    } else {
      exports.push({ kind, url });
    }
  }
  return {
    exports,
    async close() {
      for (const { receiver, url } of relays) {
        receiver.close();
        await sendToJaeger(receiver.requests, url);
      }
    },
  };
}

async function sendToJaeger(requests, url) {
  for (const batch of thriftBatches(parsedLines(otlpFiles(requests).jsonLines))) {
    const response = await fetch(`${url}/api/traces?format=jaeger.thrift`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.apache.thrift.binary' },
      body: batch,
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
}
