/**
 * Bundles the command and the library to dist/, and writes the library's types beside them.
 *
 * The command is one CommonJS file and a small one that starts it, because its start is a feature: node takes several
 * times as long for an ES module as for a CommonJS one, and each file costs more than what it holds. Packages that few
 * runs need and that are large are files of their own, loaded when they are asked for.
 */
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

/** Packages that become files of their own, and what of them is needed. */
const lateParts = {
  undici: 'scripts/undici-small.js',
  'cli-table3': 'cli-table3',
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  // Half the size of everything else, and only needed for -o yaml and contexts.
  external: ['yaml'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const commonJs = {
  ...common,
  format: 'cjs',
  // import() has node parse a CommonJS file once more, for the names of its exports.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** Modules of node that packages load for features that are not used here: HTTP/2, commands in files of their own. */
const unused = {
  name: 'unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(http2|child_process)$/ }, ({ path, importer }) =>
      /node_modules.(undici|commander)/.test(importer) ? { path, namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'exports.constants = {};' }));
  },
};

const late = {
  name: 'late',
  setup({ onResolve }) {
    const filter = new RegExp(`^(${Object.keys(lateParts).join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path: `./packages/${path}.cjs`, external: true }));
  },
};

/** What starts the command answers --version without the rest. */
const rest = {
  name: 'rest',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/src\/main\.ts$/ }, () => ({ path: './main.cjs', external: true }));
  },
};

const builds = await Promise.all([
  ...['tracectl', 'worker'].map((name) =>
    build({ ...commonJs, entryPoints: [`bin/${name}.ts`], outfile: `dist/${name}.cjs`, plugins: [rest] }),
  ),
  build({ ...commonJs, entryPoints: ['src/main.ts'], outfile: 'dist/main.cjs', plugins: [late, unused] }),
  ...Object.entries(lateParts).map(([name, entry]) =>
    build({
      ...common,
      format: 'cjs',
      entryPoints: [entry],
      outfile: `dist/packages/${name}.cjs`,
      plugins: [unused],
    }),
  ),
  build({ ...common, format: 'esm', entryPoints: { index: 'src/index.ts' }, outdir: 'dist' }),
]);

writeFileSync('dist/THIRD-PARTY.txt', notices());
linkCommand();

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

/** The licences of the packages that are in the bundles. */
function notices() {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = inputs.map((input) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
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
  chmodSync('dist/tracectl.cjs', 0o755);
  if (process.platform === 'win32' || !existsSync('node_modules/.bin')) return;
  rmSync(link, { force: true });
  symlinkSync('../../dist/tracectl.cjs', link);
}
