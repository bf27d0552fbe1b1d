/**
 * Protobuf messages, written from front to back.
 * https://protobuf.dev/programming-guides/encoding/
 *
 *   const mark = buffer.open(2);        the field of a message, whose length is not known yet
 *   buffer.varint(6, kind);
 *   buffer.close(mark);                 puts the length in its place
 *
 * Two bytes are left for a length: most messages need as many, the others are moved.
 */
const WireType = { varint: 0, fixed64: 1, bytes: 2 } as const;

/** Bytes left for a length. */
const lengthRoom = 2;

/** A message as it grows. */
export class ProtobufBuffer {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  size = 0;

  /** What was written, which the buffer then forgets; valid until it is written to again. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.size);
    this.size = 0;
    return taken;
  }

  /** Begins the field of a message; returns where it starts, for `close`. */
  open(field: number): number {
    this.reserve(16);
    this.tag(field, WireType.bytes);
    this.size += lengthRoom;
    return this.size;
  }

  /** Ends the message that was opened last. */
  close(start: number): void {
    const length = this.size - start;
    const room = varintLength(length);
    if (room !== lengthRoom) {
      this.reserve(room);
      this.bytes.copyWithin(start - lengthRoom + room, start, this.size);
      this.size += room - lengthRoom;
    }
    const end = this.size;
    this.size = start - lengthRoom;
    this.number(length);
    this.size = end;
  }

  /** A non-negative integer below 2^53. */
  varint(field: number, value: number): void {
    this.reserve(16);
    this.tag(field, WireType.varint);
    this.number(value);
  }

  /** A signed integer of 64 bits. */
  int64(field: number, value: bigint): void {
    this.reserve(16);
    this.tag(field, WireType.varint);
    let rest = BigInt.asUintN(64, value);
    for (; rest > 127n; rest >>= 7n) this.bytes[this.size++] = Number(rest & 127n) | 128;
    this.bytes[this.size++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.reserve(16);
    this.tag(field, WireType.fixed64);
    this.view.setFloat64(this.size, value, true);
    this.size += 8;
  }

  /** An instant as a fixed64 of nanoseconds. */
  instant(field: number, seconds: number, nanos: number): void {
    this.reserve(16);
    this.tag(field, WireType.fixed64);
    // In parts of 16 bits, so that no step passes what a double holds.
    const low = (seconds % 0x10000) * 1e9 + nanos;
    const high = Math.floor(seconds / 0x10000) * 1e9 + Math.floor(low / 0x10000);
    this.view.setUint32(this.size, (high % 0x10000) * 0x10000 + (low % 0x10000), true);
    this.view.setUint32(this.size + 4, Math.floor(high / 0x10000), true);
    this.size += 8;
  }

  /** Bytes or a text, from a larger array. */
  slice(field: number, source: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.reserve(length + 16);
    this.tag(field, WireType.bytes);
    this.number(length);
    const { bytes, size } = this;
    if (length < 32) for (let i = 0; i < length; i++) bytes[size + i] = source[from + i];
    else bytes.set(source.subarray(from, to), size);
    this.size += length;
  }

  /** The last words of an id, the most significant first. */
  words(field: number, words: Uint32Array, count: number): void {
    this.reserve(32);
    this.tag(field, WireType.bytes);
    this.number(count * 4);
    for (let i = words.length - count; i < words.length; i++) {
      this.view.setUint32(this.size, words[i]);
      this.size += 4;
    }
  }

  private tag(field: number, wireType: number): void {
    this.number(field * 8 + wireType);
  }

  private number(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[this.size++] = (rest % 128) | 128;
    this.bytes[this.size++] = rest;
  }

  private reserve(count: number): void {
    if (this.size + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.size + count));
    larger.set(this.bytes.subarray(0, this.size));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}
