/**
 * A pull reader for protobuf messages: the caller asks for fields and says what type it wants.
 * https://protobuf.dev/programming-guides/encoding/
 *
 *   const end = protobuf.message();
 *   while (protobuf.nextField(end)) {
 *     switch (protobuf.field) {
 *       case 5: span.name(protobuf.text()); break;
 *       default: protobuf.skip();
 *     }
 *   }
 */
import { absentId, type IdValue } from '../model/ids.ts';
import type { InstantValue, Place } from '../model/span-writer.ts';
import type { StringId, StringTable } from '../model/strings.ts';
import { ByteWindow } from './byte-window.ts';
import { DamagedRecord } from './damaged-record.ts';
import { idOfRawBytes } from './id-bytes.ts';
import type { ByteSource } from './source.ts';

const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Pull reader over one source; see the head of this file. Values are read or skipped, exactly once a field. */
export class ProtobufReader extends ByteWindow implements Place {
  /** Number of the field that nextField found. */
  field = 0;
  readonly line = 0;
  readonly strings: StringTable;
  readonly idValue: IdValue = absentId();
  readonly instantValue: InstantValue = { seconds: 0, nanos: 0 };
  private wireType = 0;
  private problem: string | undefined;

  constructor(source: ByteSource, strings: StringTable) {
    super(source);
    this.strings = strings;
  }

  /** Whether the source has no byte left. */
  atEnd(): boolean {
    return this.pos >= this.end && !this.more(this.pos);
  }

  /** A 32-bit big-endian length, as the collector's file exporter writes before each message; returns the message's end. */
  lengthPrefix(): number {
    this.need(4);
    const { buf, pos } = this;
    const length = buf[pos] * 0x1000000 + ((buf[pos + 1] << 16) | (buf[pos + 2] << 8) | buf[pos + 3]);
    this.pos += 4;
    return this.byte + length;
  }

  /** Moves to the next field before `end` (Infinity: the source's end); false when there is none. */
  nextField(end: number): boolean {
    if (this.byte >= end || this.atEnd()) {
      if (this.byte > end) this.fail('a field is longer than its message');
      if (this.byte < end && end !== Infinity) this.fail('protobuf ends early');
      return false;
    }
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (this.field === 0) this.fail('not protobuf: field number 0');
    return true;
  }

  /** Enters a submessage and returns where it ends. */
  message(): number {
    this.expect(WireType.bytes);
    const length = this.varint();
    return this.byte + length;
  }

  /** A string's interned text. */
  text(): StringId {
    const length = this.leaf();
    const id = this.strings.intern(this.buf, this.pos, this.pos + length);
    this.pos += length;
    return id;
  }

  /** The bytes of a field; a copy. */
  bytes(): Uint8Array {
    const length = this.leaf();
    const bytes = this.buf.slice(this.pos, this.pos + length);
    this.pos += length;
    return bytes;
  }

  /** A trace or span id of 1 to 16 raw bytes; absent when empty. */
  id(): IdValue {
    const length = this.leaf();
    if (length > 16) this.complain('an id is longer than 16 bytes');
    idOfRawBytes(this.buf.subarray(this.pos, this.pos + Math.min(length, 16)), this.idValue);
    this.pos += length;
    return this.idValue;
  }

  /** A non-negative integer below 2^53: an enum, a bool, a length. */
  unsigned(): number {
    this.expect(WireType.varint);
    return this.varint();
  }

  /** A signed 64-bit integer. */
  int64(): bigint {
    this.expect(WireType.varint);
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      this.need(1);
      const byte = this.buf[this.pos++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    return this.fail('not protobuf: a number has no end');
  }

  /** Fixed 64 bits as an unsigned integer. */
  fixed64(): bigint {
    this.expect(WireType.fixed64);
    this.need(8);
    const value = new DataView(this.buf.buffer, this.buf.byteOffset + this.pos).getBigUint64(0, true);
    this.pos += 8;
    return value;
  }

  double(): number {
    this.expect(WireType.fixed64);
    this.need(8);
    const value = new DataView(this.buf.buffer, this.buf.byteOffset + this.pos).getFloat64(0, true);
    this.pos += 8;
    return value;
  }

  /** Fixed 64 bits as an instant in nanoseconds, or in microseconds (digits 6). */
  instant(digits: 9 | 6 = 9): InstantValue {
    const value = this.fixed64() * (digits === 9 ? 1n : 1000n);
    this.instantValue.seconds = Number(value / 1_000_000_000n);
    this.instantValue.nanos = Number(value % 1_000_000_000n);
    return this.instantValue;
  }

  /** Passes over the field's value. */
  skip(): void {
    if (this.wireType === WireType.varint) this.varint();
    else if (this.wireType === WireType.fixed64) this.passOver(8);
    else if (this.wireType === WireType.fixed32) this.passOver(4);
    else if (this.wireType === WireType.bytes) this.passOver(this.varint());
    else this.fail(`not protobuf: wire type ${this.wireType}`);
  }

  /** Moves to a place further on, e.g. the end of a damaged message; false if the source ends before. */
  moveTo(byte: number): boolean {
    while (byte > this.base + this.end) {
      this.pos = this.end;
      if (!this.more(this.pos)) return false;
    }
    this.pos = byte - this.base;
    return true;
  }

  takeProblem(): string | undefined {
    const { problem } = this;
    this.problem = undefined;
    return problem;
  }

  fail(message: string): never {
    throw new DamagedRecord(message, 0, this.byte);
  }

  private complain(problem: string): void {
    this.problem ??= problem;
  }

  private expect(wireType: number): void {
    if (this.wireType !== wireType)
      this.fail(`not the expected message: field ${this.field} has wire type ${this.wireType}`);
  }

  private leaf(): number {
    this.expect(WireType.bytes);
    const length = this.varint();
    this.need(length);
    return length;
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.end) this.need(1);
      const byte = this.buf[this.pos++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return this.fail('not protobuf: a number has no end');
  }

  private passOver(count: number): void {
    if (!this.moveTo(this.byte + count)) this.fail('protobuf ends early');
  }

  private need(count: number): void {
    while (this.pos + count > this.end) if (!this.more(this.pos)) this.fail('protobuf ends early');
  }
}
