/** What tracectl is measured against, installed into .cache where the machine has none; `missing` says why there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';

/** jq's command line without its arguments: the machine's, or that of Debian's packages unpacked. */
export function findJq() {
  if (runs(['jq'])) return { command: ['jq'] };
  const folder = '.cache/jq';
  const libraries = `${folder}/usr/lib`;
  if (!existsSync(libraries)) {
    mkdirSync(folder, { recursive: true });
    const options = { cwd: folder, shell: true, stdio: 'ignore' };
    spawnSync(
      'apt-get download jq libjq1 libonig5 && for file in *.deb; do dpkg -x "$file" .; done',
      options,
    );
  }
  if (!existsSync(libraries)) return { missing: 'no jq, and no package of it' };
  // One folder, named for the kind of machine.
  const [kind] = readdirSync(libraries);
  const command = ['env', `LD_LIBRARY_PATH=${libraries}/${kind}`, `${folder}/usr/bin/jq`];
  return runs(command) ? { command } : { missing: 'the package of jq does not run here' };
}

function runs([command, ...args]) {
  return spawnSync(command, [...args, '--version']).status === 0;
}

/** The command line of a Python with DuckDB. */
export function findDuckdb() {
  const result = spawnSync(process.execPath, ['scripts/python.js', 'bench/requirements.txt'], {
    encoding: 'utf8',
  });
  return result.status === 0
    ? { command: [result.stdout.trim(), 'bench/duckdb-stats.py'] }
    : { missing: 'no Python with duckdb' };
}
