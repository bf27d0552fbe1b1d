/** Decompression as a source: gzip and zstd, streaming, so that memory does not grow with the file. */
import { fzstd, minizlib } from './lazy-packages.ts';
import { type ByteSource, DamagedBytes } from './source.ts';

const chunkSize = 1 << 16;

/** A decompressor: bytes in by `push`, bytes out by the callback given to its maker. */
interface Inflater {
  push(chunk: Uint8Array, last: boolean): void;
}

/** The content of a gzip source, of all its members. */
export function gunzip(source: ByteSource): ByteSource {
  return new InflatedSource(source, 'gzip', gzipInflater);
}

/** The content of a zstd source, of all its frames. */
export function unzstd(source: ByteSource): ByteSource {
  return new InflatedSource(source, 'zstd', zstdInflater);
}

/** One complete zstd frame, or several, decompressed. Throws DamagedBytes. */
export function unzstdBytes(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  try {
    zstdInflater((chunk) => chunks.push(chunk)).push(bytes, true);
  } catch (error) {
    throw new DamagedBytes('the zstd data is corrupt', { cause: error });
  }
  return Buffer.concat(chunks);
}

/**
 * Not node's own zstd, although newer versions have one: Node 20 has none, and where it is, it neither goes on to a second
 * frame nor says that the data ends early.
 */
function zstdInflater(emit: (chunk: Uint8Array) => void): Inflater {
  const stream = new (fzstd().Decompress)((chunk) => emit(chunk));
  return { push: (chunk, last) => stream.push(chunk, last) };
}

function gzipInflater(emit: (chunk: Uint8Array) => void): Inflater {
  const stream = new (minizlib().Gunzip)({});
  stream.on('data', (chunk: Uint8Array) => emit(chunk));
  // Errors come as throws, too; without a listener they would end the process first.
  let failure: unknown;
  stream.on('error', (error) => (failure = error));
  return {
    push(chunk, last) {
      if (chunk.length > 0) stream.write(Buffer.from(chunk));
      if (last) stream.end();
      if (failure !== undefined) throw failure;
    },
  };
}

class InflatedSource implements ByteSource {
  readonly name: string;
  private readonly source: ByteSource;
  private readonly inflater: Inflater;
  private readonly kind: string;
  private ready: Uint8Array[] = [];
  private ended = false;
  private failure: DamagedBytes | undefined;

  constructor(source: ByteSource, kind: string, make: (emit: (chunk: Uint8Array) => void) => Inflater) {
    this.source = source;
    this.name = source.name;
    this.kind = kind;
    this.inflater = make((chunk) => {
      if (chunk.length > 0) this.ready.push(chunk);
    });
  }

  read(target: Uint8Array, offset: number, length: number): number {
    while (this.ready.length === 0 && !this.ended) this.inflate();
    const chunk = this.ready[0];
    if (chunk === undefined) {
      if (this.failure) throw this.failure;
      return 0;
    }
    const count = Math.min(length, chunk.length);
    target.set(chunk.subarray(0, count), offset);
    if (count === chunk.length) this.ready.shift();
    else this.ready[0] = chunk.subarray(count);
    return count;
  }

  close(): void {
    this.source.close();
  }

  private inflate(): void {
    let count = 0;
    let read = 1;
    // Full chunks, each its own memory: fzstd keeps what it could not use yet, and can't start on a few bytes.
    const input = new Uint8Array(chunkSize);
    while (count < chunkSize && read > 0) {
      read = this.source.read(input, count, chunkSize - count);
      count += read;
    }
    this.ended = read === 0;
    try {
      this.inflater.push(input.subarray(0, count), this.ended);
    } catch (error) {
      this.ended = true;
      const end = /unexpected end|EOF/i.test(String(error));
      this.failure = new DamagedBytes(`the ${this.kind} data ${end ? 'ends early' : 'is corrupt'}`, {
        cause: error,
      });
    }
  }
}
