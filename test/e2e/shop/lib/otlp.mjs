/** What the recorder does with OTLP/JSON requests once it has them. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { python, shopFolder } from './places.mjs';

/** The requests a receiver got, in the three framings of OTLP files. */
export function otlpFiles(requests) {
  const lines = requests
    .filter(({ path }) => path === '/v1/traces')
    .map(({ type, body }) => JSON.stringify({ type, body: body.toString('base64') }));
  const output = execFileSync(python, [join(shopFolder, 'convert.py')], {
    input: lines.join('\n'),
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  const { json, merged, framed } = JSON.parse(output.toString());
  return {
    jsonLines: `${json.join('\n')}\n`,
    merged: Buffer.from(merged, 'base64'),
    framed: Buffer.from(framed, 'base64'),
  };
}

/** One trace of an OTLP/JSON-lines file as a single object: a resource and a scope once, a span a line. */
export function oneTrace(jsonLines, traceId) {
  const resources = new Map();
  for (const { resource, scope, span } of spansOf(parsedLines(jsonLines))) {
    if (span.traceId !== traceId) continue;
    const scopes = getOrAdd(resources, JSON.stringify(resource), () => new Map());
    getOrAdd(scopes, JSON.stringify(scope), () => []).push(span);
  }
  const resourceSpans = [...resources].map(([resource, scopes]) => {
    const scopeSpans = [...scopes].map(
      ([scope, spans]) => `{"scope":${scope},"spans":[\n${jsonRows(spans)}\n]}`,
    );
    return `{"resource":${resource},"scopeSpans":[\n${scopeSpans.join(',\n')}\n]}`;
  });
  return `{"resourceSpans":[\n${resourceSpans.join(',\n')}\n]}\n`;
}

/** The elements of a JSON array, one a line, for diffs that can be read. */
export function jsonRows(values) {
  return values.map((value) => JSON.stringify(value)).join(',\n');
}

/** The values of a JSON-lines text. */
export function parsedLines(jsonLines) {
  return jsonLines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Every span of some OTLP/JSON requests beside its resource and scope, by start. */
export function spansOf(requests) {
  return requests
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ resource, scopeSpans }) => scopeSpans.map((each) => ({ resource, ...each })))
    .flatMap(({ resource, scope, spans }) => spans.map((span) => ({ resource, scope, span })))
    .toSorted((a, b) => Number(BigInt(a.span.startTimeUnixNano) - BigInt(b.span.startTimeUnixNano)));
}

function getOrAdd(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}
