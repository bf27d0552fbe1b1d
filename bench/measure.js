/** Commands timed against each other, and the lines that tell it. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

export const isShort = process.argv.includes('--short');
export const isLong = process.argv.includes('--long');

/** Runs of each command, of which the median counts; those that take long run once. */
export const usualRuns = isShort ? 3 : 5;

/** The command line of a script of node's. */
export function node(...args) {
  return [process.execPath, ...args];
}

/** The command line of the built command. */
export function tracectl(...args) {
  return node('dist/tracectl.cjs', ...args);
}

/**
 * Runs both commands in turn and prints the ratio of their median times, and tracectl's peak memory; with `path` also as a
 * share of that file.
 */
export function compare(what, against, goal, ours, theirs, { path, runs = usualRuns } = {}) {
  const times = [[], []];
  for (let run = 0; run < runs + 1; run++) {
    const pair = [time(ours), time(theirs)];
    // The first run warms the file cache.
    if (run > 0) times.forEach((list, i) => list.push(pair[i]));
  }
  const [a, b] = times.map(median);
  printRow(what, against, `<= ${goal}`, (a / b).toFixed(2), seconds(a), seconds(b), memoryOf(ours, path));
}

/** Prints that a row is left out, and why. */
export function skipRow(what, against, why) {
  printRow(what, against, 'skipped:', why);
}

/** Peak memory of a command of node's, in a run of its own so that looking costs no time that counts. */
export function peakMegabytes([command, ...args]) {
  const { stderr } = run([command, '--import', './bench/report-peak.js', ...args]);
  return Number(/^peak-kilobytes (\d+)$/m.exec(stderr)?.[1]) / 1000;
}

/** Runs a command to its end; throws where it fails. */
export function run([command, ...args]) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status === 0) return result;
  throw new Error(`${command} ${args.join(' ')} ended with ${result.status}: ${result.stderr}`);
}

export function printRow(...cells) {
  const widths = [36, 27, 8, 7, 10, 10, 0];
  console.log(cells.map((cell, i) => cell.padEnd(widths[i])).join(' '));
}

export function megabytes(path) {
  return `${(statSync(path).size / 1e6).toFixed(0)} MB`;
}

function seconds(value) {
  return value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`;
}

function memoryOf(command, path) {
  // What starts in a shell is more than one process.
  if (command[0] !== process.execPath) return '';
  const peak = peakMegabytes(command);
  const share = path === undefined ? '' : ` (${((peak * 1e6) / statSync(path).size).toFixed(2)} of the file)`;
  return `${peak.toFixed(0)} MB${share}`;
}

function time(command) {
  const started = performance.now();
  run(command);
  return (performance.now() - started) / 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
