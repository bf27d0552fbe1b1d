/** Addresses of backends, and the secrets that people put into them. */
import { UsageError } from '../errors.ts';

/** An address and the credentials that were in it. */
export interface Address {
  url: string;
  user: string | undefined;
  password: string | undefined;
}

/** `http://`, `https://`, with the kind of backend in front where it is stated: `jaeger+https://`. */
export const urlPattern: RegExp = /^(?:[a-z]+\+)?https?:\/\/[^\s/?#]+\S*$/;

/**
 * Takes the credentials out of an address: `https://user:password@host`. Nothing else about it changes.
 * Throws a UsageError, without the credentials, where it is no address.
 */
export function parseAddress(text: string): Address {
  const [, scheme, credentials, rest] = /^([^:/?#]*:\/\/)(?:([^/?#]*)@)?(.*)$/s.exec(text) ?? [
    '',
    '',
    undefined,
    text,
  ];
  const url = `${scheme}${rest}`;
  if (!urlPattern.test(url) || !URL.canParse(url.replace(/^[a-z]+\+/, ''))) {
    // Whatever is before an @ may be half of a password with a / in it.
    throw new UsageError(`not the URL of a backend: ${scheme}${rest.replace(/^.*@/s, '***@')}`, {
      hint: 'such as http://localhost:16686 or tempo+https://tempo.example.com',
    });
  }
  if (credentials === undefined) return { url, user: undefined, password: undefined };
  const colon = credentials.indexOf(':');
  const user = colon < 0 ? credentials : credentials.slice(0, colon);
  return { url, user: decoded(user), password: colon < 0 ? '' : decoded(credentials.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const secretParameter = /token|key|secret|pass|sig|auth|cred/i;

/**
 * The secrets in an address, raw and decoded: its password (the user where there is none: tokens are given so), and
 * parameters that are named like a secret.
 */
export function urlSecrets(text: string): string[] {
  const [, credentials = ''] = /^[^/?#]*:\/\/([^/?#]*)@/.exec(text) ?? [];
  const [, query = ''] = /\?([^#]*)/.exec(text) ?? [];
  const secrets = [credentials.slice(credentials.indexOf(':') + 1)];
  for (const parameter of query.split('&')) {
    const at = parameter.indexOf('=');
    if (at > 0 && secretParameter.test(parameter.slice(0, at))) secrets.push(parameter.slice(at + 1));
  }
  return [...new Set([...secrets, ...secrets.map(decoded)])].filter((secret) => secret !== '');
}
