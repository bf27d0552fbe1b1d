/** TLS against real servers: what is checked, and what is said where it fails. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { tlsSentence } from '../../src/backends/http/tls-failures.ts';
import { run, type Run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';
import { pem, startTlsServer } from '../support/tls/server.ts';

const servers: { close: () => Promise<void> }[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracectl-tls-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function serve(options: Parameters<typeof startTlsServer>[1] = {}): Promise<TestServer> {
  const server = await startTlsServer((_, response) => answer(response), options);
  servers.push(server);
  return server;
}

function answer(response: ServerResponse): void {
  response.end('{"data":["shop"]}');
}

/** Asks a server for its services. */
function services(url: string, ...flags: string[]): Promise<Run> {
  return run(['services', '-b', `jaeger+${url}`, '--retries', '0', ...flags]);
}

/** A file of this test with some content. */
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const works: Run = { exitCode: 0, stdout: 'shop\n', stderr: '' };
const trusting = ['--cacert', pem('ca.pem')];
const withCertificate = ['--cert', pem('client.pem'), '--key', pem('client-key.pem')];

describe('the certificate of a server', () => {
  test('of an unknown authority is refused, with what to do', async () => {
    const { url, requests } = await serve();
    expect(await services(url)).toEqual({
      exitCode: 5,
      stdout: '',
      stderr: [
        `tracectl: cannot reach ${url}/api/services: its certificate is signed by an unknown authority`,
        '  hint: --cacert FILE trusts the authority that signed it; --insecure does without checking',
        '',
      ].join('\n'),
    });
    expect(requests).toHaveLength(0);
  });

  test.each([
    ['its authority', trusting],
    ['--insecure', ['--insecure']],
  ])('is taken with %s', async (_, flags) => {
    const { url } = await serve();
    expect(await services(url, ...flags)).toEqual(works);
    expect(await services(url.replace('localhost', '127.0.0.1'), ...flags)).toEqual(works);
  });

  test('is taken if its authority is one of several in the file', async () => {
    const { url } = await serve();
    const several = file('several.pem', `${rootCertificates[0]}\n${readFileSync(pem('ca.pem'), 'utf8')}`);
    expect(await services(url, '--cacert', several)).toEqual(works);
  });

  test.each([
    ['elsewhere.pem', 'its certificate is for another host', 'use a name that the certificate holds'],
    ['expired.pem', 'its certificate has expired', 'is the clock of this machine right?'],
  ])('%s is refused even so, but for --insecure', async (certificate, why, hint) => {
    const { url } = await serve({ certificate });
    const { exitCode, stderr } = await services(url, ...trusting);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`cannot reach ${url}/api/services: ${why}\n`);
    expect(stderr).toContain(`hint: ${hint}`);
    expect(await services(url, '--insecure')).toEqual(works);
  });

  test('is checked once: another attempt would not mend it', async () => {
    const { url } = await serve();
    const { stderr } = await run(['services', '-b', `jaeger+${url}`, '-v']);
    expect(stderr).toContain('unknown authority');
    expect(stderr).not.toContain('trying again');
  });
});

describe.each([
  ['TLSv1.2', 'the TLS handshake failed'],
  ['TLSv1.3', 'it wants a client certificate'],
] as const)('a server that wants a client certificate, with %s', (version, why) => {
  const wanting = { requestCert: true, rejectUnauthorized: true, maxVersion: version };

  test('and gets none', async () => {
    const { url, requests } = await serve(wanting);
    const { exitCode, stderr } = await run(['services', '-b', `jaeger+${url}`, ...trusting, '-v']);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`cannot reach ${url}/api/services: ${why}\n`);
    expect(stderr).toMatch(/hint: .*--cert FILE --key FILE/);
    expect(stderr).not.toContain('trying again');
    expect(requests).toHaveLength(0);
  });

  test('and gets it', async () => {
    const { url } = await serve(wanting);
    expect(await services(url, ...trusting, ...withCertificate)).toEqual(works);
  });

  test('and gets it in one file with its key', async () => {
    const { url } = await serve(wanting);
    const both = file(
      'both.pem',
      ['client.pem', 'client-key.pem'].map((name) => readFileSync(pem(name), 'utf8')).join(''),
    );
    expect(await services(url, ...trusting, '--cert', both)).toEqual(works);
  });

  test('and gets one that it does not know', async () => {
    // An authority that has signed nothing.
    const { url } = await serve({ ...wanting, ca: readFileSync(pem('elsewhere.pem')) });
    const { exitCode, stderr } = await services(url, ...trusting, ...withCertificate);
    expect(exitCode).toBe(5);
    // Node's server goes away without an alert.
    expect(stderr).toContain('hint: it may refuse the client certificate');
  });
});

