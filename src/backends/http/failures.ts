/** Why a server could not be reached, or what its answer says, as sentences with something to do. */
import { BackendError } from '../../errors.ts';
import { CutReply, failureCode } from './retry.ts';

/** What a sentence needs to know of the request. */
export interface Asked {
  /** Without credentials. */
  url: string;
  hasCredentials: boolean;
  timeoutMs: number;
  redact: (text: string) => string;
}

interface Sentence {
  why: string;
  hint?: string;
}

const certificate = '--cacert FILE trusts the authority that signed it; --insecure does without checking';

/** By the code of Node, OpenSSL or undici. */
const connectionFailures: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: {
    why: 'connection refused',
    hint: 'is it running, and is the port right? Jaeger has 16686, Tempo 3200, Zipkin 9411',
  },
  ENOTFOUND: {
    why: 'no such host',
    hint: 'check the host name; behind a VPN or proxy, HTTPS_PROXY names it',
  },
  EAI_AGAIN: { why: 'the host name could not be looked up', hint: 'is the network up?' },
  ECONNRESET: {
    why: 'the connection was reset',
    hint: 'is something else listening there, such as a gRPC port, or does it want https?',
  },
  EPIPE: { why: 'the connection broke' },
  EHOSTUNREACH: { why: 'no route to the host', hint: 'is a VPN or a port forward missing?' },
  ENETUNREACH: { why: 'the network cannot be reached', hint: 'is a VPN missing?' },
  ETIMEDOUT: { why: 'the connection timed out', hint: 'is a VPN, a port forward or a proxy missing?' },
  UND_ERR_CONNECT_TIMEOUT: {
    why: 'the connection timed out',
    hint: 'is a VPN, a port forward or a proxy missing?',
  },
  UND_ERR_SOCKET: {
    why: 'the server closed the connection',
    hint: 'is something else listening there, such as a gRPC port, or does it want https?',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'its certificate is self-signed', hint: certificate },
  SELF_SIGNED_CERT_IN_CHAIN: { why: 'its certificate is signed by an unknown authority', hint: certificate },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    why: 'its certificate is signed by an unknown authority',
    hint: certificate,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    why: 'its certificate is signed by an unknown authority',
    hint: certificate,
  },
  CERT_HAS_EXPIRED: { why: 'its certificate has expired', hint: certificate },
  CERT_NOT_YET_VALID: {
    why: 'its certificate is not valid yet',
    hint: 'is the clock of this machine right?',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: 'its certificate is for another host',
    hint: 'use a name that the certificate holds',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: { why: 'it does not speak TLS', hint: 'try http:// instead of https://' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { why: 'it does not speak TLS', hint: 'try http:// instead of https://' },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    why: 'it wants a client certificate',
    hint: '--cert FILE --key FILE',
  },
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: {
    why: 'the TLS handshake failed',
    hint: 'it may want a client certificate: --cert FILE --key FILE',
  },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: {
    why: 'it refuses the client certificate',
    hint: 'check --cert and --key',
  },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: {
    why: 'the key is not that of the certificate',
    hint: 'check --cert and --key',
  },
};

/** What a connection failed with, as an error. */
export function connectionFailure(error: unknown, asked: Asked): BackendError {
  if (error instanceof CutReply) {
    const hint = 'is there a proxy with a limit in between? --limit or a shorter time range asks for less';
    return new BackendError(`${asked.url}: ${error.message}`, { hint, cause: error });
  }
  const { why, hint } = failureSentence(error, asked);
  return new BackendError(`cannot reach ${asked.url}: ${asked.redact(why)}`, { hint, cause: error });
}

function failureSentence(error: unknown, { timeoutMs }: Asked): Sentence {
  const code = failureCode(error);
  const known = connectionFailures[code];
  if (known !== undefined) return known;
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return {
      why: `no answer within ${timeoutMs / 1000} s`,
      hint: '--timeout gives it longer; a shorter time range (--since) makes a search cheaper',
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return {
      why: `what answers there does not speak HTTP (${text})`,
      hint: 'is it a gRPC port, or does it want https?',
    };
  }
  return { why: text };
}

/** A status that is no success, as an error that quotes what the server said. */
export function statusFailure(status: number, said: string, asked: Asked): BackendError {
  const quoted = said === '' ? '' : `: ${asked.redact(said)}`;
  return new BackendError(`${asked.url} answered ${status}${quoted}`, {
    hint: statusHint(status, said, asked),
  });
}

function statusHint(status: number, said: string, { hasCredentials }: Asked): string | undefined {
  if (/no org id|x-tenant|tenant/i.test(said)) return 'it is for several tenants: name yours with --tenant';
  if (status === 401 || status === 403) {
    return hasCredentials
      ? 'it does not accept the credentials given; tracectl context test goes through them step by step'
      : "it wants credentials: --token, --token-command, --user, or --header 'Authorization: …'";
  }
  if (status === 407) return 'the proxy wants credentials: HTTPS_PROXY=http://user:password@proxy:port';
  if (status === 404) return 'is the base path right, and the kind of backend? --backend-kind states it';
  if (status === 413 || status === 422) return 'the server has a limit on the size of what it answers';
  if (status === 429) return 'the server asks for fewer requests; try again later, or --limit less';
  if (status === 502 || status === 503 || status === 504)
    return 'the server, or a proxy in front of it, is not up to it just now';
  return undefined;
}

/** A web page where an API was expected. */
export function pageFailure(html: string, asked: Asked): BackendError {
  const title = /<title[^>]*>\s*([^<]{1,80}?)\s*</i.exec(html)?.[1];
  const named = title === undefined || title === '' ? '' : ` ("${asked.redact(title)}")`;
  const isLogin = /sign.?in|log.?in|password|sso|oauth/i.test(`${title} ${html}`);
  const hint = isLogin
    ? "the server wants a login; pass --header 'Authorization: Bearer …', --token or --token-command, or put one in a context"
    : 'check the base path: the API is often below the path of the user interface';
  return new BackendError(`${asked.url} answered with a web page${named}, not with traces`, { hint });
}
