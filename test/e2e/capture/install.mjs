/** Installs the SDKs into this folder when they are not there yet. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;

installOnce('package-lock.json', 'node_modules', () => run('npm', ['ci', '--no-audit', '--no-fund']));
installOnce('requirements.txt', '.venv', () => {
  run('python3', ['-m', 'venv', '.venv']);
  const flags = ['--quiet', '--disable-pip-version-check'];
  run(join(folder, '.venv/bin/python'), ['-m', 'pip', 'install', ...flags, '-r', 'requirements.txt']);
});

/** Keeps a copy of the list inside what was installed from it, to see when the list has changed. */
function installOnce(list, target, installAll) {
  const wanted = join(folder, list);
  const installed = join(folder, target, `installed-${list}`);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')) return;
  installAll();
  copyFileSync(wanted, installed);
}

function run(program, args) {
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
}
