/**
 * `npm run bench`: how long tracectl takes, as ratios of times measured in the same run against something run beside it,
 * because absolute times say more about the machine. Inputs are generated from a seed and kept in .cache/bench.
 *
 *   npm run bench               the full inputs: 1,000,000 spans, 0.5 GB a file
 *   npm run bench -- --short    a tenth of them, as continuous integration does
 *   npm run bench -- --long     also 5,000,000 spans, 2.6 GB, for the memory that they take
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { dump, shaped } from './inputs.js';
import { compare, isShort, megabytes, node, printRow, run, tracectl, usualRuns } from './measure.js';
import { statsRows } from './stats.js';

const spanCount = isShort ? 100_000 : 1_000_000;
const dumps = [dump('otlp', spanCount), dump('jaeger', spanCount)];
const small = 'fixtures/otlp-json/checkout.json';

console.log(
  `node ${process.version}, ${usualRuns} runs each in turn, medians; ratio = tracectl / what it is compared with\n`,
);
if (isShort) console.log('short inputs: start-up weighs more, the goals are for the full ones\n');
printRow('what', 'against', 'goal', 'ratio', 'tracectl', 'against', 'peak memory');

for (const [jobs, goal] of [
  [1, 1],
  [2, 0.7],
]) {
  for (const { path, kind } of dumps) {
    compare(
      `slowest -j ${jobs}, ${megabytes(path)} ${kind}`,
      'JSON.parse of its records',
      goal,
      tracectl('slowest', path, '-j', String(jobs)),
      node('bench/parse-records.js', path, kind),
      { path },
    );
  }
}
for (const { path, kind, traceId } of dumps) {
  const theirs = ['grep', '-c', traceId, path];
  compare(`show <id>, ${kind}`, 'grep -c <id>', 3, tracectl('show', traceId, path), theirs);
}
statsRows(dumps, spanCount);
// Short commands are noisy: more runs.
const runs = usualRuns * 4;
compare('--version', 'node -e 0', 1.3, tracectl('--version'), node('-e', '0'), { runs });
compare('show, 48 spans', 'node -e 0', 2, tracectl('show', small), node('-e', '0'), { runs });
await compareOverHttp();
for (const shape of ['balanced', 'chain', 'siblings']) perSpan(shape);
// What a person feels: from a key to its frame in the viewer, and a page in a browser.
further('--expose-gc', 'bench/explore.js');
further('bench/report.js', 'balanced');

/** A trace from a backend on this machine, against fetching the same bytes and starting node. */
async function compareOverHttp() {
  const server = spawn(process.execPath, ['bench/serve.js', small], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(server.stdout, 'data');
    const url = String(line).trim();
    const traceId = /"traceId": *"([0-9a-f]{32})"/.exec(readFileSync(small, 'utf8'))[1];
    const fetched = ['sh', '-c', `curl -s ${url}/ > /dev/null && "${process.execPath}" -e 0`];
    const ours = tracectl('show', traceId, '-b', `tempo+${url}`);
    compare('show <id> of 48 spans over HTTP', 'curl, and node -e 0', 2, ours, fetched, { runs });
  } finally {
    server.kill();
  }
}

/** Time a span takes in a large trace against a small one of the same shape: read, rebuilt, analysed, drawn, in one process. */
function perSpan(shape) {
  const [large, small] = [shaped(shape, 100_000), shaped(shape, 1_000)].map((path) => {
    return Number(run(node('bench/per-span.js', path)).stdout);
  });
  const what = `show, 100,000 spans, ${shape}`;
  printRow(what, '1,000 spans, a span', '<= 2', (large / small).toFixed(2), micros(large), micros(small));
}

/** A bench that measures within one process, and prints rows of its own. */
function further(...args) {
  console.log('');
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
}

function micros(value) {
  return `${(value * 1e6).toFixed(2)} µs`;
}
