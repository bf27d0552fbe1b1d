/** The bytes of a JSON string's content, from behind the opening to the closing quote, with its escapes replaced (RFC 8259, 7). */
export function unescapeJson(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array(to - from);
  let size = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte !== 0x5c) {
      out[size++] = byte;
      continue;
    }
    const escape = bytes[++at];
    if (escape !== 0x75) {
      out[size++] = simple.get(escape) ?? escape;
      continue;
    }
    let code = codeUnit(bytes, at + 1, to);
    if (code < 0) {
      out[size++] = escape;
      continue;
    }
    at += 4;
    if (code >= 0xd800 && code < 0xdc00 && bytes[at + 1] === 0x5c && bytes[at + 2] === 0x75) {
      const low = codeUnit(bytes, at + 3, to);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    size = putUtf8(out, size, code);
  }
  return out.subarray(0, size);
}

const simple = new Map([
  [0x6e, 0x0a],
  [0x74, 0x09],
  [0x72, 0x0d],
  [0x62, 0x08],
  [0x66, 0x0c],
]);

/** Four hexadecimal digits as a UTF-16 code unit, or -1. */
function codeUnit(bytes: Uint8Array, from: number, to: number): number {
  if (from + 4 > to) return -1;
  const text = String.fromCharCode(...bytes.subarray(from, from + 4));
  return /^[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text, 16) : -1;
}

/** Half a surrogate pair is written like any other code point; readers of the bytes see three that are not UTF-8. */
function putUtf8(out: Uint8Array, size: number, code: number): number {
  if (code < 0x80) out[size++] = code;
  else if (code < 0x800) {
    out[size++] = 0xc0 | (code >> 6);
    out[size++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    out[size++] = 0xe0 | (code >> 12);
    out[size++] = 0x80 | ((code >> 6) & 0x3f);
    out[size++] = 0x80 | (code & 0x3f);
  } else {
    out[size++] = 0xf0 | (code >> 18);
    out[size++] = 0x80 | ((code >> 12) & 0x3f);
    out[size++] = 0x80 | ((code >> 6) & 0x3f);
    out[size++] = 0x80 | (code & 0x3f);
  }
  return size;
}

/** The start of a text, for messages. */
export function quoted(text: string): string {
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}
