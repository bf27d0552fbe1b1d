/** Fails when the published package is larger than it should be. */
import { execFileSync } from 'node:child_process';

// A third of it is packages that few commands load: the viewer's ink and React, gRPC, undici. The library is in it once more.
const limit = 4_000_000;
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
