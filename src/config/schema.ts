/**
 * What the file of contexts may hold. docs/schemas/config.schema.json says the same; test/config/schema.test.ts holds the
 * two together. Messages say what a value must be and never what it is: it may be a secret.
 */
import * as v from 'valibot';

import { type ConfigDocument, contextNamePattern } from './document.ts';
import { headerNamePattern } from './headers.ts';
import { closed, isMap, map, text } from './schema-parts.ts';
import type { SecretSource } from './secret.ts';
import { backendKinds } from './settings.ts';
import { urlPattern } from './url.ts';

/** Durations as flags take them: `30s`, `1m30s`. */
const durationPattern = /^(?:\d+(?:\.\d+)?\s*(?:ns|us|µs|μs|ms|s|min|m|h|d|w)\s*)+$/;

/** Sizes as flags take them: `300MB`, `1GiB`, `1000`. */
const sizePattern = /^\d{1,15}(?:\.\d{1,9})?\s*(?:[kKmMgG][iI]?)?[bB]?$/;

const reference = v.lazy((input) => {
  if (has(input, 'env')) {
    const name = v.pipe(text, v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable'));
    return closed({ env: name });
  }
  if (has(input, 'file')) return closed({ file: text });
  return closed({ command: v.lazy((command) => (Array.isArray(command) ? words : text)) });
});

const words = v.pipe(v.array(text), v.nonEmpty('must not be empty'));

const secretMessage = 'must be text, {env: NAME}, {file: path} or {command: line}';

const secret: v.GenericSchema<unknown, SecretSource> = v.lazy((input) =>
  isMap(input) ? reference : v.string(secretMessage),
);

const unreadKeys = ['constructor', 'prototype', '__proto__'];

/** Objects with any keys but those that records are read without. */
function mapOf<Value>(
  key: v.GenericSchema<string>,
  value: v.GenericSchema<unknown, Value>,
): v.GenericSchema<unknown, Record<string, Value>> {
  const read = v.custom<Record<string, unknown>>(
    (input) => !unreadKeys.some((name) => has(input, name)),
    `must not have a key ${unreadKeys.join(' or ')}`,
  );
  return v.pipe(map, read, v.record(key, value));
}

function has(input: unknown, key: string): boolean {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key);
}

const url = v.pipe(text, v.regex(urlPattern, 'must be a URL such as http://localhost:16686'));

const entries = {
  url,
  kind: v.optional(v.picklist(backendKinds, `must be one of ${backendKinds.join(', ')}`)),
  headers: v.optional(
    mapOf(v.pipe(v.string(), v.regex(headerNamePattern, 'must be the name of a header')), secret),
  ),
  token: v.optional(secret),
  user: v.optional(text),
  password: v.optional(secret),
  tenant: v.optional(v.pipe(text, v.regex(/^[ -~]+$/, 'must be printable ASCII'))),
  cert: v.optional(text),
  key: v.optional(text),
  cacert: v.optional(text),
  insecure: v.optional(v.boolean('must be true or false')),
  timeout: v.optional(
    v.pipe(text, v.regex(durationPattern, 'must be a duration with its unit, such as 30s')),
  ),
  retries: v.optional(
    v.pipe(
      v.number('must be a whole number'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must be at least 0'),
      v.maxValue(100, 'must be at most 100'),
    ),
  ),
  maxBytes: v.optional(
    v.lazy((input) => {
      const message = 'must be a size such as 300MB or 1GiB';
      if (typeof input === 'string') return v.pipe(v.string(), v.regex(sizePattern, message));
      return v.pipe(v.number(message), v.integer(message), v.minValue(0, message));
    }),
  ),
  proxy: v.optional(v.pipe(text, v.regex(/^https?:\/\/\S+$/, 'must be a URL such as http://proxy:3128'))),
  probed: v.optional(closed({ url, kind: text, version: v.optional(text) })),
};

/** Whether the keys of a context go together. */
const context = v.pipe(
  closed(entries),
  v.check((entry) => entry.token === undefined || entry.user === undefined, 'has both token and user'),
  v.check(
    (entry) => (entry.user === undefined) === (entry.password === undefined),
    'needs both user and password',
  ),
  v.check((entry) => entry.key === undefined || entry.cert !== undefined, 'has a key without a cert'),
);

const contextName = v.pipe(
  v.string('must be text'),
  v.regex(
    contextNamePattern,
    'must be the name of a context: letters, digits, dots, hyphens and underscores',
  ),
);

/** The whole file. */
export const configSchema: v.GenericSchema<unknown, ConfigDocument> = closed({
  currentContext: v.optional(contextName),
  contexts: v.nullish(mapOf(contextName, context)),
});

/** The keys that may stand at a path of the file, for suggestions; none where anything may. */
export function keysAt(path: readonly string[]): readonly string[] {
  if (path.length === 0) return ['currentContext', 'contexts'];
  if (path[0] !== 'contexts' || path.length < 2) return [];
  if (path.length === 2) return Object.keys(entries);
  if (path[2] === 'probed') return ['url', 'kind', 'version'];
  return ['env', 'file', 'command'];
}
