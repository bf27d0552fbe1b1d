/**
 * A window that slides over a source: what both pull readers stand on. `buf[pos, end)` is read but not consumed, and
 * buf[end] is always 0, so that a scan may look one byte ahead without asking for the end.
 */
import type { ByteSource } from './source.ts';

const initialSize = 1 << 18;

/** The sliding window; a token may be of any length, the window grows to hold it. */
export class ByteWindow {
  buf: Uint8Array = new Uint8Array(initialSize + 8);
  /** The same bytes, for looking at four at once. */
  words: DataView = new DataView(this.buf.buffer);
  pos = 0;
  end = 0;
  /** Offset in the source of buf[0]. */
  base = 0;
  /** The byte before buf[0]; a line break at the start of the source. */
  protected before = 0x0a;
  protected readonly source: ByteSource;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Offset in the source of the next byte. */
  get byte(): number {
    return this.base + this.pos;
  }

  /** Up to `count` bytes that come next, fewer only at the end; a view, valid until the next read. */
  peek(count: number): Uint8Array {
    this.ensure(count);
    return this.buf.subarray(this.pos, Math.min(this.pos + count, this.end));
  }

  /** Whether `count` bytes are in the window from pos on, read if need be. */
  ensure(count: number): boolean {
    while (this.pos + count > this.end) if (!this.more(this.pos)) return false;
    return true;
  }

  /** Reads on, keeping the bytes from `from`: they move to the front. False at the end of the source. */
  protected more(from: number): boolean {
    const kept = this.end - from;
    if (from > 0) {
      this.before = this.buf[from - 1];
      this.buf.copyWithin(0, from, this.end);
      this.base += from;
      this.pos -= from;
      this.end = kept;
    }
    if (kept + 8 >= this.buf.length) this.setBuffer(this.larger(this.buf.length * 2));
    const count = this.source.read(this.buf, kept, this.buf.length - 8 - kept);
    this.end = kept + count;
    this.buf[this.end] = 0;
    return count > 0;
  }

  /** A buffer of another size with the same bytes; the one before is not used any more. */
  protected larger(size: number): Uint8Array {
    const buf = new Uint8Array(size);
    buf.set(this.buf.subarray(0, this.end));
    return buf;
  }

  protected setBuffer(buf: Uint8Array): void {
    this.buf = buf;
    this.words = new DataView(buf.buffer, buf.byteOffset, buf.length);
  }
}
