/** `tracectl probe`: one request with a fresh trace context, and the trace that it made. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Command, InvalidArgumentError, Option } from 'commander';

import { fromBytes } from '../bytes/source.ts';
import type { CommandSpec } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { loadTraces } from '../cli/load.ts';
import { printMessage } from '../cli/messages.ts';
import {
  analysisOptions,
  type BackendSearchFlags,
  backendSearchOptions,
  outputOptions,
} from '../cli/options.ts';
import { collect } from '../cli/parsers.ts';
import { nothingFound, pickGroups } from '../cli/pick.ts';
import type { Sources } from '../cli/sources.ts';
import { parseHeader } from '../config/headers.ts';
import { redactor } from '../config/redact.ts';
import type { BackendSettings } from '../config/settings.ts';
import { urlSecrets } from '../config/url.ts';
import { ExitCode, InputError, UsageError } from '../errors.ts';
import type { Header, TraceContext } from '../propagation/header-format.ts';
import { newContext, propagatorNames, propagators } from '../propagation/new-context.ts';
import { formatDuration } from '../views/text/duration.ts';
import { showTraces, type TreeFlags, treeOptions } from './show.ts';

/** Flags of `probe`. */
export interface ProbeFlags extends BackendSearchFlags, TreeFlags {
  method?: string;
  requestHeader?: string[];
  data?: string;
  propagators: string[];
}

const examples = `
The request carries the context of a new trace, sampled, whose first span is the request itself as seen from here.

Examples:
  tracectl probe http://localhost:8080/checkout -b http://localhost:16686
  tracectl probe https://shop.example.com/orders -X POST -H 'Content-Type: application/json' -d @order.json -b prod
  tracectl probe http://localhost:8080/ --propagators b3,xray --wait 60s
`;

export const probe: CommandSpec<ProbeFlags> = {
  declare() {
    const command = new Command('probe')
      .summary('send one request and show the trace that it makes')
      .description(
        'Sends one request with a fresh trace context, waits for its trace at the backend, and shows it.',
      )
      .argument('<url>', 'what to request')
      .optionsGroup('Request:')
      .option('-X, --method <method>', 'GET, or POST where there is a body')
      .option('-H, --request-header <K: V>', 'a header of the request; repeatable', collect)
      .option('-d, --data <text>', 'its body; @file reads a file')
      .addOption(
        new Option('--propagators <names>', `how the context is sent: ${propagatorNames.join(', ')}`)
          .argParser(propagatorList)
          .default(['w3c'], 'w3c'),
      );
    outputOptions(analysisOptions(treeOptions(backendSearchOptions(command))));
    return command.addHelpText('after', examples);
  },

  async run(context, args, flags) {
    if (args.length !== 1)
      throw new UsageError('expected one URL to request', { hint: 'tracectl probe <url>' });
    const url = requestUrl(args[0]);
    // Who can't be asked for the trace afterwards need not be sent a request before.
    const settings = await backendOf(context, flags);
    const trace = newContext();
    const own = await request(context, url, trace, flags);
    return showAnswer(context, settings, trace, own, flags);
  },
};

/** Where to look for the trace. Throws UsageError where there is no backend, or none at what is said to be its address. */
async function backendOf(context: Context, flags: ProbeFlags): Promise<BackendSettings> {
  const { backendSettings } = await import('../cli/backend-options.ts');
  const settings = await backendSettings(context, flags);
  if (settings === undefined) {
    throw new UsageError('no backend to look for the trace in', {
      hint: '-b http://localhost:16686, TRACECTL_BACKEND or a context',
    });
  }
  const { backendAddress } = await import('../backends/address.ts');
  backendAddress(settings.url);
  return settings;
}

/** How long a trace may take from the services to the backend's answers, where nobody says it. */
const defaultWait = 30e9;

async function showAnswer(
  context: Context,
  settings: BackendSettings,
  { traceId }: TraceContext,
  ownSpan: string,
  flags: ProbeFlags,
): Promise<number> {
  const filter = { query: undefined, from: undefined, to: undefined };
  const request = {
    files: [],
    traceIds: [traceId],
    backend: undefined,
    filter,
    details: true,
    others: false,
    limit: undefined,
    besides: fromBytes(Buffer.from(ownSpan), 'the request'),
  };
  const source: Sources = { kind: 'backend', settings, traceIds: [traceId] };
  const loaded = await loadTraces(context, request, { wait: defaultWait, ...flags }, source);
  if (loaded.searched?.missing.has(traceId)) {
    return nothingFound(context, { ...loaded, readAll: undefined }, flags);
  }
  await showTraces(context, loaded, await pickGroups(context, loaded, flags), flags);
  return ExitCode.ok;
}

