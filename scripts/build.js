/**
 * Bundles the command and the library to dist/, and writes the library's types beside them.
 *
 * The command is a few CommonJS files, because its start is a feature: node takes several times as long for an ES module
 * as for a CommonJS one, each file costs more than what it holds, and so does each line that is compiled and not run.
 *
 *   tracectl.cjs        answers --version, and loads the rest
 *   worker.cjs          what threads run
 *   parts/main.cjs      what every command needs, and the commands that show traces
 *   parts/backends.cjs  what asking a server takes besides, and parts/undici.cjs the package that does
 *   parts/*.cjs         the other commands and what only they use
 *   report/client.*     what draws reports in a browser
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
import { join, relative } from 'node:path';

import { rolldown } from 'rolldown';

import { buildKernel } from './build-kernel.js';
import { buildReport } from './build-report.js';

rmSync('dist', { recursive: true, force: true });
await buildKernel();

/** Files that are loaded together, by what begins them: they and all that they import, but for what an earlier one has. */
const parts = {
  main: ['src/main.ts'],
  undici: ['scripts/undici-small.cjs'],
  backends: ['src/cli/load-backend.ts', 'src/cli/backend-settings.ts'],
};

/** The modules of each part; known once rolldown has read them all. */
let members;

const common = {
  platform: 'node',
  // Half the size of everything else, and only needed for -o yaml and contexts.
  external: ['yaml'],
  transform: { target: 'node20', jsx: 'react-jsx', define: { 'process.env.NODE_ENV': '"production"' } },
  checks: { ineffectiveDynamicImport: false },
};

// Names stay: a report of a bug holds a stack.
const minify = { compress: true, mangle: false, codegen: { removeWhitespace: true } };

/** Packages as the command needs them. */
const smallPackages = {
  name: 'small-packages',
  resolveId(id, importer = '') {
    if (id === 'undici') return join(process.cwd(), 'scripts/undici-small.cjs');
    // Whether to use colour is decided in src/cli; finding it out takes two modules of node.
    if (id === '#supports-color')
      return join(process.cwd(), 'node_modules/chalk/source/vendor/supports-color/browser.js');
    // What packages load for features that are not used here: HTTP/2, commands in files of their own.
    const unused = /(^node:(http2|child_process)|\/client-h2\.js)$/.test(id);
    const name = /node_modules.(undici|commander)/.exec(importer)?.[1];
    return unused && name ? `\0unused by ${name}` : undefined;
  },
  load: (id) => (id.startsWith('\0unused') ? 'module.exports = { constants: {} };' : undefined),
};

/**
 * Ink in CommonJS, which can't wait for anything as it loads: without what connects it to development tools, and with the
 * WebAssembly of its layout loaded before the viewer's first call.
 */
const smallInk = {
  name: 'small-ink',
  resolveId(id, importer = '') {
    if (id === 'yoga-layout') return '\0yoga';
    return id.endsWith('/tui/main.tsx') && importer.endsWith('explore.ts') ? '\0viewer' : undefined;
  },
  load(id) {
    if (id === '\0yoga') {
      return `import { loadYoga } from 'yoga-layout/load'; export * from 'yoga-layout/load';
        const yoga = {}; export default yoga; export const loading = loadYoga().then((it) => Object.assign(yoga, it));`;
    }
    if (id !== '\0viewer') return undefined;
    return `import { loading } from 'yoga-layout'; import * as viewer from '${join(process.cwd(), 'src/tui/main.tsx')}';
      export const explore = async (...given) => (await loading, viewer.explore(...given));`;
  },
  transform(code, id) {
    if (!id.endsWith('ink/build/reconciler.js')) return undefined;
    return code.replace("await import('./devtools.js')", '').replace('await loadPackageJson()', '{}');
  },
};

/** What starts the command answers --version without the rest. */
const rest = {
  name: 'rest',
  resolveId: (id) => (id === '../src/main.ts' ? { id: './parts/main.cjs', external: true } : undefined),
};

const commonJs = {
  format: 'cjs',
  // import() has node parse a CommonJS file once more, for the names of its exports.
  dynamicImportInCjs: false,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  minify,
};

const chunks = [
  ...(await bundle(
    { input: { tracectl: 'bin/tracectl.ts' }, plugins: [rest] },
    { ...commonJs, dir: 'dist' },
  )),
  ...(await bundle({ input: { worker: 'bin/worker.ts' }, plugins: [rest] }, { ...commonJs, dir: 'dist' })),
  ...(await bundle(
    {
      input: { main: 'src/main.ts' },
      plugins: [smallPackages, smallInk],
      preserveEntrySignatures: 'allow-extension',
    },
    {
      ...commonJs,
      dir: 'dist/parts',
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: partOf, debugName: 'parts' }],
      },
    },
  )),
  ...(await bundle({ input: { index: 'src/index.ts' } }, { dir: 'dist', format: 'esm', minify })),
];

const reportInputs = await buildReport();

writeFileSync('dist/THIRD-PARTY.txt', notices(chunks, reportInputs));
linkCommand();

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

async function bundle(options, outputOptions) {
  const { output } = await (await rolldown({ ...common, ...options })).write(outputOptions);
  return output;
}

/** The part that a module belongs to; null: rolldown decides. */
function partOf(id, context) {
  members ??= Object.entries(parts).map(([name, entries]) => [name, membersOf(entries, context)]);
  return members.find(([, modules]) => modules.has(id))?.[0] ?? null;
}

/** Modules, and what they import but not by import(). */
function membersOf(entries, context) {
  const members = new Set();
  const pending = entries.map((entry) => join(process.cwd(), entry));
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const info = context.getModuleInfo(id);
    if (info === null || info.isExternal || members.has(id)) continue;
    members.add(id);
    pending.push(...info.importedIds);
  }
  return members;
}

/** The licences of the packages that are in the bundles. */
function notices(chunks, others) {
  const modules = chunks
    .flatMap(({ moduleIds = [] }) => moduleIds.map((id) => relative('.', id)))
    .concat(others);
  const folders = modules.map((id) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]);
  const packages = [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .sort((a, b) => (a < b ? -1 : 1));
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
