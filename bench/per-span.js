/** Prints the seconds a span takes from bytes to drawn tree, for a file of one trace; the median of rounds in a warm process. */
import { readFileSync } from 'node:fs';

import { analyseTrace, readTraces, treeView } from '../dist/index.js';

const bytes = readFileSync(process.argv[2]);
const rounds = [];
let spans = 0;
// Small traces are repeated until a round is long enough to be timed.
for (let round = 0; round < 9; round++) {
  const started = performance.now();
  let done = 0;
  while (done < 100_000) done += show();
  rounds.push((performance.now() - started) / 1000 / done);
}
console.log(rounds.toSorted((a, b) => a - b)[4]);
if (spans === 0) throw new Error('nothing was read');

function show() {
  let count = 0;
  for (const trace of readTraces(bytes)) {
    spans += treeView(analyseTrace(trace)).length;
    count += trace.spanCount;
  }
  return count;
}
