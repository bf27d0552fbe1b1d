/** HTTP requests that bring spans, answered in the words of their protocol. */
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

import type { Format } from '../formats/format.ts';
import { type Intake, MalformedBody, NotKept, type Taken } from './intake.ts';
import { type BodyLimits, BodyTooLarge, encodings, TooManyBodies, UnreadableBody } from './request-body.ts';

/** An answer. */
interface Reply {
  status: number;
  type: string;
  body: string | Uint8Array;
}

/** A kind of body: its format, and what it is turned into before it is read. */
export interface BodyKind {
  format: Format;
  /** Throws MalformedBody. */
  prepare?: (body: Uint8Array) => Promise<Uint8Array>;
}

/** A protocol on HTTP. */
export interface HttpProtocol {
  /** Paths that spans are sent to, and those of other signals: traces, metrics, logs. */
  paths: ReadonlyMap<string, string>;
  /** What a body is, by its content type; undefined where that is none of the protocol's. */
  bodyOf: (contentType: string) => BodyKind | undefined;
  /** Content types, for messages. */
  contentTypes: readonly string[];
  accepted: (taken: Taken, contentType: string) => Reply;
  failed: (status: number, message: string, contentType: string) => Reply;
}

/** The signal that is kept. */
const tracesSignal = 'traces';

/** Seconds after which who was turned away may come again. */
const retryAfter = 1;

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers requests of a protocol; whatever they hold, it neither throws nor ends. */
export function httpListener(protocol: HttpProtocol, intake: Intake, limits: BodyLimits): RequestListener {
  return (request, response) => {
    const contentType = contentTypeOf(request);
    // A connection that breaks has nobody left to tell.
    response.on('error', () => {});
    void answerTo(request, contentType, protocol, intake, limits)
      .catch((error: unknown) => failureOf(error, contentType, protocol, intake))
      .then((reply) => send(request, response, reply));
  };
}

async function answerTo(
  request: IncomingMessage,
  contentType: string,
  protocol: HttpProtocol,
  intake: Intake,
  limits: BodyLimits,
): Promise<Reply> {
  const path = (request.url ?? '').split('?', 1)[0];
  const signal = protocol.paths.get(path);
  if (signal === undefined) {
    const known = [...protocol.paths].filter(([, what]) => what === tracesSignal).map(([name]) => name);
    throw new Refusal(404, `nothing is here; spans are sent to ${known.join(' or ')}`);
  }
  if (request.method !== 'POST') throw new Refusal(405, 'only POST is understood');
  const body = await limits.read(request);
  if (signal !== tracesSignal) {
    intake.skip(signal);
    return protocol.accepted({ spanCount: 0, rejectedCount: 0, problem: '' }, contentType);
  }
  const kind = protocol.bodyOf(contentType);
  if (kind === undefined) {
    throw new Refusal(415, `content-type is none of ${protocol.contentTypes.join(', ')}`);
  }
  const prepared = kind.prepare === undefined ? body : await kind.prepare(body);
  return protocol.accepted(intake.take(kind.format, prepared), contentType);
}

function failureOf(error: unknown, contentType: string, protocol: HttpProtocol, intake: Intake): Reply {
  const status = statusOf(error);
  if (status === 413 || error instanceof TooManyBodies) intake.counts.refusedRequests++;
  if (status === 500) intake.onFailure(error);
  const message = error instanceof Error && status !== 500 ? error.message : 'the request could not be read';
  return protocol.failed(status, message, contentType);
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof MalformedBody) return 400;
  if (error instanceof UnreadableBody) return error.message.startsWith('content-encoding') ? 415 : 400;
  if (error instanceof BodyTooLarge) return 413;
  return error instanceof TooManyBodies || error instanceof NotKept ? 503 : 500;
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body }: Reply): void {
  if (response.destroyed) return;
  const headers: Record<string, string | number> = {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  };
  if (status === 405) headers['allow'] = 'POST';
  if (status === 415) headers['accept-encoding'] = encodings.join(', ');
  if (status === 503) headers['retry-after'] = retryAfter;
  // What is left of a body that was not read would be taken for the next request.
  if (!request.complete) headers['connection'] = 'close';
  response.writeHead(status, headers).end(body);
  request.resume();
}

/** The media type alone, in lower case. */
function contentTypeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0].trim().toLowerCase();
}
