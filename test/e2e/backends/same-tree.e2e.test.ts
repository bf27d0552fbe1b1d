/**
 * One run of the sample shop sends the same spans to every server at once, each in a format that it receives. What
 * tracectl then shows of a trace is the same tree, whichever server it is asked from.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { runShop, tracectl } from './run.ts';
import { servers, type TestServer } from './servers.ts';

interface ShownSpan {
  spanId: string;
  parentSpanId: string | null;
  treeParentId: string | null;
  depth: number;
  service: string;
  name: string;
  startTimeUnixNano: string;
  durationNano: number;
  error: boolean;
}

interface ShownTrace {
  traceId: string;
  rootSpanId: string;
  spans: ShownSpan[];
}

interface Listed {
  traces: { traceId: string; spanCount: number }[];
}

type Running = TestServer & { url: string };

const kinds = { 'jaeger-v1': 'jaeger', 'jaeger-v2': 'jaeger', tempo: 'tempo', zipkin: 'zipkin' };
const services = ['bank', 'cart', 'catalog', 'frontend', 'notifications', 'orders', 'payment'];
/** The shop's requests, as run.mjs sends them in a round. */
const requests = ['search', 'checkout', 'checkout with a flaky bank', 'checkout without a bank'];

const running = servers.filter((server): server is Running => server.url !== undefined);
// Tempo loses nothing of OTLP: what the others answer is held against it where it runs.
const reference = running.find(({ name }) => name === 'tempo') ?? running[0];

for (const { format, title } of [
  { format: 'otlp' as const, title: 'in OTLP, and to Zipkin in its own format' },
  {
    format: 'jaeger' as const,
    title: `to Jaeger in its own format, to Tempo in OTLP, to Zipkin in Zipkin's`,
  },
]) {
  describe.skipIf(reference === undefined)(`traces sent ${title}`, () => {
    const shown = new Map<string | undefined, ShownTrace[]>();
    let traceIds: string[] = [];

    beforeAll(async () => {
      traceIds = await runShop(running.map((server) => collectorOf(server, format)));
      for (const server of running) {
        shown.set(server.name, await Promise.all(traceIds.map((traceId) => show(server, traceId))));
      }
    }, 180_000);

    test('are as many as the requests', () => {
      expect(traceIds).toHaveLength(requests.length);
    });

    for (const server of servers) {
      describe.skipIf(server.url === undefined)(`${server.name}${server.skipped}`, () => {
        for (const [i, request] of requests.entries()) {
          test(`shows the whole tree of a ${request}`, () => {
            const trace = shown.get(server.name)?.[i];
            expect(trace?.traceId).toBe(traceIds[i]);
            expect(trace?.spans.length).toBeGreaterThan(request === 'search' ? 5 : 30);
            expect(trace?.spans.filter(({ treeParentId }) => treeParentId === null)).toHaveLength(1);
            expect(trace?.spans.filter(isMisplaced)).toEqual([]);
          });

          test(`shows the same tree of a ${request}`, () => {
            const trace = shown.get(server.name)?.[i];
            const expected = shown.get(reference?.name)?.[i];
            expect(trace?.rootSpanId).toBe(expected?.rootSpanId);
            expect(spansOf(trace)).toEqual(spansOf(expected));
            expect(timesApart(trace, expected)).toEqual([]);
          });
        }

        test('lists the traces', async () => {
          const filters = ['--service', 'frontend', '--since', '10m', '--limit', '100'];
          const { traces } = await json<Listed>(server, ['list', ...filters]);
          const listed = traces.filter(({ traceId }) => traceIds.includes(traceId));
          const expected = shown.get(server.name)?.map(({ traceId, spans }) => [traceId, spans.length]);
          expect(listed.map(({ traceId, spanCount }) => [traceId, spanCount])).toEqual(
            expected?.toReversed(),
          );
        });

        test('lists the services', async () => {
          const output = await json<{ services: { name: string }[] }>(server, ['services']);
          expect(output.services.map(({ name }) => name)).toEqual(expect.arrayContaining(services));
        });

        test('lists the operations of a service', async () => {
          const output = await json<{ operations: { name: string }[] }>(server, ['operations', 'orders']);
          const names = output.operations.map(({ name }) => name.toLowerCase());
          expect(names).toEqual(expect.arrayContaining(['post /orders', 'select items', 'publish orders']));
        });
      });
    }
  });
}

/** Where a server takes spans in this format, or else in the one that it takes. */
function collectorOf({ name, collectors }: TestServer, format: 'otlp' | 'jaeger'): string {
  const collector = collectors[format] ?? collectors.otlp ?? collectors.zipkin;
  if (collector === undefined) throw new Error(`${name} takes no spans`);
  return collector;
}

/** The trace as a server has it once all of its spans have settled. */
async function show(server: Running, traceId: string): Promise<ShownTrace> {
  const output = await json<{ traces: ShownTrace[] }>(server, ['show', traceId, '--wait', '20s']);
  const [trace, ...others] = output.traces;
  if (trace === undefined || others.length > 0) throw new Error(`not one trace: ${output.traces.length}`);
  return trace;
}

async function json<Output>(server: TestServer, args: string[]): Promise<Output> {
  const backend = server.url?.replace('http:', `${kinds[server.name]}+http:`) ?? '';
  const { status, stdout, stderr } = await tracectl([...args, '-b', backend, '-o', 'json']);
  if (status !== 0) throw new Error(`${args.join(' ')} at ${server.name}: exit ${status}: ${stderr}`);
  const output: Output = JSON.parse(stdout);
  return output;
}

/** What every server must agree on to the letter, by id: Zipkin keeps names in lower case, and the others do not. */
function spansOf(trace: ShownTrace | undefined): unknown[] {
  return (trace?.spans ?? [])
    .map(({ spanId, parentSpanId, treeParentId, depth, service, name, error }) => {
      return { spanId, parentSpanId, treeParentId, depth, service, name: name.toLowerCase(), error };
    })
    .toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

/** The spans whose start or duration differs by more than rounding to microseconds does. */
function timesApart(trace: ShownTrace | undefined, expected: ShownTrace | undefined): string[] {
  const others = new Map(expected?.spans.map((span) => [span.spanId, span]));
  return (trace?.spans ?? []).flatMap((span) => {
    const other = others.get(span.spanId);
    if (other === undefined) return [`${span.spanId} ${span.name}: not there`];
    const start = Math.abs(Number(BigInt(span.startTimeUnixNano) - BigInt(other.startTimeUnixNano)));
    const duration = Math.abs(span.durationNano - other.durationNano);
    return start <= 1000 && duration <= 1000
      ? []
      : [`${span.spanId} ${span.name}: ${start} ns, ${duration} ns`];
  });
}

/** No span of the shop's plain traces hangs anywhere but below its parent. */
function isMisplaced({ parentSpanId, treeParentId }: ShownSpan): boolean {
  return parentSpanId !== treeParentId;
}
