/**
 * Replies of real servers, recorded by test/e2e/backends/record.mjs and, where they lie beside this repository, others':
 * what is refused comes to an exit code, a sentence that quotes it and a hint; what is answered is shown.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MockAgent } from 'undici';
import { describe, expect, test } from 'vitest';

import { repository, type Run, run } from '../cli/context.ts';

interface Recorded {
  name: string;
  path?: string;
  status: number;
  contentType: string;
  body: Buffer;
}

const traceId = '0123456789abcdef0123456789abcdef';

/** Runs a command whose every request gets the same answer. */
async function answered(args: string[], { status, contentType, body }: Recorded): Promise<Run> {
  const transport = new MockAgent();
  transport.disableNetConnect();
  transport
    .get('http://backend:1')
    .intercept({ path: () => true })
    .reply(status, body, { headers: { 'content-type': contentType } })
    .persist();
  const result = await run([...args, '--retries', '0'], { transport });
  await transport.close();
  return result;
}

/** Bodies beside `name.http.txt`, which tells status and headers. */
function jaegerReplies(folder: string): Recorded[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.http.txt'));
  return names.flatMap((file) => {
    const name = file.replace('.http.txt', '');
    const head = readFileSync(join(folder, file), 'utf8');
    const status = Number(/^< (\d+)/m.exec(head)?.[1]);
    const contentType = /^< Content-Type: (.*)$/m.exec(head)?.[1] ?? '';
    const bodyFile = ['json', 'html', 'txt'].map((end) => join(folder, `${name}.${end}`)).find(existsSync);
    if (bodyFile === undefined || /HEAD|POST/.test(name)) return [];
    return [
      { name: `${folder.split('/').pop()}/${name}`, status, contentType, body: readFileSync(bodyFile) },
    ];
  });
}

interface IndexLine {
  name: string;
  method: string;
  status: number;
  headers: Record<string, string>;
  file: string;
}

/** An `index.jsonl` tells of each body its status and headers. */
function indexedReplies(folder: string): Recorded[] {
  const lines = readFileSync(join(folder, 'index.jsonl'), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { name, method, status, headers, file }: IndexLine = JSON.parse(line);
    if (method !== 'GET' || !existsSync(join(folder, file))) return [];
    const contentType = headers['Content-Type'] ?? headers['content-type'] ?? '';
    const body = readFileSync(join(folder, file));
    return [{ name: `${folder.split('/').pop()}/${name}`, status, contentType, body }];
  });
}

/** The replies of a server that this repository keeps: `index.json` tells of each its request, status and headers. */
function ownReplies(server: string): Recorded[] {
  const folder = join(repository, 'fixtures/backends', server);
  const index: Record<string, OwnReply> = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  return Object.entries(index).map(([name, { status, contentType, file, request }]) => ({
    name: `${server}/${name}`,
    path: request.path,
    status,
    contentType: contentType ?? '',
    body: readFileSync(join(folder, file)),
  }));
}

interface OwnReply {
  request: { path: string };
  status: number;
  contentType: string | null;
  file: string;
}

const kinds = ['jaeger', 'tempo', 'zipkin'] as const;

function isPage({ contentType }: Recorded): boolean {
  return contentType.startsWith('text/html');
}

function isRefusal(reply: Recorded): boolean {
  return reply.status >= 400 || isPage(reply);
}

const own = {
  jaeger: [...ownReplies('jaeger-v1'), ...ownReplies('jaeger-v2')],
  tempo: ownReplies('tempo'),
  zipkin: ownReplies('zipkin'),
};

const recorded = join(process.env['TRACECTL_SHARED'] ?? '../shared', 'recorded');
const isThere = existsSync(recorded);

