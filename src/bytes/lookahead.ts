import { type ByteSource, DamagedBytes } from './source.ts';

/** A source whose next bytes can be looked at before they are read. */
export class Lookahead implements ByteSource {
  readonly name: string;
  /** Whether these are the bytes of the source given, nothing taken off. */
  readonly isRaw: boolean;
  readonly byteLength: number | undefined;
  private readonly source: ByteSource;
  private held = new Uint8Array(0);
  /** Damage met while looking ahead; thrown when reading gets there. */
  private failure: DamagedBytes | undefined;

  constructor(source: ByteSource, isRaw = false) {
    this.source = source;
    this.isRaw = isRaw;
    this.byteLength = isRaw ? source.byteLength : undefined;
    this.name = source.name;
  }

  /** Up to `count` bytes that come next; fewer only at the end. A view, valid until the next read. */
  peek(count: number): Uint8Array {
    if (this.held.length < count && this.failure === undefined) this.fill(count);
    return this.held.subarray(0, count);
  }

  /** Drops `count` bytes that were looked at. */
  drop(count: number): void {
    this.held = this.held.subarray(count);
  }

  read(target: Uint8Array, offset: number, length: number): number {
    if (this.held.length === 0) {
      if (this.failure !== undefined) throw this.failure;
      return this.source.read(target, offset, length);
    }
    const count = Math.min(length, this.held.length);
    target.set(this.held.subarray(0, count), offset);
    this.held = this.held.subarray(count);
    return count;
  }

  close(): void {
    this.source.close();
  }

  private fill(count: number): void {
    const held = new Uint8Array(count);
    held.set(this.held);
    let size = this.held.length;
    try {
      while (size < count) {
        const read = this.source.read(held, size, count - size);
        if (read === 0) break;
        size += read;
      }
    } catch (error) {
      if (!(error instanceof DamagedBytes)) throw error;
      this.failure = error;
    }
    this.held = held.subarray(0, size);
  }
}
