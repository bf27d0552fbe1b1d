/** What a thread of the command runs: it reads one part of a file, and hands over what is in it or what it has counted. */
import { parentPort, workerData } from 'node:worker_threads';

if (parentPort !== null) void work(parentPort);

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const { buffersOf, loadCountPart, readPart } = await import('../src/main.ts');
  if ('plan' in workerData) {
    const countPart = await loadCountPart();
    return countPart(workerData, port);
  }
  const result = readPart(workerData);
  port.postMessage(result, buffersOf(result.part));
}
