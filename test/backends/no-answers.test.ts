/** What is no answer: web pages, errors with status 200, nothing, and JSON that is something else. */
import { afterEach, describe, expect, test } from 'vitest';

import { run, type Run } from '../cli/context.ts';
import { startServer, type TestServer } from '../support/http.ts';

const traceId = '5a'.repeat(16);
const servers: TestServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Address of a server whose every answer is this. */
async function serve(status: number, body: string, type = 'application/json'): Promise<string> {
  const server = await startServer((_, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  servers.push(server);
  return server.url;
}

const asking: [kind: string, what: string, args: string[]][] = ['jaeger', 'tempo', 'zipkin'].flatMap(
  (kind) => [
    [kind, 'show', ['show', traceId]],
    [kind, 'list', ['list', '--service', 'shop']],
    [kind, 'services', ['services']],
  ],
);

describe.each(asking)('%s, asked by %s,', (kind, what, args) => {
  async function answered(...answer: Parameters<typeof serve>): Promise<Run> {
    return run([...args, '-b', `${kind}+${await serve(...answer)}`, '--retries', '0']);
  }

  test('with a login page for an answer says so', async () => {
    const page = '<!doctype html><html><head><title> Sign in to Grafana </title></head><body>…';
    const { exitCode, stdout, stderr } = await answered(200, page, 'text/html; charset=utf-8');
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr).toContain(' answered with a web page ("Sign in to Grafana"), not with traces\n');
    expect(stderr).toContain('hint: the server wants a login');
  });

  test('with a page that calls itself JSON says so, too', async () => {
    const { exitCode, stderr } = await answered(200, '<!-- x -->\n<html><title>Home</title>');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      ' answered with a web page ("Home"), not with traces\n  hint: check the base path',
    );
  });

  test('with the page of a proxy whose server is gone says so', async () => {
    const { exitCode, stderr } = await answered(502, '<html><title>502 Bad Gateway</title>', 'text/html');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(' answered 502 with a web page ("502 Bad Gateway")\n');
    expect(stderr).toContain('hint: the server, or a proxy in front of it, is not up to it');
  });

  test('with a page that refuses says which credentials help', async () => {
    const { exitCode, stderr } = await answered(
      401,
      '<html><title>401 Authorization Required</title>',
      'text/html',
    );
    expect(exitCode).toBe(5);
    expect(stderr).toContain(' answered 401 with a web page');
    expect(stderr).toContain('hint: it wants credentials: --token');
  });

  test.each([
    ['{"data":null,"total":0,"errors":[{"code":500,"msg":"the store is down"}]}', 'the store is down'],
    ['{"data":[],"errors":[{"msg":"the store is down"}]}', 'the store is down'],
    ['{"error":{"code":13,"message":"boom"}}', 'boom'],
    ['{"error":"boom"}', 'boom'],
    ['{"message":"Unauthorized"}', 'Unauthorized'],
    ['{"error":"invalid_token","error_description":"the token is too old"}', 'invalid_token'],
  ])('with an error in a success says so: %s', async (body, said) => {
    const { exitCode, stdout, stderr } = await answered(200, body);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
    expect(stderr).toContain(` answered 200 with an error: ${said}`);
  });

  test.each(['', 'hello', '7', 'null', '{"a":1}', '"traces"'])(
    'with %j for an answer says so',
    async (body) => {
      const { exitCode, stdout, stderr } = await answered(200, body);
      expect(stdout).toBe('');
      expect([4, 5]).toContain(exitCode);
      expect(stderr).toMatch(
        /cannot read http|answered something that is not JSON|answered JSON that is not/,
      );
      expect(stderr).toContain('hint: is the kind of backend right? --backend-kind states it\n');
    },
  );

  test('with nothing and 204 says so', async () => {
    const { exitCode, stderr } = await answered(204, '');
    expect([4, 5]).toContain(exitCode);
    expect(stderr).toMatch(what === 'show' ? /it is empty/ : /empty|not JSON/);
  });
});

test.each(['', 'hello', '{"a":1}', '{"message":"Unauthorized"}'])(
  'a server of no known kind is called that: %j',
  async (body) => {
    const args = ['services', '-b', await serve(200, body)];
    const { exitCode, stderr } = await run([...args, '--retries', '0']);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/is no Jaeger, Tempo or Zipkin\n|answered 200 with an error: Unauthorized\n/);
  },
);

test('a trace that is not there is told from an error by what is said', async () => {
  const body = '{"data":[],"errors":[{"msg":"trace not found"}]}';
  const backend = `jaeger+${await serve(200, body)}`;
  const { exitCode, stderr } = await run(['show', traceId, '-b', backend]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain(`no trace ${traceId} at `);
});

test('a password that is a part of the address, too, is taken out of the sentence only', async () => {
  const url = await serve(500, 'oops');
  const { port } = new URL(url);
  const args = ['services', '-b', `jaeger+${url}`, '--user', `me:${port}`, '--retries', '0'];
  const { exitCode, stderr } = await run(args);
  expect(exitCode).toBe(5);
  expect(stderr).toBe('tracectl: http://127.0.0.1:***/api/services answered 500: oops\n');
});
