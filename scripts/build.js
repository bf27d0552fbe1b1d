/** Bundles the command and the library to dist/, and writes the library's types beside them. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });

const required = (path) => `module.exports = nodeRequire('${path}')`;

/** The process is a global; commander asks for child processes for a feature that is not used. */
const shims = {
  'node:process': 'module.exports = process',
  'node:child_process': `exports.spawn = (...args) => nodeRequire('node:child_process').spawn(...args)`,
};

/**
 * Node's own modules by `require`: an ES module that imports one has node evaluate all of its exports, streams and
 * terminals among them, which takes longer than anything tracectl does at its start.
 */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      path === 'node:module' || kind === 'dynamic-import'
        ? { path, external: true }
        : { path, namespace: 'builtin' },
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: shims[path] ?? required(path),
    }));
  },
};

const { metafile } = await build({
  entryPoints: { tracectl: 'bin/tracectl.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Each command and output is a file of its own that is loaded when it is needed.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  // Half the size of everything else, and only needed for -o yaml.
  external: ['yaml'],
  // Some packages are CommonJS and ask for `require` of node's own modules.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const nodeRequire = makeRequire(import.meta.url); const require = nodeRequire;",
  },
  legalComments: 'none',
  metafile: true,
  plugins: [builtins],
  logLevel: 'warning',
});

writeFileSync('dist/THIRD-PARTY.txt', notices());
linkCommand();

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

/** The licences of the packages that are in the bundle. */
function notices() {
  const folders = Object.keys(metafile.inputs).map(
    (input) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1],
  );
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  return packages.map(notice).join('\n\n');
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}`;
}

/** Lets `npx tracectl` in a checkout run this build: npm links the commands of dependencies only, not of the project. */
function linkCommand() {
  const link = 'node_modules/.bin/tracectl';
  chmodSync('dist/tracectl.js', 0o755);
  if (process.platform === 'win32' || !existsSync('node_modules/.bin')) return;
  rmSync(link, { force: true });
  symlinkSync('../../dist/tracectl.js', link);
}
