/** What the backends' answers have in common: which are answers at all, and lists of names in JSON. */
import { BackendError } from '../errors.ts';
import type { Client } from './http/client.ts';
import { type Asked, pageFailure, statusFailure } from './http/failures.ts';
import type { Reply } from './http/reply.ts';

/** The reply, if it is a success and no web page; throws BackendError with what the server said, and disposes of it. */
export function accepted(client: Client, reply: Reply): Reply {
  const failure = failureOf(reply, client.asked(reply.url));
  if (failure === undefined) return reply;
  reply.dispose();
  throw failure;
}

function failureOf(reply: Reply, asked: Asked): BackendError | undefined {
  const { status, isOk, isPage, said } = reply;
  if (isPage) return pageFailure(status, reply.text(), asked);
  if (!isOk) return statusFailure(status, said, asked);
  const isError = reply.size < longestError && isErrorBody(reply.json());
  return isError ? statusFailure(status, said, asked) : undefined;
}

/** An error is short. */
const longestError = 4096;

/** What answers have: Jaeger `data`, Tempo the others. */
const payloads = ['data', 'trace', 'batches', 'traces', 'tagValues', 'tagNames', 'scopes'];

/** Whether JSON is an error and nothing else, as some stores and gateways answer with status 200. */
export function isErrorBody(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (payloads.some((name) => !isNothing(property(value, name)))) return false;
  return ['errors', 'error', 'message'].some((name) => !isNothing(property(value, name)));
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/**
 * The JSON of a reply that was accepted, and that is an answer; throws BackendError where it is none, with what it should
 * be `wanted`.
 */
export function acceptedJson(
  client: Client,
  reply: Reply,
  wanted: string,
  isAnswer: (value: unknown) => boolean,
): unknown {
  const value = accepted(client, reply).json();
  const { url } = reply;
  reply.dispose();
  if (isAnswer(value)) return value;
  const what = value === undefined ? 'something that is not JSON' : `JSON that is not ${wanted}`;
  throw new BackendError(`${client.asked(url).url} answered ${what}`, { hint: kindHint });
}

/** What may be wrong where an answer is none. */
export const kindHint: string = 'is the kind of backend right? --backend-kind states it';

/** A property of a JSON object; undefined of anything else. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A property that is a text; an empty one where it is not. */
export function textProperty(value: unknown, name: string): string {
  const text = property(value, name);
  return typeof text === 'string' ? text : '';
}

/** A JSON list; an empty one where there is none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts among the elements of a JSON list, or of one property of each, sorted, each once. */
export function textsOf(value: unknown, name?: string): string[] {
  const texts = listOf(value)
    .map((element) => (name === undefined ? element : property(element, name)))
    .filter((text) => typeof text === 'string');
  return [...new Set(texts)].sort();
}
