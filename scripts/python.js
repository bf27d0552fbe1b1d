/**
 * Packages of Python for the bench and for tests, each list of them in a virtual environment of its own in .cache/python.
 *
 *   node scripts/python.js examples/spark/requirements.txt     prints the interpreter that has them
 *
 * They are installed the first time, and again when the list has changed.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const [list] = process.argv.slice(2);
const folder = resolve('.cache/python', basename(dirname(list)));
const python = join(folder, 'bin/python');
const installed = join(folder, 'installed.txt');

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== readFileSync(list, 'utf8')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  run('python3', '-m', 'venv', folder);
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list);
  // Last, so that what was installed in part is not taken for whole.
  copyFileSync(list, installed);
}
console.log(python);

function run(program, ...args) {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000 });
}
