/** The data of the file, unpacked when asked for. */
import type { OverviewData, TraceData } from '../data.ts';

/** The first block. Throws where the browser is too old or the file was cut. */
export function readOverview(): Promise<OverviewData> {
  return readBlock<OverviewData>(0);
}

/** The trace of a block. */
export function readTrace(block: number): Promise<TraceData> {
  return readBlock<TraceData>(block);
}

async function readBlock<T>(number: number): Promise<T> {
  const text = document.getElementById(`block-${number}`)?.textContent;
  if (!text) throw new Error('the file is not whole: its data are missing');
  if (typeof DecompressionStream === 'undefined')
    throw new Error('this browser is too old to unpack the data');
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file's own data, written by the other half of this code
  return (await new Response(stream).json()) as T;
}

/** The bytes of a base64 text. A loop: for megabytes, a function a letter takes longer than unpacking. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
