/** Fields a message may have, by number: a wire type, the lengths that bytes may have, or the fields of a submessage. */
export interface MessageShape {
  [field: number]: number | readonly number[] | MessageShape;
}

/** The ids of one span take more; less may be anything, a few line breaks for one. */
const fewestBytes = 20;

/**
 * Whether bytes begin with a message of this shape: up to the end of the first submessage that is not empty, every field
 * that can be seen is one of the shape's, with its wire type. What comes behind it may be damaged, and the bytes may be
 * cut anywhere.
 */
export function looksLikeMessage(bytes: Uint8Array, shape: MessageShape): boolean {
  return bytes.length > fewestBytes && fits(bytes, 0, bytes.length, shape, true);
}

function fits(bytes: Uint8Array, from: number, to: number, shape: MessageShape, isTop: boolean): boolean {
  let at = from;
  while (at < to) {
    const [tag, afterTag] = varint(bytes, at);
    if (afterTag > to) break;
    const wanted = shape[Math.floor(tag / 8)];
    const wireType = tag % 8;
    if (wanted === undefined || wireType !== (typeof wanted === 'number' ? wanted : 2)) return false;
    if (wireType !== 2) {
      at = endOfNumber(bytes, afterTag, wireType);
      continue;
    }
    const [length, start] = varint(bytes, afterTag);
    if (!contentFits(bytes, start, Math.min(start + length, to), length, wanted)) return false;
    if (isTop && length > 0 && typeof wanted === 'object') return true;
    at = start + length;
    // A message inside another must end where that does; the top may be cut.
    if (!isTop && at > to && to < bytes.length) return false;
  }
  return !isTop;
}

/** Whether bytes of a field, as many of them as can be seen, are what its number stands for. */
function contentFits(
  bytes: Uint8Array,
  from: number,
  to: number,
  length: number,
  wanted: number | readonly number[] | MessageShape,
): boolean {
  if (isLengths(wanted)) return wanted.includes(length);
  return typeof wanted === 'number' || fits(bytes, from, to, wanted, false);
}

function endOfNumber(bytes: Uint8Array, from: number, wireType: number): number {
  if (wireType === 0) return varint(bytes, from)[1];
  return from + (wireType === 1 ? 8 : 4);
}

function isLengths(wanted: number | readonly number[] | MessageShape): wanted is readonly number[] {
  return Array.isArray(wanted);
}

function varint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  let scale = 1;
  let at = from;
  for (; at < bytes.length && at < from + 10; at++) {
    value += (bytes[at] & 0x7f) * scale;
    scale *= 128;
    if (bytes[at] < 0x80) return [value, at + 1];
  }
  return [value, Infinity];
}
