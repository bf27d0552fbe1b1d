/**
 * Why TLS failed, as sentences. Codes are those of Node's check of certificates, and of OpenSSL: `ERR_SSL_` and its reason,
 * where the name of an alert has the version that it came with, written in several ways:
 *
 *   ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE       Node 20
 *   ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE     Node 22 and later
 *   ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED   any
 *
 * https://www.rfc-editor.org/rfc/rfc8446#section-6.2
 */

/** A reason, and what to do. */
export interface Sentence {
  why: string;
  hint?: string | undefined;
}

const trust = '--cacert FILE trusts the authority that signed it; --insecure does without checking';
const unknownAuthority: Sentence = { why: 'its certificate is signed by an unknown authority', hint: trust };
const noTls: Sentence = { why: 'it does not speak TLS', hint: 'try http:// instead of https://' };

const byCode: Readonly<Record<string, Sentence>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'its certificate is self-signed', hint: trust },
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_HAS_EXPIRED: {
    why: 'its certificate has expired',
    hint: 'is the clock of this machine right? --insecure does without checking',
  },
  CERT_NOT_YET_VALID: {
    why: 'its certificate is not valid yet',
    hint: 'is the clock of this machine right?',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: 'its certificate is for another host',
    hint: 'use a name that the certificate holds; --insecure does without checking',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_HTTP_REQUEST: noTls,
};

const clientCertificate = '--cert FILE --key FILE, or cert and key of a context';

/** Alerts by which a server refuses a certificate; some send one of them where there is none, too. */
const refusals =
  /^(CERTIFICATE_REQUIRED|(BAD|UNSUPPORTED|NO)_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED)$/;

/** What a code of TLS means; undefined for other codes. */
export function tlsSentence(code: string, hasCertificate: boolean): Sentence | undefined {
  const alert = /^ERR_SSL_(?:SSL\/TLS|SSLV3|TLSV1|TLSV13)_ALERT_(\w+)$/.exec(code)?.[1];
  if (alert === undefined) return byCode[code];
  const words = alert.toLowerCase().replaceAll('_', ' ');
  if (alert === 'HANDSHAKE_FAILURE' && !hasCertificate) {
    return {
      why: 'the TLS handshake failed',
      hint: `it may want a client certificate: ${clientCertificate}`,
    };
  }
  if (refusals.test(alert)) {
    return hasCertificate
      ? { why: `it refuses the client certificate (${words})`, hint: 'check --cert and --key' }
      : { why: 'it wants a client certificate', hint: clientCertificate };
  }
  if (alert === 'NO_APPLICATION_PROTOCOL')
    return { why: 'it does not speak HTTP/1.1', hint: 'is it a gRPC port?' };
  return { why: `the TLS handshake failed (${words})` };
}
