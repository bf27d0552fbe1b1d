/**
 * Bundles what draws reports in a browser to dist/report/: one script and one style, both minified, which every report
 * holds. By itself: node scripts/build-report.js
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a report may weigh besides its data, in bytes. */
const mostBytes = 150_000;

/**
 * The script and the style as texts, and the packages' files that went in, from the root. Throws where they are larger
 * than a report may be.
 */
export async function bundleReport() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { client: 'src/report/client/main.tsx', style: 'src/report/client/style.css' },
    outdir: 'dist/report',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['chrome122', 'firefox128', 'safari18'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Text in the file itself, which is ASCII whatever the file is taken for.
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const text = (extension) => outputFiles.find(({ path }) => path.endsWith(extension)).text.trim();
  const client = { script: text('.js'), style: text('.css') };
  const bytes = client.script.length + client.style.length;
  if (bytes > mostBytes) throw new Error(`the code of reports has ${bytes} bytes, of ${mostBytes} at most`);
  if (/<\/script|<!--/i.test(client.script) || /<\/style/i.test(client.style)) {
    throw new Error('the code of reports would end the element that it stands in');
  }
  return { ...client, bytes, inputs: Object.keys(metafile.inputs) };
}

/** Writes dist/report/client.js and client.css; returns what went in. */
export async function buildReport() {
  const { script, style, inputs } = await bundleReport();
  const folder = join(root, 'dist/report');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'client.js'), script);
  writeFileSync(join(folder, 'client.css'), style);
  return inputs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildReport();
