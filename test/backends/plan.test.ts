/** What of a query Jaeger and Zipkin are asked for, and that nothing is lost by it. */
import { afterEach, describe, expect, test } from 'vitest';

import { run } from '../cli/context.ts';
import {
  type SearchServer,
  startJaegerSearch,
  startZipkinSearch,
  type StoredSpan,
} from './search-servers.ts';

const servers: SearchServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A span of what tests of commands have for today. */
function span(service: string): StoredSpan {
  const start = Date.parse('2023-11-14T22:59:00Z') * 1000;
  const tags = {};
  return {
    id: '1',
    parent: undefined,
    service,
    name: 'GET /',
    start,
    duration: 5e6,
    failed: false,
    tags,
    resource: {},
  };
}

const two = ['shop', 'cart'].map((service, i) => ({ traceId: `a${i}`, spans: [span(service)] }));
const long = 'x'.repeat(256);

/** The searches that a list comes to. */
async function searches(kind: 'jaeger' | 'zipkin', args: readonly string[]): Promise<string[]> {
  const server = await (kind === 'jaeger' ? startJaegerSearch(two, 'memory v1') : startZipkinSearch(two));
  servers.push(server);
  const { exitCode, stderr } = await run(['list', '-b', `${kind}+${server.url}`, '-q', ...args]);
  if (exitCode !== 0 && exitCode !== 3) throw new Error(stderr);
  return server.searches.sort();
}

describe('Jaeger is asked for', () => {
  test.each<[args: string[], expected: string[]]>([
    [[], ['service=shop', 'service=cart']],
    [['--service', 'shop'], ['service=shop']],
    [['--service', 'shop', '--operation', 'GET /'], ['service=shop operation=GET /']],
    [
      ['--operation', 'GET /'],
      ['service=shop operation=GET /', 'service=cart operation=GET /'],
    ],
    [['--service', 'shop', '--tag', 'k=v'], ['service=shop tags={"k":"v"}']],
    [['--service', 'shop', '--tag', 'k=v', '--tag', 'n=200'], ['service=shop tags={"k":"v","n":"200"}']],
    // A root of another service may be the long one.
    [['--service', 'shop', '--min-duration', '1ms'], ['service=shop']],
    [
      ['--min-duration', '1ms'],
      ['service=shop minDuration=1000000ns', 'service=cart minDuration=1000000ns'],
    ],
    [['--service', 'shop', '--max-duration', '1ms'], ['service=shop']],
    [['--service', 'shop', '--errors'], ['service=shop']],
    [
      ['--where', '{ resource.service.name = "shop" && duration > 1ms }'],
      ['service=shop minDuration=1000001ns'],
    ],
    // What is left of a microsecond was cut off before the answer, but perhaps not before the comparison.
    [
      ['--where', '{ resource.service.name = "shop" && duration <= 1ms }'],
      ['service=shop maxDuration=1000999ns'],
    ],
    [
      ['--where', '{ resource.service.name = "shop" && duration >= 1ms && duration < 2ms }'],
      ['service=shop minDuration=1000000ns maxDuration=2000998ns'],
    ],
    // Cassandra does not take both.
    [
      ['--where', '{ resource.service.name = "shop" && duration > 1ms && .k = "v" }'],
      ['service=shop tags={"k":"v"}'],
    ],
    [['--where', '{ resource.service.name = "shop" && duration >= 0ms }'], ['service=shop']],
    [['--where', '{ resource.service.name = "shop" && duration > 2ms && duration < 1ms }'], []],
    [
      ['--where', '{ resource.service.name = "shop" } >> { resource.service.name = "cart" }'],
      ['service=shop'],
    ],
    [
      ['--where', '{ resource.service.name = "shop" } || { resource.service.name = "cart" }'],
      ['service=shop', 'service=cart'],
    ],
    [
      ['--where', '{ resource.service.name =~ "shop|cart" && name = "x" }'],
      ['service=shop operation=x', 'service=cart operation=x'],
    ],
    [['--where', '{ rootServiceName = "shop" && rootName = "r" }'], ['service=shop operation=r']],
    [
      ['--where', '{ rootServiceName = "shop" && resource.service.name = "cart" && name = "x" }'],
      ['service=cart operation=x'],
    ],
    [
      ['--where', '{ status = error && kind = server }'],
      ['service=shop', 'service=cart'],
    ],
    [['--where', '{ false }'], []],
  ])('%j', async (args, expected) => {
    expect(await searches('jaeger', args)).toEqual(expected.toSorted());
  });

  test.each([
    // Elasticsearch takes a value for a pattern.
    'k=a?b=1',
    'k=f(x)',
    'k=[1]',
    'k={"a":1}',
    'k=a*',
    'k=a|b',
    String.raw`k=a\d`,
    'k=a&b',
    // Written in more ways than one.
    'k=1.50',
    'k=1e3',
    'k=007',
    'k=0x10',
    // Made of other fields.
    'service.name=shop',
    'error=true',
    'w3c.tracestate=a=1',
    // Not kept by every store.
    'k=',
    `k=${long}`,
    `${long}=v`,
  ])('no tag that a store may take otherwise: --tag %s', async (tag) => {
    expect(await searches('jaeger', ['--service', 'shop', '--tag', tag])).toEqual(['service=shop']);
  });

  test.each([
    'k=/cart/1.html',
    'k=some.one@example.com',
    'k=-5',
    'k=true',
    'k=ünï',
    'k=a b, c; d: e=f',
    'k=0',
  ])('a plain tag: --tag %s', async (tag) => {
    const tags = JSON.stringify({ k: tag.slice(2) });
    expect(await searches('jaeger', ['--service', 'shop', '--tag', tag])).toEqual([
      `service=shop tags=${tags}`,
    ]);
  });

  test.each(['', long])('no name that is empty or longer than stores index: %j', async (name) => {
    const where = `{ resource.service.name = "${name}" && name = "${name}" }`;
    expect(await searches('jaeger', ['--where', where])).toEqual(['service=cart', 'service=shop']);
  });
});