/** Sends the request and returns its span as OTLP JSON. */
async function request(
  context: Context,
  given: URL,
  trace: TraceContext,
  flags: ProbeFlags,
): Promise<string> {
  const { openTransport } = await import('../backends/http/transport.ts');
  const { proxyFor } = await import('../backends/http/proxy.ts');
  const { sendRequest } = await import('../backends/send-request.ts');
  const body = bodyOf(context, flags.data);
  const method = methodOf(flags, body);
  const { url, headers } = addressed(given, headersOf(trace, flags));
  const redact = redactor(urlSecrets(given.href));
  const timeoutMs = Math.max(1, Math.ceil((flags.timeout ?? defaultWait) / 1e6));
  const cacert = flags.cacert === undefined ? {} : { cacert: resolve(context.cwd, flags.cacert) };
  const tls = { insecure: flags.insecure === true, ...cacert };
  const proxy = proxyFor(url, undefined, context.env)?.origin;
  const transport =
    context.transport ?? (await openTransport({ tls, timeoutMs, proxy: undefined }, context.env));
  try {
    const sending = { timeoutMs, proxy, redact };
    const answer = await sendRequest(transport, { url, method, headers, body }, sending);
    const shown = redact(url.href);
    if (!flags.quiet) {
      const took = formatDuration(Math.round((answer.endedAt - answer.startedAt) * 1e6));
      const cut = answer.isWhole ? '' : ', but its body broke off';
      printMessage(context, `${method} ${shown}: ${answer.status} in ${took}${cut}, trace ${trace.traceId}`);
    }
    return spanOf(trace, `${method} ${url.pathname}`, shown, answer);
  } finally {
    if (context.transport === undefined) await transport.destroy();
  }
}

function methodOf({ method }: ProbeFlags, body: unknown): string {
  if (method === undefined) return body === undefined ? 'GET' : 'POST';
  if (/^[a-z][a-z-]*$/i.test(method) && !/^connect$/i.test(method)) return method.toUpperCase();
  throw new UsageError(`'${method}' is not a method to request with`, { hint: 'such as GET, POST or PUT' });
}

/** The headers of the context, and those that are given; throws UsageError where they are the same. */
function headersOf(trace: TraceContext, { propagators: names, requestHeader = [] }: ProbeFlags): Header[] {
  const sent = [...new Set(names)].flatMap((name) => propagators.get(name)?.(trace) ?? []);
  const own = requestHeader.map((text) => parseHeader(text, '-H'));
  const twice = own.find(({ name }) =>
    sent.some((header) => header.name.toLowerCase() === name.toLowerCase()),
  );
  if (twice) throw new UsageError(`-H: ${twice.name} carries the context of the new trace`);
  return [...sent, ...own];
}

/** Credentials in an address are sent as other clients send them, and are no part of what is shown. */
function addressed(given: URL, headers: Header[]): { url: URL; headers: Header[] } {
  const url = new URL(given);
  url.username = '';
  url.password = '';
  const isThere = (wanted: string): boolean => headers.some(({ name }) => name.toLowerCase() === wanted);
  const added = isThere('user-agent') ? [] : [{ name: 'user-agent', value: 'tracectl' }];
  if (given.username !== '' && !isThere('authorization')) {
    const pair = `${decodeURIComponent(given.username)}:${decodeURIComponent(given.password)}`;
    added.push({ name: 'authorization', value: `Basic ${Buffer.from(pair).toString('base64')}` });
  }
  return { url, headers: [...headers, ...added] };
}

interface Timed {
  status: number;
  isWhole: boolean;
  startedAt: number;
  endedAt: number;
}

/** The request as a span of the trace that it began. */
function spanOf(
  { traceId, spanId }: TraceContext,
  name: string,
  url: string,
  { status, isWhole, startedAt, endedAt }: Timed,
): string {
  const failure = status >= 400 ? `HTTP ${status}` : isWhole ? undefined : 'the body broke off';
  const span = {
    traceId,
    spanId,
    name,
    kind: 3,
    startTimeUnixNano: unixNano(startedAt),
    endTimeUnixNano: unixNano(endedAt),
    attributes: [
      attribute('url.full', url),
      { key: 'http.response.status_code', value: { intValue: String(status) } },
    ],
    status: failure === undefined ? {} : { code: 2, message: failure },
  };
  const resource = { attributes: [attribute('service.name', 'tracectl')] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

/** Milliseconds with a fraction as nanoseconds, without losing digits on the way. */
function unixNano(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6)));
}

function requestUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`'${redactor([])(text)}' is not a URL to request`, {
      hint: 'such as http://localhost:8080/checkout',
    });
  }
  return url;
}

function bodyOf(context: Context, data: string | undefined): string | Uint8Array | undefined {
  if (!data?.startsWith('@')) return data;
  const path = data.slice(1);
  try {
    return readFileSync(resolve(context.cwd, path));
  } catch (cause) {
    throw new InputError(`cannot read ${path}: ${String(cause)}`, { cause });
  }
}

function propagatorList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !propagatorNames.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Allowed are ${propagatorNames.join(', ')}.`);
  return names;
}
