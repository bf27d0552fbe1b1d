/** What kind of server answers at an address, by at most two requests. */
import { BackendError } from '../errors.ts';
import { isErrorBody, property } from './answers.ts';
import type { Backend } from './backend.ts';
import type { Client } from './http/client.ts';
import { type Asked, pageFailure, statusFailure } from './http/failures.ts';
import type { Reply } from './http/reply.ts';
import { jaeger } from './jaeger.ts';
import { tempo } from './tempo.ts';
import { zipkin } from './zipkin.ts';

/**
 * The kind of a server. The first question is one that only Zipkin answers with a list: Jaeger answers any path it does
 * not know with its web page, Tempo with 404. The second makes sure. Throws BackendError where it is none of them.
 */
export async function probeKind(client: Client): Promise<Backend> {
  const first = await client.get('/api/v2/services');
  const { isPage, status } = first;
  const isList = first.isOk && Array.isArray(first.json());
  refuseAccess(client, first);
  if (isList) return zipkin;
  const [backend, path, confirms] = isPage || status === 200 ? jaegerCheck : tempoCheck;
  const second = await client.get(path);
  if (second.isOk && confirms(second)) {
    second.dispose();
    return backend;
  }
  return refused(client, second);
}

type Check = [backend: Backend, path: string, confirms: (reply: Reply) => boolean];

const jaegerCheck: Check = [jaeger, '/api/services', (reply) => property(reply.json(), 'data') !== undefined];

/** Answered without a tenant, too. */
const tempoCheck: Check = [tempo, '/api/echo', (reply) => reply.text(64).trim() === 'echo'];

/** Not found is an answer here; refused access and a broken server are none. */
function refuseAccess(client: Client, reply: Reply): void {
  const asked = client.asked(reply.url);
  const isRefused = [401, 403, 407].includes(reply.status) || reply.status >= 500;
  const failure = isRefused ? answerFailure(reply, asked) : undefined;
  reply.dispose();
  if (failure !== undefined) throw failure;
}

function refused(client: Client, reply: Reply): never {
  const asked = client.asked(client.base);
  const isError = reply.isPage || (reply.isOk && isErrorBody(reply.json()));
  const failure = isError ? answerFailure(reply, asked) : undefined;
  refuseAccess(client, reply);
  if (failure !== undefined) throw failure;
  throw new BackendError(`what answers at ${asked.url} is no Jaeger, Tempo or Zipkin`, {
    hint: 'is the base path right? --backend-kind jaeger, tempo or zipkin states the kind',
  });
}

function answerFailure(reply: Reply, asked: Asked): BackendError {
  return reply.isPage
    ? pageFailure(reply.status, reply.text(), asked)
    : statusFailure(reply.status, reply.said, asked);
}