describe('Zipkin is asked for', () => {
  test.each<[args: string[], expected: string[]]>([
    [[], ['']],
    [['--service', 'Shop', '--operation', 'GET /'], ['serviceName=shop spanName=get /']],
    [['--operation', 'GET /'], ['spanName=get /']],
    [['--tag', 'k=v', '--tag', 'n=1.50'], ['annotationQuery=k=v and n=1.50']],
    [['--tag', 'k=a=b'], ['annotationQuery=k=a=b']],
    [['--tag', 'k=salt and pepper'], ['']],
    [['--tag', 'k=x and', '--tag', 'n=1'], ['annotationQuery=n=1']],
    [['--tag', 'k=and x', '--tag', 'n=1'], ['annotationQuery=n=1']],
    [['--tag', 'k=sand and'], ['']],
    [['--tag', 'k=sandy'], ['annotationQuery=k=sandy']],
    [['--tag', 'peer.service=database'], ['']],
    [['--tag', 'host.ip=10.0.0.1'], ['']],
    [['--tag', 'service.name=shop'], ['']],
    [['--min-duration', '1ms'], ['minDuration=1000']],
    [['--service', 'shop', '--min-duration', '1ms'], ['serviceName=shop']],
    [['--where', '{ duration > 1500ns }'], ['minDuration=1']],
    [['--where', '{ duration > 10ns }'], ['minDuration=1']],
    [['--where', '{ duration >= 0ns }'], ['']],
    // A span without a duration has none of at most 1 ms there, and is as short as can be here.
    [['--where', '{ duration <= 1ms }'], ['']],
    [['--where', '{ duration >= 1ms && duration < 2ms }'], ['minDuration=1000 maxDuration=2000']],
    [['--where', '{ duration > 2ms && duration < 1ms }'], []],
    [['--where', '{ rootServiceName = "Shop" }'], ['serviceName=shop']],
  ])('%j', async (args, expected) => {
    expect(await searches('zipkin', args)).toEqual(expected);
  });
});

test('--explain says what is asked for', async () => {
  const server = await startJaegerSearch(two, 'memory v1');
  servers.push(server);
  const where = '{ resource.service.name = "shop" && duration > 1ms && .k = "v" && .url = "a?b" }';
  const { stderr } = await run(['list', '-b', `jaeger+${server.url}`, '--where', where, '--explain']);
  expect(stderr).toContain('tracectl: the backend filters: resource.service.name = "shop" && .k = "v"\n');
  expect(stderr).toContain(`tracectl: filtered here: ${where}\n`);
});
