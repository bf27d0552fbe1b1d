/** What a thread of the command runs: it reads files and parts of files, and hands over what is in them or what it has counted. */
import { parentPort, workerData } from 'node:worker_threads';

import { cacheCode } from './code-cache.ts';

if (parentPort !== null) void work(parentPort);

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const keepCode = cacheCode('thread', process.env);
  const { buffersOf, loadCounting, reading } = await import('../src/main.ts');
  const answer =
    'plan' in workerData ? await (await loadCounting())(workerData, keepCode) : reading(workerData, keepCode);
  port.on('message', (question) => {
    const told = answer(question);
    port.postMessage(told, buffersOf(told));
  });
}
