/** What the recorded servers hold: the fixtures that the sample shop made, whose ids and times never change. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fixturesFolder } from '../../shop/lib/places.mjs';

/** Traces of fixtures/otlp-json/shop.jsonl, and a moment before and after all of its spans. */
export const shopTraces = {
  search: 'cf65941ef1fbac0faf2657232b2ae8eb',
  failed: '80cf4a36844da1630ac6ca1c8f5e6803',
  failedSize: 33,
  startSeconds: 1_795_269_600,
  endSeconds: 1_795_269_660,
};

/** Traces of fixtures/zipkin/shop.json, and a moment after all of its spans. */
export const zipkinTraces = {
  search: '8494fb360eab998e5b9a4da30815aaba',
  failed: '42a14308b8d6fd7e024f99f019e5f746',
  endMillis: 1_795_269_660_000,
};

/** An id that no trace has. */
export const unknownId = '0123456789abcdef0123456789abcdef';

/** A trace whose services disagree on how long its id is, drawn by hand. */
export const twoSpellings = { long: '0af7651916cd43dd8448eb211c80319c', short: '8448eb211c80319c' };

/** Sends shop.jsonl to an OTLP receiver. */
export async function sendShop(url, headers) {
  for (const line of fixture('otlp-json/shop.jsonl').trim().split('\n')) {
    await post(`${url}/v1/traces`, line, headers);
  }
}

/** Sends zipkin/shop.json to a Zipkin server. */
export function sendZipkinShop(url) {
  return post(`${url}/api/v2/spans`, fixture('zipkin/shop.json'));
}

/** Sends the trace of two spellings to a Zipkin server. */
export function sendTwoSpellings(url) {
  const timestamp = zipkinTraces.endMillis * 1000 - 1_000_000;
  const spans = [
    { traceId: twoSpellings.long, id: '00f067aa0ba902b7', name: 'front', timestamp, duration: 500 },
    {
      traceId: twoSpellings.short,
      id: '53995c3f42cd8ad8',
      parentId: '00f067aa0ba902b7',
      name: 'back',
      timestamp: timestamp + 100,
      duration: 300,
    },
  ];
  return post(`${url}/api/v2/spans`, JSON.stringify(spans));
}

/** Sends a JSON body and throws unless it is taken. */
async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

function fixture(name) {
  return readFileSync(join(fixturesFolder, name), 'utf8');
}
