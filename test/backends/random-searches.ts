/** Small traces and searches for them: the ends of every range, and texts that stores take in their own ways. */
import * as fc from 'fast-check';

import type { StoredTrace } from './search-servers.ts';

/** A minute before the time that tests of commands have; in microseconds. */
const start = Date.parse('2023-11-14T22:59:00Z') * 1000;

const long = 'x'.repeat(256);
const durations = [0, 999, 1000, 1500, 999_000, 1_000_000, 1_000_900, 1_001_000, 5_000_000];

/** Few, so that what is asked for is often there. */
const pairs: readonly [key: string, value: string | number | boolean][] = [
  ['k', 'v'],
  ['k', 'a@b.c'],
  ['k', 'a?b=1'],
  ['k', 'f(x)'],
  ['k', 'x and'],
  ['k', 'salt and pepper'],
  ['k', 'ünï'],
  ['k', '1.50'],
  ['k', 7],
  ['k', 1.5],
  ['k', 0.1 + 0.2],
  ['k', true],
  ['k', long],
  ['http.url', '/cart?id=1&x=y'],
  ['http.url', '007'],
  ['http.url', ''],
];
const attributes = fc
  .array(fc.constantFrom(...pairs), { maxLength: 2 })
  .map((some) => Object.fromEntries(some));

/** Small traces, whole or not; spans without a duration are among them where it may be `unknown`. */
export function smallTraces(unknown: 'unknown' | 'known'): fc.Arbitrary<StoredTrace[]> {
  const one = fc.record({
    above: fc.nat(),
    service: fc.constantFrom('shop', 'cart', 'pay'),
    name: fc.constantFrom('get /', 'charge', 'query'),
    at: fc.integer({ min: 0, max: 5000 }),
    duration: fc.constantFrom<number | undefined>(
      ...durations,
      ...(unknown === 'unknown' ? [undefined] : []),
    ),
    failed: fc.boolean(),
    tags: attributes,
    resource: attributes,
    isLost: fc.nat({ max: 5 }).map((chance) => chance === 0),
  });
  const whole = fc.array(one, { minLength: 1, maxLength: 4, size: 'max' });
  return fc.array(whole, { minLength: 1, maxLength: 5 }).map((traces) =>
    traces.map((spans, number) => ({
      traceId: number.toString(16).padStart(32, 'a'),
      spans: spans.map(({ above, at, isLost, ...rest }, i) => ({
        ...rest,
        id: spanId(i),
        parent: isLost ? 'f'.repeat(16) : i === 0 ? undefined : spanId(above % i),
        start: start + at,
      })),
    })),
  );
}

function spanId(number: number): string {
  return String(number + 1).padStart(16, '0');
}

const duration = fc.constantFrom('1us', '1ms', '1500ns', '1000900ns', '5ms', '0ns');
/** `key=value`, of tags and of what other fields of a span make. */
const tag = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...pairs).map(([key, value]) => `${key}=${value}`) },
  fc.constantFrom(
    'error=true',
    'error=it failed',
    'service.name=shop',
    'peer.service=database',
    'net.host.port=80',
    'k=1.5',
    'k=007',
  ),
);

function optional(flag: string, of: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.option(of, { nil: undefined, freq: 1 }).map((text) => (text === undefined ? [] : [flag, text]));
}

const atom = fc.oneof(
  fc.constantFrom('shop', 'cart', 'nobody', '').map((name) => `resource.service.name = "${name}"`),
  fc.constantFrom('get /', 'charge', '').map((name) => `name = "${name}"`),
  fc.constantFrom(
    'name =~ "get /|query"',
    'name != "charge"',
    'status = error',
    'rootName = "get /"',
    'rootServiceName = "shop"',
  ),
  fc
    .tuple(fc.constantFrom('>', '>=', '<', '<=', '='), duration)
    .map(([operator, length]) => `duration ${operator} ${length}`),
  fc.tuple(fc.constantFrom('.', 'span.', 'resource.'), tag).map(([scope, text]) => {
    const at = text.indexOf('=');
    return `${scope}${text.slice(0, at)} = ${JSON.stringify(text.slice(at + 1))}`;
  }),
  fc.constantFrom(
    '.k = 7',
    '.k = 1.5',
    'span.k = true',
    'resource.k = "v"',
    'traceDuration > 1ms',
    'traceDuration < 1ms',
  ),
);

const { spansets } = fc.letrec<{ condition: string; spansets: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    atom,
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    tie('condition').map((inner) => `!(${inner})`),
  ),
  spansets: fc.oneof(
    { maxDepth: 2 },
    tie('condition').map((inner) => `{ ${inner} }`),
    fc
      .tuple(tie('spansets'), fc.constantFrom('&&', '||', '>', '>>', '!>>', '~', '&>>'), tie('spansets'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
  ),
}));

const flags = fc
  .tuple(
    optional('--service', fc.constantFrom('shop', 'cart', 'nobody')),
    optional('--operation', fc.constantFrom('get /', 'charge')),
    optional('--min-duration', duration),
    optional('--max-duration', duration),
    fc.constantFrom([], ['--errors']),
    tags(2),
  )
  .map((parts) => parts.flat());

function tags(most: number): fc.Arbitrary<string[]> {
  return fc.array(tag, { maxLength: most }).map((some) => some.flatMap((text) => ['--tag', text]));
}

/** Arguments of `list` that pick traces. */
export const searchArguments: fc.Arbitrary<string[]> = fc.oneof(
  flags,
  tags(1),
  optional('--where', spansets),
  fc.tuple(flags, optional('--where', spansets)).map((parts) => parts.flat()),
);
