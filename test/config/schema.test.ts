/** The published JSON Schema and the one that checks must agree on every document. */
import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, test } from 'vitest';

import { configSchema } from '../../src/config/schema.ts';

const published: object = JSON.parse(readFileSync('docs/schemas/config.schema.json', 'utf8'));
// A type list and `required` beside `not` are fine.
const fits = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(published);

function of(context: unknown): unknown {
  return { contexts: { a: context } };
}

const url = 'http://localhost:16686';

const valid: unknown[] = [
  {},
  { contexts: null },
  { contexts: {} },
  { currentContext: 'a' },
  { currentContext: 'prüfung-1.eu_west', contexts: { 'prüfung-1.eu_west': { url } } },
  of({ url }),
  of({ url: 'grafana+https://host/?ds=abc' }),
  of({ url, kind: 'tempo', tenant: 'a|b', insecure: true, proxy: 'http://proxy:3128' }),
  of({ url, token: 'text' }),
  of({ url, token: '' }),
  of({ url, token: { env: 'A_TOKEN' } }),
  of({ url, token: { file: '~/token' } }),
  of({ url, token: { command: 'print-token' } }),
  of({ url, token: { command: ['print', 'token'] } }),
  of({ url, user: 'me', password: { env: 'PW' } }),
  of({ url, headers: { 'X-Api-Key': 'k', Cookie: { command: 'c' } } }),
  of({ url, cert: 'a.pem', key: 'b.pem', cacert: 'c.pem' }),
  of({ url, timeout: '1m30s', retries: 0, maxBytes: '1.5GiB' }),
  of({ url, timeout: '250 ms', retries: 100, maxBytes: 0 }),
  of({ url, maxBytes: '300MB' }),
  of({ url, probed: { url, kind: 'jaeger', version: '2.0' } }),
];

const invalid: unknown[] = [
  [],
  3,
  'text',
  { context: {} },
  { contexts: [] },
  { contexts: 3 },
  { currentContext: null },
  { currentContext: '' },
  { currentContext: 'a b' },
  { contexts: { '': { url } } },
  { contexts: { '-a': { url } } },
  { contexts: { 'a/b': { url } } },
  { contexts: { constructor: { url } } },
  { contexts: { prototype: { url } } },
  JSON.parse('{"contexts": {"__proto__": {"url": "http://x"}}}'),
  JSON.parse('{"contexts": {"a": {"url": "http://x", "headers": {"__proto__": "b"}}}}'),
  of(null),
  of([]),
  of({}),
  of({ url: '' }),
  of({ url: 'localhost:16686' }),
  of({ url: 'ftp://host' }),
  of({ url: 'http://' }),
  of({ url: 'http://a b' }),
  of({ url: 3 }),
  of({ url, kind: 'Tempo' }),
  of({ url, kind: null }),
  of({ url, token: 3 }),
  of({ url, token: null }),
  of({ url, token: {} }),
  of({ url, token: [] }),
  of({ url, token: { env: 'A B' } }),
  of({ url, token: { env: 'A', file: 'b' } }),
  of({ url, token: { file: '' } }),
  of({ url, token: { comand: 'x' } }),
  of({ url, token: { command: '' } }),
  of({ url, token: { command: [] } }),
  of({ url, token: { command: [''] } }),
  of({ url, token: { command: 3 } }),
  of({ url, token: 'a', user: 'b', password: 'c' }),
  of({ url, user: 'me' }),
  of({ url, password: 'pw' }),
  of({ url, headers: [] }),
  of({ url, headers: { 'a b': 'c' } }),
  of({ url, headers: { constructor: 'c' } }),
  of({ url, headers: { a: 3 } }),
  of({ url, tenant: '' }),
  of({ url, tenant: 'a\nb' }),
  of({ url, key: 'b.pem' }),
  of({ url, cert: '' }),
  of({ url, insecure: 'yes' }),
  of({ url, timeout: 30 }),
  of({ url, timeout: '30' }),
  of({ url, timeout: '' }),
  of({ url, retries: -1 }),
  of({ url, retries: 1.5 }),
  of({ url, retries: 101 }),
  of({ url, maxBytes: '1 parsec' }),
  of({ url, maxBytes: -1 }),
  of({ url, maxBytes: true }),
  of({ url, proxy: 'proxy:3128' }),
  of({ url, probed: { kind: 'jaeger' } }),
  of({ url, probed: { url, kind: 'jaeger', since: 1 } }),
  of({ url, probed: null }),
];

describe('both schemas', () => {
  test.each(valid.map((document) => [document]))('take %j', (document) => {
    expect([fits(document), safeParse(configSchema, document).success]).toEqual([true, true]);
  });

  test.each(invalid.map((document) => [document]))('refuse %j', (document) => {
    expect([fits(document), safeParse(configSchema, document).success]).toEqual([false, false]);
  });

  test('agree on any value in any place', () => {
    const keys = fc.constantFrom(
      'url',
      'kind',
      'token',
      'password',
      'user',
      'headers',
      'timeout',
      'maxBytes',
      'probed',
      'key',
      'cert',
    );
    const texts = fc.constantFrom('', 'a', url, 'tempo', '30s', '1GiB', '1', 'a b', 'https://x/#y', 'X\n');
    const values = fc.oneof(
      texts,
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, true, [], ['a'], {}),
      fc.dictionary(fc.constantFrom('env', 'file', 'command', 'url', 'kind', 'X'), texts, { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(fc.dictionary(keys, values, { maxKeys: 5 }), texts, (context, name) => {
        const document = { currentContext: name, contexts: { a: context } };
        expect(fits(document)).toBe(safeParse(configSchema, document).success);
      }),
      { numRuns: 1000 },
    );
  });
});
