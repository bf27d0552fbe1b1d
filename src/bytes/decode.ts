/** From stored bytes to plain ones: compression, framing and text encoding, told by the first bytes, never by a name. */
import { gunzip, unzstd } from './inflate.ts';
import { Lookahead } from './lookahead.ts';
import type { ByteSource } from './source.ts';
import { fromUtf16 } from './utf16.ts';
import { unframeZstd } from './zstd-frames.ts';

/** Layers of compression that are taken off; more is an attack. */
const mostLayers = 4;

const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];

/** The source without compression, byte order mark and UTF-16, ready to be looked at. */
export function decodeSource(source: ByteSource): Lookahead {
  let plain = new Lookahead(source, true);
  for (let layer = 0; layer < mostLayers; layer++) {
    const inner = unwrapped(plain);
    if (inner === undefined) break;
    plain = new Lookahead(inner);
  }
  const head = plain.peek(3);
  if (startsWith(head, [0xef, 0xbb, 0xbf])) plain.drop(3);
  else if (startsWith(head, [0xff, 0xfe])) return utf16(plain, 'utf-16le');
  else if (startsWith(head, [0xfe, 0xff])) return utf16(plain, 'utf-16be');
  return plain;
}

function unwrapped(source: Lookahead): ByteSource | undefined {
  const head = source.peek(8);
  if (startsWith(head, [0x1f, 0x8b, 0x08])) return gunzip(source);
  if (startsWith(head, zstdMagic)) return unzstd(source);
  if (startsWith(head.subarray(4), zstdMagic)) return unframeZstd(source);
  return undefined;
}

function utf16(source: Lookahead, encoding: 'utf-16le' | 'utf-16be'): Lookahead {
  source.drop(2);
  return new Lookahead(fromUtf16(source, encoding));
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
