/**
 * The collector's file exporter with `compression: zstd`: a 32-bit big-endian length and a zstd frame, repeated. Read as
 * what the exporter writes without compression: JSON lines, or length-prefixed protobuf messages.
 */
import { unzstdBytes } from './inflate.ts';
import type { Lookahead } from './lookahead.ts';
import { type ByteSource, DamagedBytes } from './source.ts';

/** Frames longer than this are not what a collector writes. */
const longestFrame = 1 << 30;

/** The messages of a framed zstd file, framed as without compression. */
export function unframeZstd(source: Lookahead): ByteSource {
  let ready = new Uint8Array(0);
  return {
    name: source.name,
    read(target, offset, length) {
      if (ready.length === 0) ready = nextMessage(source);
      const count = Math.min(length, ready.length);
      target.set(ready.subarray(0, count), offset);
      ready = ready.subarray(count);
      return count;
    },
    close: () => source.close(),
  };
}

function nextMessage(source: Lookahead): Uint8Array<ArrayBuffer> {
  const prefix = source.peek(4);
  if (prefix.length === 0) return new Uint8Array(0);
  const length = prefix.length < 4 ? 0 : new DataView(prefix.buffer, prefix.byteOffset).getUint32(0);
  if (length === 0 || length > longestFrame) throw new DamagedBytes('a zstd frame has no sensible length');
  const frame = source.peek(4 + length);
  if (frame.length < 4 + length) throw new DamagedBytes('a zstd frame ends early');
  const message = unzstdBytes(frame.subarray(4));
  source.drop(4 + length);
  const isJson = message[0] === 0x7b;
  const framed = new Uint8Array(message.length + (isJson ? 1 : 4));
  framed.set(message, isJson ? 0 : 4);
  if (isJson) framed[message.length] = 0x0a;
  else new DataView(framed.buffer).setUint32(0, message.length);
  return framed;
}
