/** What is written, given to the servers whose formats it is in. */
import { describe, expect, test } from 'vitest';

import type { SpanStore } from '../../../src/model/span-store.ts';
import { fixture, type PlainSpan, plainSpans, readBytes } from '../../formats/reading.ts';
import { written, writtenText } from '../../writers/writing.ts';
import { servers, type TestServer } from '../backends/servers.ts';

const files = ['otlp-json/shop.jsonl', 'otlp-json/checkout.json', 'jaeger/drawn.json'];

function storeOf(file: string): SpanStore {
  return readBytes(fixture(file)).store;
}

function traceIds(store: SpanStore): string[] {
  return [...new Set(plainSpans(store).map(({ traceId }) => traceId))];
}

async function post(url: string, type: string, body: Uint8Array | string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  await response.text();
  return response.status;
}

/** The spans of an answer, in an order that does not depend on it. */
async function spansAt(url: string): Promise<PlainSpan[]> {
  const response = await fetch(url);
  const spans = plainSpans(readBytes(new Uint8Array(await response.arrayBuffer())).store);
  return sorted(spans);
}

function sorted(spans: PlainSpan[]): PlainSpan[] {
  return spans.sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

/** Tries until it holds: a server takes a moment to have what it was sent. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function receiver({ collectors }: TestServer): string {
  return (collectors.otlp ?? '').replace(/^otlp\+/, '');
}

for (const server of servers.filter(({ name }) => name !== 'zipkin')) {
  describe.skipIf(server.url === undefined)(`${server.name}${server.skipped}`, () => {
    test.each(files)('takes the OTLP that %s becomes, in JSON and in protobuf', async (file) => {
      const store = storeOf(file);
      const url = `${receiver(server)}/v1/traces`;
      expect(await post(url, 'application/x-protobuf', written('otlp-proto', store).bytes)).toBe(200);
      for (const line of writtenText('otlp-json', store).trimEnd().split('\n')) {
        expect(await post(url, 'application/json', line)).toBe(200);
      }
    });
  });
}

for (const server of servers.filter(({ name }) => name.startsWith('jaeger'))) {
  describe.skipIf(server.url === undefined)(`${server.name}${server.skipped}`, () => {
    test('writes the same trace as Jaeger does', async () => {
      const store = storeOf('otlp-json/checkout.json');
      const [traceId] = traceIds(store);
      const ours = sorted(plainSpans(readBytes(written('jaeger', store).bytes).store));
      const url = `${receiver(server)}/v1/traces`;
      expect(await post(url, 'application/x-protobuf', written('otlp-proto', store).bytes)).toBe(200);
      await eventually(async () => {
        const theirs = await spansAt(`${server.url}/api/traces/${traceId}`);
        // The bank is instrumented with OpenTracing: its attribute may say another kind than the span.
        const bank = new Set(
          plainSpans(store).flatMap((span) => ('span.kind' in span.attributes ? span.spanId : [])),
        );
        const both = [theirs, ours].map((spans) =>
          spans.map((span) => comparable(span, bank.has(span.spanId))),
        );
        expect(both[0]).toEqual(both[1]);
      });
    });
  });
}

/** Without what Jaeger finds out itself, and with the number of events: it takes their attribute `event` for the name. */
function comparable(span: PlainSpan, hasTwoKinds: boolean): unknown {
  const { '@jaeger@warnings': _, ...attributes } = span.attributes;
  return { ...span, attributes, events: span.events.length, kind: hasTwoKinds ? 'either' : span.kind };
}

for (const server of servers.filter(({ name }) => name === 'zipkin')) {
  describe.skipIf(server.url === undefined)(`${server.name}${server.skipped}`, () => {
    test.each(files)('takes the spans that %s becomes, and gives them back', async (file) => {
      const store = storeOf(file);
      const { bytes } = written('zipkin', store);
      expect(await post(`${server.url}/api/v2/spans`, 'application/json', bytes)).toBe(202);
      const { store: sent } = readBytes(bytes);
      for (const traceId of traceIds(sent)) {
        const ours = sorted(plainSpans(sent).filter((span) => span.traceId === traceId));
        await eventually(async () => {
          const theirs = await spansAt(`${server.url}/api/v2/trace/${traceId}`);
          expect(theirs.map(withoutCase)).toEqual(ours.map(withoutCase));
        });
      }
    });
  });
}

/** Zipkin writes names in lower case. */
function withoutCase({ name, attributes, resource, ...span }: PlainSpan): unknown {
  const names = [name, resource['service.name'], attributes['peer.service']];
  const { 'peer.service': _, ...others } = attributes;
  return { ...span, others, names: names.map((one) => String(one).toLowerCase()) };
}
