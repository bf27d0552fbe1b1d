/** Fails when the published package is larger than it should be. */
import { execFileSync } from 'node:child_process';

// A quarter of it is undici, whose parser is WebAssembly; a third is the command, and the library is in it once more.
const limit = 2_200_000;
const [{ unpackedSize, files }] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
console.log(
  `package: ${files.length} files, ${(unpackedSize / 1000).toFixed(0)} kB unpacked, at most ${limit / 1000} kB`,
);
if (unpackedSize > limit) {
  console.error('the package is too large');
  process.exit(1);
}
