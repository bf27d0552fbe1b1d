/** Why a server could not be reached, or what its answer says, as sentences with something to do. */
import { BackendError } from '../../errors.ts';
import { CutReply, failureCode, isTimeout } from './retry.ts';
import { type Sentence, tlsSentence } from './tls-failures.ts';

/** What a sentence needs to know of the request. */
export interface Asked {
  /** Without credentials. */
  url: string;
  hasCredentials: boolean;
  hasCertificate: boolean;
  /** The proxy that the request goes through, without credentials. */
  proxy?: string | undefined;
  /** Whether it is a backend that is asked, as it is unless said otherwise. */
  isBackend?: boolean;
  timeoutMs: number;
  redact: (text: string) => string;
}

const unreachable: Sentence = {
  why: 'the connection timed out',
  hint: 'is a VPN, a port forward or a proxy missing?',
};

/** Failures on the way to a server, by the code of Node or undici. Through a proxy, they are the proxy's. */
const onTheWay: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: {
    why: 'connection refused',
    hint: 'is it running, and is the port right?',
  },
  ENOTFOUND: {
    why: 'no such host',
    hint: 'check the host name; behind a VPN or proxy, HTTPS_PROXY names it',
  },
  EAI_AGAIN: { why: 'the host name could not be looked up', hint: 'is the network up?' },
  EHOSTUNREACH: { why: 'no route to the host', hint: 'is a VPN or a port forward missing?' },
  ENETUNREACH: { why: 'the network cannot be reached', hint: 'is a VPN missing?' },
  ETIMEDOUT: unreachable,
  UND_ERR_CONNECT_TIMEOUT: unreachable,
};

const usualPorts = 'Jaeger has 16686, Tempo 3200, Zipkin 9411';

/** Connections that stood and broke. */
const breaks: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the server closed the connection',
};

const proxyHint = 'HTTPS_PROXY, HTTP_PROXY or the context names it; NO_PROXY names hosts to reach without it';

/** What a connection failed with, as an error. */
export function connectionFailure(error: unknown, asked: Asked): BackendError {
  if (error instanceof CutReply) return cutFailure(error, asked);
  const { why, hint } = failureSentence(error, asked);
  const through = asked.proxy === undefined ? '' : ` through the proxy ${asked.proxy}`;
  return new BackendError(`cannot reach ${asked.url}${through}: ${asked.redact(why)}`, {
    hint,
    cause: error,
  });
}

function cutFailure(cause: CutReply, { url, timeoutMs }: Asked): BackendError {
  const less = '--limit or a shorter time range asks for less';
  if (isTimeout(cause.cause)) {
    const message = `${url}: the reply was not whole within ${timeoutMs / 1000} s (${cause.received} bytes came)`;
    return new BackendError(message, { hint: `--timeout gives it longer; ${less}`, cause });
  }
  const hint = `is there a proxy with a limit in between? ${less}`;
  return new BackendError(`${url}: ${cause.message}`, { hint, cause });
}

function failureSentence(error: unknown, asked: Asked): Sentence {
  const { isBackend = true } = asked;
  const code = failureCode(error);
  const text = error instanceof Error ? error.message : String(error);
  const onWay = onTheWay[code];
  if (onWay !== undefined) {
    const hint = code === 'ECONNREFUSED' && isBackend ? `${onWay.hint} ${usualPorts}` : onWay.hint;
    return { why: onWay.why, hint: asked.proxy === undefined ? hint : proxyHint };
  }
  if (breaks[code] !== undefined) return { why: breaks[code], hint: breakHint(asked) };
  if (isTimeout(error)) {
    const cheaper = isBackend ? '; a shorter time range (--since) makes a search cheaper' : '';
    return {
      why: `no answer within ${asked.timeoutMs / 1000} s`,
      hint: `--timeout gives it longer${cheaper}`,
    };
  }
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return {
      why: `what answers there does not speak HTTP (${text})`,
      hint: 'is it a gRPC port, or does it want https?',
    };
  }
  return tlsSentence(code, asked.hasCertificate) ?? proxySentence(text) ?? { why: text };
}

function breakHint({ url, hasCertificate, proxy }: Asked): string {
  if (proxy !== undefined) return `does the proxy let it through? ${proxyHint}`;
  if (!url.startsWith('https:')) {
    return 'is something else listening there, such as a gRPC port, or does it want https?';
  }
  return hasCertificate
    ? 'it may refuse the client certificate; or is something else listening there, such as a gRPC port?'
    : 'it may want a client certificate (--cert FILE --key FILE); or is something else listening there, such as a gRPC port?';
}

/** undici tells by its message alone what a proxy answered in place of the server. */
function proxySentence(text: string): Sentence | undefined {
  const status = /Proxy (?:response|Authentication Required) \((\d+)\)/.exec(text)?.[1];
  if (status === undefined) return undefined;
  return { why: `the proxy answered ${status}`, hint: status === '407' ? proxyCredentials : proxyHint };
}

const proxyCredentials = 'the proxy wants credentials: HTTPS_PROXY=http://user:password@proxy:port';

/** An answer that is an error, as an error that quotes what the server said. */
export function statusFailure(status: number, said: string, asked: Asked): BackendError {
  const quoted = said === '' ? '' : `: ${asked.redact(said)}`;
  const answered = status < 300 ? `${status} with an error` : String(status);
  return new BackendError(`${asked.url} answered ${answered}${quoted}`, {
    hint: statusHint(status, said, asked),
  });
}

function statusHint(status: number, said: string, { hasCredentials }: Asked): string | undefined {
  if (/to (an )?https/i.test(said)) return 'try https:// instead of http://';
  if (/no org id|x-tenant|tenant/i.test(said)) return 'it is for several tenants: name yours with --tenant';
  if (status === 401 || status === 403) {
    return hasCredentials
      ? 'it does not accept the credentials given; tracectl context test goes through them step by step'
      : "it wants credentials: --token, --token-command, --user, or --header 'Authorization: …'";
  }
  if (status === 407) return proxyCredentials;
  if (status === 404) return 'is the base path right, and the kind of backend? --backend-kind states it';
  if (status === 413 || status === 422) return 'the server has a limit on the size of what it answers';
  if (status === 429) return 'the server asks for fewer requests; try again later, or --limit less';
  if (status === 502 || status === 503 || status === 504)
    return 'the server, or a proxy in front of it, is not up to it just now';
  return undefined;
}

/** A web page where an API was expected. */
export function pageFailure(status: number, html: string, asked: Asked): BackendError {
  const title = /<title[^>]*>\s*([^<]{1,80}?)\s*</i.exec(html)?.[1];
  const named = title === undefined || title === '' ? '' : ` ("${asked.redact(title)}")`;
  if (status >= 400) {
    const hint = statusHint(status, title ?? '', asked);
    return new BackendError(`${asked.url} answered ${status} with a web page${named}`, { hint });
  }
  const isLogin = /sign.?in|log.?in|password|sso|oauth/i.test(`${title} ${html}`);
  const hint = isLogin
    ? "the server wants a login; pass --header 'Authorization: Bearer …', --token or --token-command, or put one in a context"
    : 'check the base path: the API is often below the path of the user interface';
  return new BackendError(`${asked.url} answered with a web page${named}, not with traces`, { hint });
}
