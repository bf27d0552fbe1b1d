import type { ByteSource } from './source.ts';

/** The same source; `onRead` hears how many bytes each read has brought, and ends the reading by what it throws. */
export function observed(source: ByteSource, onRead: (count: number) => void): ByteSource {
  return {
    name: source.name,
    path: source.path,
    byteLength: source.byteLength,
    read(target, offset, length) {
      const count = source.read(target, offset, length);
      onRead(count);
      return count;
    },
    close: () => source.close(),
  };
}