describe('files', () => {
  test.each([
    ['that are not there', ['--cacert', '/no/such.pem'], 'cannot read /no/such.pem (--cacert): ENOENT'],
    ['that are folders', ['--cacert', tmpdir()], `cannot read ${tmpdir()} (--cacert): EISDIR`],
    [
      'without a certificate',
      ['--cacert', pem('client-key.pem')],
      `no certificate in ${pem('client-key.pem')} (--cacert)`,
    ],
    [
      'that are no PEM',
      ['--cert', pem('generate.sh'), '--key', pem('client-key.pem')],
      `no certificate in ${pem('generate.sh')} (--cert)`,
    ],
    ['without a key', ['--cert', pem('client.pem')], `no private key in ${pem('client.pem')} (--cert)`],
    [
      'without a key where it should be',
      ['--cert', pem('client.pem'), '--key', pem('ca.pem')],
      `no private key in ${pem('ca.pem')} (--key)`,
    ],
    [
      'with a key of another certificate',
      ['--cert', pem('client.pem'), '--key', pem('server-key.pem')],
      `the private key in ${pem('server-key.pem')} is not that of the certificate in ${pem('client.pem')}`,
    ],
    [
      'with a key behind a passphrase',
      ['--cert', pem('client.pem'), '--key', pem('client-key-encrypted.pem')],
      `the private key in ${pem('client-key-encrypted.pem')} is encrypted`,
    ],
  ])('%s are wrong usage, before anything is sent', async (_, flags, message) => {
    const { url, requests } = await serve();
    const { exitCode, stdout, stderr } = await services(url, ...flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`tracectl: ${message}\n`);
    expect(requests).toHaveLength(0);
  });

  test('with damage are wrong usage, too', async () => {
    const damaged = file('damaged.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const { exitCode, stderr } = await services(
      'https://localhost:1',
      '--cert',
      damaged,
      '--key',
      pem('client-key.pem'),
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`cannot use the certificate in ${damaged} with the private key in`);
  });
});

describe('the wrong scheme', () => {
  test('https where there is http', async () => {
    const server = await startServer((_, response) => answer(response));
    servers.push(server);
    const { exitCode, stderr } = await services(server.url.replace('http:', 'https:'));
    expect(exitCode).toBe(5);
    expect(stderr).toContain('it does not speak TLS\n  hint: try http:// instead of https://');
  });

  test('http where there is https', async () => {
    const { url } = await serve();
    const { exitCode, stderr } = await services(url.replace('https:', 'http:'));
    expect(exitCode).toBe(5);
    expect(stderr).toContain('the server closed the connection\n');
    expect(stderr).toContain('does it want https?');
  });

  test.each([
    ['text/plain', 'Client sent an HTTP request to an HTTPS server.'],
    ['text/html', '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>'],
  ])('http where there is https, and says so as %s', async (type, body) => {
    const server = await startServer((_, response) => {
      response.writeHead(400, { 'content-type': type }).end(body);
    });
    servers.push(server);
    const { exitCode, stderr } = await services(server.url);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(' answered 400');
    expect(stderr).toContain('hint: try https:// instead of http://');
  });
});

describe('alerts', () => {
  const none = 'it wants a client certificate';
  test.each([
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      none,
      'it refuses the client certificate (certificate required)',
    ],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', none, 'it refuses the client certificate (bad certificate)'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', none, 'it refuses the client certificate (bad certificate)'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', none, 'it refuses the client certificate (unknown ca)'],
    [
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'the TLS handshake failed',
      'the TLS handshake failed (handshake failure)',
    ],
    [
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'the TLS handshake failed',
      'the TLS handshake failed (handshake failure)',
    ],
    [
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'the TLS handshake failed (protocol version)',
      'the TLS handshake failed (protocol version)',
    ],
    [
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
      'it does not speak HTTP/1.1',
      'it does not speak HTTP/1.1',
    ],
    ['ECONNRESET', undefined, undefined],
  ])('%s, as Node and OpenSSL spell it', (code, without, withOne) => {
    expect(tlsSentence(code, false)?.why).toBe(without);
    expect(tlsSentence(code, true)?.why).toBe(withOne);
  });
});