describe('recorded refusals', () => {
  const jaeger = isThere
    ? ['jaeger-v1api', 'variants'].flatMap((folder) => jaegerReplies(join(recorded, 'jaeger', folder)))
    : [];
  const tempo = isThere
    ? ['tempo28', 'tempo303', 'tempo28_tenants', 'tempo28_partial'].flatMap((folder) =>
        indexedReplies(join(recorded, 'tempo', folder)),
      )
    : [];
  const zipkin = isThere
    ? ['strict', 'zipkin_nonstrict', 'zipkin_nosearch'].flatMap((folder) =>
        indexedReplies(join(recorded, 'zipkin', folder)),
      )
    : [];
  const all = { jaeger, tempo, zipkin };
  const refusals = kinds.flatMap((kind) =>
    [...own[kind], ...all[kind]].filter(isRefusal).map((reply) => ({ kind, reply, name: reply.name })),
  );
  const unknown = refusals.filter(({ reply }) => reply.status === 404 && !isPage(reply));
  const pages = refusals.filter(({ reply }) => isPage(reply));
  const errors = refusals.filter((one) => !unknown.includes(one) && !pages.includes(one));

  test('are many', () => {
    expect(refusals.length).toBeGreaterThan(isThere ? 130 : 40);
  });

  test.each(unknown)('$name: there is no such trace', async ({ kind, reply }) => {
    const result = await answered(['show', traceId, '-b', `${kind}+http://backend:1`], reply);
    expect(result).toMatchObject({ exitCode: 3, stdout: '' });
    expect(result.stderr).toContain(`no trace ${traceId} at `);
    expect(result.stderr).toContain('hint: ');
  });

  test.each(pages)('$name is a web page', async ({ kind, reply }) => {
    const result = await answered(['show', traceId, '-b', `${kind}+http://backend:1`], reply);
    expect(result).toMatchObject({ exitCode: 5, stdout: '' });
    expect(result.stderr).toContain('answered with a web page');
  });

  test.each(errors)('$name is an error that says what the server said', async ({ kind, reply }) => {
    const result = await answered(['show', traceId, '-b', `${kind}+http://backend:1`], reply);
    expect(result).toMatchObject({ exitCode: 5, stdout: '' });
    expect(result.stderr).toContain(` answered ${reply.status}`);
    const said = reply.body.toString('utf8').trim();
    const message = /"(?:msg|message)":"((?:[^"\\]|\\.)+)"/.exec(said)?.[1] ?? said;
    expect(result.stderr.replaceAll(/\s+/g, ' ')).toContain(message.replaceAll(/\s+/g, ' ').slice(0, 40));
  });

  test.each([
    [401, 'tempo/tenant-missing-trace', '--tenant'],
    [401, 'jaeger-v1/tenant-missing-trace', '--tenant'],
    [422, 'tempo/trace-v1-too-large', 'limit on the size'],
  ])('%d of %s comes with a hint of what to do', async (status, name, hint) => {
    const reply = [...own.jaeger, ...own.tempo].find((one) => one.name === name);
    expect(reply?.status).toBe(status);
    if (reply === undefined) return;
    const kind = name.startsWith('tempo') ? 'tempo' : 'jaeger';
    const { stderr } = await answered(['show', traceId, '-b', `${kind}+http://backend:1`], reply);
    expect(stderr).toContain(hint);
  });

  test.each(['tempo/trace-v2-unknown', 'tempo/trace-v1-unknown'])(
    'Tempo says by %s that it has no such trace',
    async (name) => {
      const reply = own.tempo.find((one) => one.name === name);
      expect(reply).toBeDefined();
      if (reply === undefined) return;
      const { exitCode, stderr } = await answered(['show', traceId, '-b', 'tempo+http://backend:1'], reply);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('(tried no time range, the last 1d, the last 7d, the last 30d)');
    },
  );

  test('a part of a trace is shown, and called one', async () => {
    const reply = own.tempo.find(({ name }) => name === 'tempo/trace-v2-partial');
    expect(reply).toBeDefined();
    if (reply === undefined) return;
    const id = /([0-9a-f]{32})/.exec(reply.path ?? '')?.[1] ?? '';
    const { stdout, stderr } = await answered(['show', id, '-b', 'tempo+http://backend:1'], reply);
    expect(stdout).toContain(`trace ${id}`);
    expect(stderr).toContain('warning: Tempo has only a part of this trace: Trace exceeds maximum size of ');
  });
});

/** Runs a command against a server that answers each recorded path as recorded, and others as it answers wrong paths. */
async function replayed(replies: readonly Recorded[], args: string[]): Promise<Run> {
  const transport = new MockAgent();
  transport.disableNetConnect();
  const pool = transport.get('http://backend:1');
  const wrong = replies.find(({ name }) => name.endsWith('/wrong-path'));
  // Some paths were asked before the server had anything, too.
  const late = replies.filter(({ name }) => !name.endsWith('-none'));
  for (const { path = '', status, contentType, body } of late) {
    pool
      .intercept({ path })
      .reply(status, body, { headers: { 'content-type': contentType } })
      .persist();
  }
  const headers = { 'content-type': wrong?.contentType ?? '' };
  pool
    .intercept({ path: () => true })
    .reply(wrong?.status ?? 404, wrong?.body ?? '', { headers })
    .persist();
  const result = await run(args, { transport });
  await transport.close();
  return result;
}

describe('recorded answers', () => {
  const servers: [string, string, Recorded[]][] = [
    ['jaeger', 'jaeger-v1/trace', ownReplies('jaeger-v1')],
    ['jaeger', 'jaeger-v2/trace', ownReplies('jaeger-v2')],
    ['tempo', 'tempo/trace-v2', own.tempo],
    ['zipkin', 'zipkin/trace', own.zipkin],
  ];

  test.each(servers)(
    'of %s tell its kind by two requests at most; %s is shown',
    async (kind, name, replies) => {
      const path = replies.find((reply) => reply.name === name)?.path;
      const id = /[0-9a-f]{32}/.exec(path ?? '')?.[0] ?? '';
      const args = ['show', id, '-b', 'http://backend:1', '-v'];
      const { stdout, stderr, exitCode } = await replayed(replies, args);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`trace ${id}`);
      expect(stderr.toLowerCase()).toContain(`it is ${kind}\n`);
      expect(stderr.split('it is ')[0].match(/GET /g)?.length).toBeLessThanOrEqual(2);
    },
  );

  test.each(servers)('of %s list its services', async (kind, _, replies) => {
    const { stdout } = await replayed(replies, [
      'services',
      '-b',
      `${kind}+http://backend:1`,
      '--from',
      '2026-11-21T14:00:00Z',
      '--to',
      '2026-11-21T14:01:00Z',
    ]);
    expect(stdout.split('\n')).toContain('catalog');
  });
});
