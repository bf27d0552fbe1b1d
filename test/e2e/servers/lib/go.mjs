/** Builds programs out of Go modules, as the module proxy serves them. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds the package `main` of a module into `target`.
 *
 * The module's own folder in Go's module cache is the main module of the build. So its `replace` lines hold, which
 * `go install` refuses, and its go.sum checks every dependency, some of which the checksum database does not know.
 * Go's own caches are used, so what was compiled once is only linked again.
 *
 * runner     see run.mjs
 * scratch    a folder for the two files that name the module
 * sums       lines of go.sum for the module itself, where the checksum database has none
 * linkFlags  more for the linker
 */
export async function buildGo({ runner, scratch, module, version, sums = [], main, target, linkFlags = '' }) {
  // Nothing of the user's settings that would write go.mod, or stamp the binary with a repository around it.
  const environment = { CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'go.mod'), 'module scratch\n\ngo 1.21\n');
  // A sum that stands here is what the download is checked against, else the checksum database is asked.
  writeFileSync(join(scratch, 'go.sum'), sums.map((sum) => `${module} ${version}${sum}\n`).join(''));
  const download = await runner.run('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: scratch,
    environment,
  });
  const flags = ['-p', '2', '-mod=readonly', '-trimpath', '-buildvcs=false'];
  const linker = ['-ldflags', `-s -w ${linkFlags}`.trim()];
  await runner.run('go', ['build', ...flags, ...linker, '-o', target, main], {
    cwd: JSON.parse(download).Dir,
    environment,
  });
}
