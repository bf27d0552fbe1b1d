/** Bundles the command and the library to dist/, and writes the library's types beside them. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  packages: 'bundle',
};

// cli-table3 and others are CommonJS and ask for `require` of node's own modules.
const banner = {
  js: "import { createRequire as tracectlRequire } from 'node:module'; const require = tracectlRequire(import.meta.url);",
};

await build({
  ...common,
  entryPoints: { tracectl: 'bin/tracectl.ts' },
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  banner,
});

await build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: 'dist', packages: 'external' });

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
