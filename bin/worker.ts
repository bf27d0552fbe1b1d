/** What a thread of the command runs: it reads one part of a file, and hands over what is in it or what it has counted. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

import { cacheCode } from './code-cache.ts';

if (parentPort !== null) void work(parentPort);

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const keepCode = cacheCode(join(dirname(fileURLToPath(import.meta.url)), 'parts'), 'thread', process.env);
  const { buffersOf, loadCountPart, readPart } = await import('../src/main.ts');
  if ('plan' in workerData) {
    const countPart = await loadCountPart();
    return countPart(workerData, port, keepCode);
  }
  const result = readPart(workerData);
  keepCode();
  port.postMessage(result, buffersOf(result.part));
}
