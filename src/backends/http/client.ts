/**
 * Requests to one backend: GETs with retries, redirects that keep credentials at home, and replies bounded in size. All
 * that it says of a request goes through the settings' redaction.
 */
import type { Dispatcher } from 'undici';

import { Spool } from '../../bytes/spool.ts';
import type { BackendSettings } from '../../config/settings.ts';
import { BackendError, TracectlError } from '../../errors.ts';
import { Deadline } from './deadline.ts';
import { type Asked, connectionFailure } from './failures.ts';
import { Reply } from './reply.ts';
import { CutReply, isBreak, isRetriedFailure, isRetriedStatus, isTimeout, retryDelay } from './retry.ts';
import { unlessAborted } from './transport.ts';

/** Query parameters: those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** What a client tells while it works. */
export interface ClientEvents {
  /** Something the user should know: a redirect that cost the credentials. */
  warn: (message: string) => void;
  /** Something for --verbose: each request with its answer. */
  explain: (message: string) => void;
}

/** What a client is made of. */
export interface ClientOptions {
  settings: BackendSettings;
  /** The address that paths are appended to. */
  base: URL;
  transport: Dispatcher;
  events: ClientEvents;
  /** Headers besides those of the settings, e.g. the tenant's. */
  headers?: Record<string, string>;
  /** The proxy that requests to an address go through, without credentials. */
  proxyOf?: (url: URL) => string | undefined;
  now?: () => number;
  random?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
}

const mostRedirects = 5;

/** A connection pool to one base address. */
export class Client {
  readonly base: URL;
  readonly settings: BackendSettings;
  private readonly options: Required<ClientOptions>;

  constructor(options: ClientOptions) {
    this.base = options.base;
    this.settings = options.settings;
    this.options = {
      headers: {},
      proxyOf: () => undefined,
      now: () => Date.now(),
      random: Math.random,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      ...options,
    };
  }

  /** The same pool with more headers, or another base. */
  with(changes: Pick<Partial<ClientOptions>, 'headers' | 'base'>): Client {
    return new Client({ ...this.options, ...changes });
  }

  /**
   * Asks for a path below the base address. Returns whatever the server answered in the end, errors too; throws
   * BackendError where it can't be reached, breaks off, or answers more than the limit.
   */
  async get(path: string, query: Query = {}): Promise<Reply> {
    const { settings, now, random, sleep } = this.options;
    const url = this.address(path, query);
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt > settings.retries;
      const visited: URL[] = [];
      let retryAfter: string | undefined;
      try {
        const reply = await this.follow(url, visited);
        if (isLast || !isRetriedStatus(reply.status)) return reply;
        retryAfter = reply.headers['retry-after'];
        reply.dispose();
      } catch (error) {
        if (error instanceof TracectlError) throw error;
        const at = visited.at(-1) ?? url;
        const cause = await this.causeOf(error, at);
        if (isLast || !isRetriedFailure(cause)) throw connectionFailure(cause, this.asked(at));
      }
      const delay = retryDelay(attempt, retryAfter, new Date(now()), random);
      this.options.events.explain(`trying again in ${Math.round(delay)} ms`);
      await sleep(delay);
    }
  }

  /** What failures need to know of a request to an address, which may be one as it is shown. */
  asked(url: URL | string): Asked {
    const { settings, proxyOf } = this.options;
    return {
      url: settings.redact(String(url)),
      hasCredentials: settings.headers.length > 0,
      hasCertificate: settings.tls.cert !== undefined,
      proxy: URL.canParse(String(url)) ? proxyOf(new URL(url)) : undefined,
      timeoutMs: settings.timeoutMs,
      redact: (text) => settings.redact(text),
    };
  }

  private address(path: string, query: Query): URL {
    const url = new URL(this.base);
    url.pathname = url.pathname.replace(/\/+$/, '') + path;
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(key, String(value));
    }
    return url;
  }

  private async follow(first: URL, visited: URL[]): Promise<Reply> {
    let url = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      visited.push(url);
      const reply = await this.request(url, url.origin === first.origin);
      const location = reply.headers['location'];
      if (reply.status < 300 || reply.status >= 400 || location === undefined) return reply;
      reply.dispose();
      const next = redirectTarget(location, url, this.asked(url));
      if (next.origin !== first.origin && this.asked(url).hasCredentials) {
        const to = this.settings.redact(next.origin);
        this.options.events.warn(`warning: ${url.origin} redirects to ${to}; credentials are not sent there`);
      }
      url = next;
    }
    throw new BackendError(`${this.asked(first).url} redirects in circles`, {
      hint: 'check the base path and http or https',
    });
  }

  private async request(url: URL, isHome: boolean): Promise<Reply> {
    const { transport, settings, now, events } = this.options;
    const started = now();
    const deadline = new Deadline(settings.timeoutMs);
    const { signal } = deadline;
    const work = transport.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: this.requestHeaders(isHome),
      signal,
    });
    const spool = new Spool();
    try {
      const { statusCode, headers, body } = await unlessAborted(signal, work);
      for await (const chunk of body) {
        if (!(chunk instanceof Uint8Array)) continue;
        spool.write(chunk);
        deadline.received(spool.size);
        if (spool.size > settings.maxBytes) throw this.tooLarge(url);
      }
      const shown = settings.redact(String(url));
      events.explain(`GET ${shown}: ${statusCode}, ${spool.size} bytes, ${Math.round(now() - started)} ms`);
      return new Reply(statusCode, plainHeaders(headers), shown, spool);
    } catch (error) {
      const received = spool.size;
      spool.dispose();
      const isCut = received > 0 && (isBreak(error) || isTimeout(error));
      throw isCut ? new CutReply(received, error) : error;
    } finally {
      deadline.end();
    }
  }

  /** Why a connection broke: of a server that refuses a client in TLS 1.3, undici tells only that it went away. */
  private async causeOf(error: unknown, url: URL): Promise<unknown> {
    const { settings, proxyOf } = this.options;
    const isPlain = url.protocol !== 'https:' || proxyOf(url) !== undefined;
    if (isPlain || error instanceof CutReply || !isBreak(error)) return error;
    const { placeOf, tryTls } = await import('./sockets.ts');
    const { tlsOptions } = await import('./tls.ts');
    try {
      await tryTls(placeOf(url), tlsOptions(settings), settings.timeoutMs);
      return error;
    } catch (cause) {
      return cause;
    }
  }

  private requestHeaders(isHome: boolean): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': 'gzip, zstd',
      'user-agent': 'tracectl',
    };
    if (!isHome) return headers;
    for (const { name, value } of this.settings.headers) headers[name.toLowerCase()] = value.reveal();
    return { ...headers, ...this.options.headers };
  }

  private tooLarge(url: URL): BackendError {
    const most = sizeText(this.settings.maxBytes);
    return new BackendError(`${this.asked(url).url} answers more than ${most}`, {
      hint: '--max-bytes takes more; --limit or a shorter time range asks for less',
    });
  }
}

function sizeText(bytes: number): string {
  return bytes < 1e4
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${Math.round(bytes / 1e3)} kB`
      : `${Math.round(bytes / 1e6)} MB`;
}

function redirectTarget(location: string, from: URL, asked: Asked): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (target !== undefined && /^https?:$/.test(target.protocol)) return target;
  throw new BackendError(`${asked.url} redirects to ${asked.redact(location)}, which is no web address`);
}

function plainHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
