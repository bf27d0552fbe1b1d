/** What the backends' answers have in common: which are answers at all, and lists of names in JSON. */
import { BackendError } from '../errors.ts';
import type { Client } from './http/client.ts';
import { pageFailure, statusFailure } from './http/failures.ts';
import type { Reply } from './http/reply.ts';

/** The reply, if it is a success and no web page; throws BackendError with what the server said, and disposes of it. */
export function accepted(client: Client, reply: Reply): Reply {
  const asked = client.asked(reply.url);
  const failure = reply.isPage
    ? pageFailure(reply.text(), asked)
    : reply.isOk
      ? undefined
      : statusFailure(reply.status, reply.said, asked);
  if (failure === undefined) return reply;
  reply.dispose();
  throw failure;
}

/** The JSON of a reply that was accepted; throws BackendError where it is none. */
export function acceptedJson(client: Client, reply: Reply): unknown {
  const value = accepted(client, reply).json();
  const { url } = reply;
  reply.dispose();
  if (value !== undefined) return value;
  throw new BackendError(`${client.asked(url).url} answered something that is not JSON`, {
    hint: 'is the kind of backend right? --backend-kind states it',
  });
}

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
