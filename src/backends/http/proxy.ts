/**
 * Which proxy a request goes through: the one of the context; else that of HTTPS_PROXY or HTTP_PROXY, after the scheme of
 * the address that is asked, but for the hosts of NO_PROXY.
 *
 *   NO_PROXY=localhost,.svc,10.0.0.0/8,tempo:3200     hosts and all below them, networks, one port of a host; * is all
 *
 * https://curl.se/docs/manpage.html#ENVIRONMENT
 */
import { BlockList, isIP } from 'node:net';

import { UsageError } from '../../errors.ts';

/** What of the environment decides about proxies. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for an address; undefined: none. Throws UsageError where what names it is no address of one. */
export function proxyFor(url: URL, own: string | undefined, env: Environment): URL | undefined {
  if (own !== undefined) return proxyUrl(own, 'the proxy of the context');
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = (env[name.toLowerCase()] ?? env[name] ?? '').trim();
  if (text === '' || isExcluded(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return undefined;
  return proxyUrl(text, name);
}

/** Whether there may be a proxy for some address. */
export function hasProxies(own: string | undefined, env: Environment): boolean {
  return (
    own !== undefined || ['HTTPS_PROXY', 'HTTP_PROXY'].some((name) => env[name.toLowerCase()] ?? env[name])
  );
}

/** The message names no value: there may be a password in it. */
function proxyUrl(text: string, where: string): URL {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`${where} is not the address of an HTTP proxy`, {
    hint: 'such as http://proxy.example.com:3128',
  });
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const host = bare(hostname);
  const itsPort = port || defaultPorts[protocol];
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = entry, onlyPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    return (onlyPort === undefined || onlyPort === itsPort) && isWithin(host, bare(name));
  });
}

/** In lower case, without the brackets of IPv6 and the last dot. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/^\[|\]$|\.$/g, '');
}

function isWithin(host: string, name: string): boolean {
  if (name === '*') return true;
  const [address, bits] = name.split('/');
  if (isIP(address) !== 0) return isIP(address) === isIP(host) && isInNetwork(host, address, bits);
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isInNetwork(host: string, address: string, bits: string | undefined): boolean {
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const length = bits === undefined ? longest : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > longest) return false;
  const network = new BlockList();
  network.addSubnet(address, length, family);
  return network.check(host, family);
}
