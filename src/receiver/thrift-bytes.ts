/** Bytes as the transport that Thrift's library reads from. Its own copies them, and waits for more at the end. */
export class ThriftBytes {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A view. */
  read(length: number): Buffer {
    const from = this.advance(length);
    return this.bytes.subarray(from, this.at);
  }

  readString(length: number): string {
    return this.read(length).toString('utf8');
  }

  readByte(): number {
    return this.bytes.readInt8(this.advance(1));
  }

  readI16(): number {
    return this.bytes.readInt16BE(this.advance(2));
  }

  readI32(): number {
    return this.bytes.readInt32BE(this.advance(4));
  }

  readDouble(): number {
    return this.bytes.readDoubleBE(this.advance(8));
  }

  private advance(length: number): number {
    const from = this.at;
    if (length < 0 || from + length > this.bytes.length) throw new RangeError('the data ends early');
    this.at += length;
    return from;
  }
}
