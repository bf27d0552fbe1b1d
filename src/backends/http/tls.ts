/** TLS as the settings ask for it: client certificate, trusted authorities. */
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

import type { BackendSettings } from '../../config/settings.ts';
import { UsageError } from '../../errors.ts';

/** As node:tls takes them. */
export interface TlsOptions {
  /** Made once, not for each connection; absent where Node's own will do. */
  secureContext?: tls.SecureContext;
  rejectUnauthorized?: boolean;
}

/** TLS as settings ask for it. Throws UsageError where a file of theirs cannot be read or is not what it should be. */
export function tlsOptions(settings: Pick<BackendSettings, 'tls'>): TlsOptions {
  const { cert, key, cacert, insecure } = settings.tls;
  const options: tls.SecureContextOptions = {};
  if (cert !== undefined) Object.assign(options, clientCertificate(cert, key));
  if (cacert !== undefined) options.ca = [...trustedAnyway(), readPem('--cacert', cacert, certificate)];
  const hasOwn = cert !== undefined || cacert !== undefined;
  return {
    ...(hasOwn ? { secureContext: tls.createSecureContext(options) } : {}),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  };
}

/** The authorities that Node trusts where it is told none; since 22.15 with those of the system and NODE_EXTRA_CA_CERTS. */
function trustedAnyway(): readonly string[] {
  if (!('getCACertificates' in tls) || typeof tls.getCACertificates !== 'function')
    return tls.rootCertificates;
  const list: unknown = tls.getCACertificates('default');
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : tls.rootCertificates;
}

/** What a file in PEM has to hold (RFC 7468), and how it is called. */
interface Wanted {
  what: string;
  pattern: RegExp;
  hint?: string;
}

const certificate: Wanted = { what: 'certificate', pattern: /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/ };
const privateKey: Wanted = { what: 'private key', pattern: /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/ };

/** The certificate and its key, which belong together: OpenSSL says whether they do. */
function clientCertificate(cert: string, key: string | undefined): { cert: Buffer; key: Buffer } {
  const options = {
    cert: readPem('--cert', cert, certificate),
    key: key === undefined ? readPem('--cert', cert, besides) : readPem('--key', key, privateKey),
  };
  const keyFile = key ?? cert;
  if (/ENCRYPTED/.test(options.key.toString('latin1'))) {
    throw new UsageError(`the private key in ${keyFile} is encrypted`, {
      hint: `openssl pkey -in ${keyFile} -out plain.pem takes the passphrase off`,
    });
  }
  try {
    tls.createSecureContext(options);
    return options;
  } catch (cause) {
    const isMismatch = /key values mismatch/.test(String(cause));
    const why = isMismatch
      ? `the private key in ${keyFile} is not that of the certificate in ${cert}`
      : `cannot use the certificate in ${cert} with the private key in ${keyFile}: ${reasonOf(cause)}`;
    throw new UsageError(why, { cause });
  }
}

const besides: Wanted = { ...privateKey, hint: '--key FILE names the file with the key' };

/** OpenSSL's words for an error, without where in its source that was. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}

function readPem(flag: string, path: string, { what, pattern, hint }: Wanted): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new UsageError(`cannot read ${path} (${flag}): ${why}`, { cause });
  }
  if (pattern.test(bytes.toString('latin1'))) return bytes;
  throw new UsageError(`no ${what} in ${path} (${flag})`, {
    hint: hint ?? `PEM is wanted: a line -----BEGIN ${what.toUpperCase()}-----`,
  });
}
