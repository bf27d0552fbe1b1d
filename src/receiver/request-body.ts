/** The body of an HTTP request: bounded while it arrives, and when it is decompressed. */
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

const inflaters = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
]);

/** What `content-encoding` may say. */
export const encodings: readonly string[] = ['gzip', 'deflate', 'identity'];

/** A body beyond the limit. */
export class BodyTooLarge extends Error {}

/** More bodies at once than fit into memory. */
export class TooManyBodies extends Error {}

/** A body that ended early, or is compressed in a way that is not known, or not compressed as it says. */
export class UnreadableBody extends Error {}

/** What is over a limit is read and thrown away, so that the answer is not lost in a broken connection; not for ever. */
const mostThrownAway = 8;

/** A request, as far as its body goes. */
export interface Incoming extends AsyncIterable<unknown> {
  headers: IncomingHttpHeaders;
}

/** A body that is arriving. */
interface Arriving {
  chunks: Uint8Array[];
  /** Bytes that came, and those of them that are held. */
  size: number;
  held: number;
  failure: Error | undefined;
}

/** Bounds of bodies, and the bytes of those that are arriving. */
export class BodyLimits {
  /** Bytes of one body, compressed and not. */
  readonly each: number;
  private readonly together: number;
  private held = 0;

  constructor(each: number, together: number = each * 4) {
    this.each = each;
    this.together = together;
  }

  /** The whole body, decompressed. Throws BodyTooLarge, TooManyBodies and UnreadableBody. */
  async read(request: Incoming): Promise<Uint8Array> {
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    const arriving = { chunks: [], size: 0, held: 0, failure: undefined };
    try {
      return await this.decompressed(await this.arrived(request, arriving), encoding);
    } finally {
      this.release(arriving);
    }
  }

  private async arrived(request: Incoming, arriving: Arriving): Promise<Buffer> {
    try {
      for await (const chunk of request) {
        if (chunk instanceof Uint8Array) this.take(chunk, arriving);
        if (arriving.size > this.each * mostThrownAway) break;
      }
    } catch (cause) {
      throw new UnreadableBody('the body ended early', { cause });
    }
    if (arriving.failure !== undefined) throw arriving.failure;
    return Buffer.concat(arriving.chunks);
  }

  private take(chunk: Uint8Array, arriving: Arriving): void {
    arriving.size += chunk.length;
    if (arriving.failure !== undefined) return;
    if (arriving.size > this.each) {
      arriving.failure = new BodyTooLarge(`the body is larger than ${this.each} bytes`);
    } else if (this.held + chunk.length > this.together) {
      arriving.failure = new TooManyBodies('too much arrives at once');
    } else {
      arriving.chunks.push(chunk);
      arriving.held += chunk.length;
      this.held += chunk.length;
      return;
    }
    // Room for those that come in full.
    this.release(arriving);
  }

  private release(arriving: Arriving): void {
    this.held -= arriving.held;
    arriving.held = 0;
    arriving.chunks = [];
  }

  private async decompressed(body: Buffer, encoding: string): Promise<Uint8Array> {
    if (encoding === 'identity' || encoding === '') return body;
    const inflater = inflaters.get(encoding);
    if (inflater === undefined) throw new UnreadableBody(`content-encoding ${encoding} is not known`);
    try {
      return await inflater(body, { maxOutputLength: this.each });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
        throw new BodyTooLarge(`the body is larger than ${this.each} bytes when it is decompressed`);
      }
      throw new UnreadableBody(`the body is not in ${encoding}`, { cause });
    }
  }
}
