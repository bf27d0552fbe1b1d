import { afterEach, expect, test, vi } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { StringTable } from '../../src/model/strings.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const text = JSON.stringify(Array.from({ length: 5 }, (_, i) => ({ name: `n${i}` })));

/** How many objects of a list a made-up format reads by shape, with modules loaded anew, and what it reads. */
async function read(): Promise<{ byShape: number; names: unknown[] }> {
  vi.resetModules();
  const { kernelUse } = await import('../../src/bytes/shape-kernel.ts');
  kernelUse.from = 0;
  const { JsonReader } = await import('../../src/bytes/json-reader.ts');
  const { Format } = await import('./made-up-format.ts');
  const format = new Format(new JsonReader(fromBytes(Buffer.from(text), 'test'), new StringTable()));
  while (format.json.nextElement()) format.read(true);
  return { byShape: format.byShape, names: format.seen.map(({ name }) => name) };
}

test('where there is no WebAssembly, all is read key by key', async () => {
  const names = ['n0', 'n1', 'n2', 'n3', 'n4'];
  expect(await read()).toEqual({ byShape: 4, names });
  vi.stubGlobal('WebAssembly', undefined);
  expect(await read()).toEqual({ byShape: 0, names });
});

test('a kernel that was returned knows nothing of the reader before', async () => {
  const { returnKernel, takeKernel } = await import('../../src/bytes/shape-kernel.ts');
  const kernel = takeKernel(1 << 20);
  if (kernel === undefined) throw new Error('there is no WebAssembly');
  const window = kernel.window(1 << 12);
  window?.set(Buffer.from('{"a":1},'));
  expect(kernel.findRepeated(0)).toBe(-1);
  kernel.keepRepeated(kernel.place, 0, 7, 42);
  expect(kernel.findRepeated(0)).toBe(42);
  expect(kernel.stop).toBe(7);
  returnKernel(kernel);
  const again = takeKernel(1 << 20);
  expect(again).toBe(kernel);
  expect(again?.findRepeated(0)).toBe(-1);
});

test('a passage that is too long for its place is not kept', async () => {
  const { takeKernel } = await import('../../src/bytes/shape-kernel.ts');
  const kernel = takeKernel(1 << 20);
  const window = kernel?.window(1 << 13);
  if (kernel === undefined || window === undefined) throw new Error('there is no WebAssembly');
  // So many that some would be in the last place, which the window is behind.
  for (let i = 0; i < 2000; i++) {
    const text = Buffer.from(`]${String(i).padEnd(3000, 'abc')}[`);
    window.set(text);
    kernel.keepPassage(0, text.length, 1, 2);
    expect(text.equals(window.subarray(0, text.length))).toBe(true);
  }
});

test('a source that is short is not worth a kernel', async () => {
  const { kernelUse, takeKernel } = await import('../../src/bytes/shape-kernel.ts');
  kernelUse.from = 1000;
  expect(takeKernel(999)).toBeUndefined();
  expect(takeKernel(1000)).toBeDefined();
});
