/** Export requests as an SDK sends them, each with ids of its own, and what sends them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

import { Client, credentials } from '@grpc/grpc-js';

import { writeDump } from './generate.js';

const folder = '.cache/bench';
const exportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/**
 * Bodies of about so many spans, and of how many exactly: traces are whole. All are one body in which the first half of every span id, and a quarter of every trace id, is
 * the number of the request: sending must not cost more than receiving.
 */
export function requestBodies(protocol, spanCount) {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/request-${spanCount}.jsonl`;
  writeDump(path, 'otlp', spanCount);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const resourceSpans = lines.flatMap((line) => JSON.parse(line).resourceSpans);
  const json = JSON.stringify({ resourceSpans });
  const ids = new Set(Array.from(json.matchAll(/"(?:traceId|spanId)":"([0-9a-f]+)"/g), ([, id]) => id));
  const isJson = protocol === 'http/json';
  const body = isJson ? Buffer.from(json) : protobufOf(path);
  const places = [...ids].flatMap((id) => placesOf(body, isJson ? Buffer.from(id) : Buffer.from(id, 'hex')));
  let number = 0;
  return {
    spanCount: json.split('"spanId":').length - 1,
    next() {
      const copy = Buffer.from(body);
      const text = (++number).toString(16).padStart(8, '0');
      for (const at of places) {
        if (isJson) copy.write(text, at, 'latin1');
        else copy.writeUInt32BE(number, at);
      }
      return copy;
    },
  };
}

function protobufOf(path) {
  const args = ['dist/tracectl.cjs', 'convert', path, '--to', 'otlp-proto', '-q'];
  return execFileSync(process.execPath, args, { maxBuffer: 1 << 28 });
}

function placesOf(body, id) {
  const places = [];
  for (let at = body.indexOf(id); at >= 0; at = body.indexOf(id, at + id.length)) places.push(at);
  return places;
}

/** Sends bodies; `send` is done once the receiver has acknowledged. */
export function openSender(protocol, ports) {
  return protocol === 'grpc' ? grpcSender(ports.grpc) : httpSender(protocol, ports.http);
}

function grpcSender(port) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(exportPath, same, same, body, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => client.close(),
  };
}

function same(bytes) {
  return bytes;
}

function httpSender(protocol, port) {
  const agent = new Agent({ keepAlive: true });
  const type = protocol === 'http/json' ? 'application/json' : 'application/x-protobuf';
  const options = { agent, port, host: '127.0.0.1', path: '/v1/traces', method: 'POST' };
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': type, 'content-length': body.length };
        const sent = request({ ...options, headers }, (response) => {
          response.resume();
          response.on('end', () => {
            if (response.statusCode === 200) resolve();
            else reject(new Error(`answered ${response.statusCode}`));
          });
        });
        sent.on('error', reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}
