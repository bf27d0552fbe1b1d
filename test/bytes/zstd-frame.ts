/**
 * A zstd frame that holds bytes as they are: Node 20 has no compressor.
 * https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1
 */
export function zstdFrame(bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528);
  // One segment, its size in four bytes.
  header[4] = 0xa0;
  header.writeUInt32LE(bytes.length, 5);
  const parts: Uint8Array[] = [header];
  for (let at = 0; at === 0 || at < bytes.length; at += largestBlock) {
    const block = bytes.subarray(at, at + largestBlock);
    const isLast = at + largestBlock >= bytes.length;
    const start = Buffer.alloc(3);
    start.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(start, block);
  }
  return new Uint8Array(Buffer.concat(parts));
}

const largestBlock = 1 << 17;
