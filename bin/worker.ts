/** What a thread of the command runs: it reads one part of a file and hands it over. */
import { parentPort, workerData } from 'node:worker_threads';

void import('../src/main.ts').then(({ buffersOf, readPart }) => {
  const result = readPart(workerData);
  parentPort?.postMessage(result, buffersOf(result.part));
});
