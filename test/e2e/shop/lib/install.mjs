/** Installs the SDKs into this folder when they are not there yet. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { python, shopFolder } from './places.mjs';

/** Makes node_modules and the virtual environment; does nothing when both match their lists of packages. */
export function install() {
  installOnce('package-lock.json', 'node_modules', () => run('npm', ['ci', '--no-audit', '--no-fund']));
  installOnce('requirements.txt', '.venv', () => {
    run('python3', ['-m', 'venv', '.venv']);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt']);
  });
}

/** Keeps a copy of the list inside what was installed from it, to see when the list has changed. */
function installOnce(list, target, installAll) {
  const wanted = join(shopFolder, list);
  const installed = join(shopFolder, target, `installed-${list}`);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')) return;
  installAll();
  copyFileSync(wanted, installed);
}

function run(program, args) {
  execFileSync(program, args, { cwd: shopFolder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
}
