/**
 * `npm run bench`: how long tracectl takes, as ratios of times measured in the same run against something run beside it,
 * because absolute times say more about the machine. Inputs are generated from a seed and kept in .cache/bench.
 *
 *   npm run bench               the full inputs: 1,000,000 spans, 0.5 GB a file
 *   npm run bench -- --short    a tenth of them, as continuous integration does
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import { writeDump, writeShape } from './generate.js';

const isShort = process.argv.includes('--short');
const spanCount = isShort ? 100_000 : 1_000_000;
let runs = isShort ? 3 : 5;
const folder = '.cache/bench';
const tracectl = ['dist/tracectl.cjs'];

mkdirSync(folder, { recursive: true });

const otlp = dump('otlp', `otlp-${spanCount}.jsonl`);
const jaeger = dump('jaeger', `jaeger-${spanCount}.json`);
const small = 'fixtures/otlp-json/checkout.json';

console.log(
  `node ${process.version}, ${runs} runs each in turn, medians; ratio = tracectl / what it is compared with\n`,
);
if (isShort) console.log('short inputs: start-up weighs more, the goals are for the full ones\n');
console.log(row('what', 'against', 'goal', 'ratio', 'tracectl', 'against', 'peak memory'));

for (const { path, kind } of [otlp, jaeger]) {
  compare(
    `slowest -j 1, ${describe(path)} ${kind}`,
    'JSON.parse of its records',
    1,
    node(...tracectl, 'slowest', path, '-j', '1'),
    node('bench/parse-records.js', path, kind),
    path,
  );
}
for (const { path, kind } of [otlp, jaeger]) {
  compare(
    `slowest -j 2, ${kind}`,
    'JSON.parse of its records',
    0.7,
    node(...tracectl, 'slowest', path, '-j', '2'),
    node('bench/parse-records.js', path, kind),
    path,
  );
}
for (const { path, kind, traceId } of [otlp, jaeger]) {
  compare(`show <id>, ${kind}`, 'grep -c <id>', 3, node(...tracectl, 'show', traceId, path), [
    'grep',
    '-c',
    traceId,
    path,
  ]);
}
// Short commands are noisy: more runs.
runs *= 4;
compare('--version', 'node -e 0', 1.3, node(...tracectl, '--version'), node('-e', '0'));
compare('show, 48 spans', 'node -e 0', 2, node(...tracectl, 'show', small), node('-e', '0'));
await compareOverHttp();
for (const shape of ['balanced', 'chain', 'siblings']) perSpan(shape);

function dump(kind, name) {
  const path = `${folder}/${name}`;
  const note = `${path}.id`;
  if (!existsSync(note)) writeFileSync(note, writeDump(path, kind, spanCount));
  return { path, kind, traceId: readFileSync(note, 'utf8') };
}

function shaped(shape, count) {
  const path = `${folder}/${shape}-${count}.jsonl`;
  if (!existsSync(path)) writeShape(path, shape, count);
  return path;
}

function node(...args) {
  return [process.execPath, ...args];
}

/** Runs both commands in turn and prints the ratio of their median times, and tracectl's peak memory. */
function compare(what, against, goal, ours, theirs, path) {
  const times = [[], []];
  for (let run = 0; run < runs + 1; run++) {
    const pair = [time(ours), time(theirs)];
    // The first run warms the file cache.
    if (run > 0) times.forEach((list, i) => list.push(pair[i]));
  }
  const peak = peakMegabytes(ours);
  const [a, b] = times.map(median);
  const share = path === undefined ? '' : ` (${((peak * 1e6) / statSync(path).size).toFixed(2)} of the file)`;
  console.log(
    row(
      what,
      against,
      `<= ${goal}`,
      (a / b).toFixed(2),
      seconds(a),
      seconds(b),
      `${peak.toFixed(0)} MB${share}`,
    ),
  );
}

/** A trace from a backend on this machine, against fetching the same bytes and starting node. */
async function compareOverHttp() {
  const server = spawn(process.execPath, ['bench/serve.js', small], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(server.stdout, 'data');
    const url = String(line).trim();
    const traceId = /"traceId": *"([0-9a-f]{32})"/.exec(readFileSync(small, 'utf8'))[1];
    const fetched = ['sh', '-c', `curl -s ${url}/ > /dev/null && "${process.execPath}" -e 0`];
    const ours = node(...tracectl, 'show', traceId, '-b', `tempo+${url}`);
    compare('show <id> of 48 spans over HTTP', 'curl, and node -e 0', 2, ours, fetched);
  } finally {
    server.kill();
  }
}

/** Time a span takes in a large trace against a small one of the same shape: read, rebuilt, analysed, drawn, in one process. */
function perSpan(shape) {
  const [large, small] = [shaped(shape, 100_000), shaped(shape, 1_000)].map((path) => {
    const result = run(node('bench/per-span.js', path));
    return Number(result.stdout);
  });
  const what = `show, 100,000 spans, ${shape}`;
  console.log(
    row(what, '1,000 spans, a span', '<= 2', (large / small).toFixed(2), micros(large), micros(small), ''),
  );
}

function time(command) {
  const started = performance.now();
  run(command);
  return (performance.now() - started) / 1000;
}

/** Peak memory of a command of node's, in a run of its own so that looking costs no time that counts. */
function peakMegabytes([command, ...args]) {
  const { stderr } = run([command, '--import', './bench/report-peak.js', ...args]);
  return Number(/^peak-kilobytes (\d+)$/m.exec(stderr)?.[1]) / 1000;
}

function run([command, ...args]) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status === 0) return result;
  throw new Error(`${command} ${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function describe(path) {
  return `${(statSync(path).size / 1e6).toFixed(0)} MB`;
}

function seconds(value) {
  return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`;
}

function micros(value) {
  return `${(value * 1e6).toFixed(2)} µs`;
}

function row(...cells) {
  const widths = [36, 27, 8, 7, 10, 10, 0];
  return cells.map((cell, i) => cell.padEnd(widths[i])).join(' ');
}
