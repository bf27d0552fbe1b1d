/** The table of who may import whom; see docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

/** What commands, and what they share, are made of. */
const belowCommands: readonly string[] = [
  'budgets',
  'writers',
  'backends',
  'local-store',
  'query',
  'propagation',
  'config',
  'views',
  'analysis',
  'tree',
  'formats',
  'bytes',
  'model',
  'errors',
];

/** Rooms that a room may import, besides itself. */
const allowed: Record<string, readonly string[]> = {
  errors: [],
  model: [],
  bytes: ['model', 'errors'],
  formats: ['bytes', 'model', 'errors'],
  parallel: ['formats', 'bytes', 'model', 'errors'],
  tree: ['model'],
  analysis: ['tree', 'model'],
  views: ['propagation', 'analysis', 'model'],
  writers: ['views', 'analysis', 'tree', 'bytes', 'model', 'errors'],
  query: ['model', 'errors'],
  propagation: ['model', 'errors'],
  config: ['errors'],
  budgets: ['views', 'query', 'config', 'analysis', 'model', 'errors'],
  backends: ['query', 'config', 'formats', 'bytes', 'model', 'errors'],
  'local-store': ['bytes', 'errors'],
  receiver: ['writers', 'formats', 'analysis', 'bytes', 'model', 'errors'],
  report: ['views', 'analysis', 'model'],
  tui: ['views', 'analysis', 'model'],
  // Of the viewer only what its terminal is.
  cli: ['tui', 'parallel', ...belowCommands],
  commands: ['tui', 'report', 'receiver', 'cli', ...belowCommands],
  main: ['commands', 'cli', 'parallel', 'model', 'errors'],
  'read-traces': ['tree', 'formats', 'bytes', 'model'],
  index: ['read-traces', 'views', 'analysis', 'tree', 'formats', 'bytes', 'model', 'errors'],
};

/** Packages that a room may import. `node:` modules but for those of `pure` only where files are read. */
const packages: Record<string, readonly string[]> = {
  bytes: ['node:buffer', 'node:fs', 'node:os', 'node:path', 'node:module', 'fzstd', 'minizlib', 'tinyglobby'],
  config: [
    'env-paths',
    'valibot',
    'yaml',
    'fastest-levenshtein',
    'node:child_process',
    'node:fs',
    'node:os',
    'node:path',
  ],
  budgets: ['valibot'],
  backends: ['undici', 'node:fs', 'node:tls', 'node:net', 'node:dns/promises'],
  'local-store': ['env-paths', 'node:crypto', 'node:fs', 'node:path'],
  receiver: [
    '@grpc/grpc-js',
    'thrift/lib/nodejs/lib/thrift/binary_protocol.js',
    'node:child_process',
    'node:fs',
    'node:http',
    'node:net',
    'node:os',
    'node:path',
    'node:stream',
    'node:util',
    'node:zlib',
  ],
  parallel: ['node:worker_threads'],
  propagation: ['node:crypto'],
  writers: ['node:buffer', 'node:crypto', 'node:fs', 'node:path', 'node:vm'],
  views: ['chalk', 'cli-table3', 'fast-string-width', 'yaml'],
  report: ['preact', 'preact/hooks', 'node:crypto', 'node:zlib'],
  tui: ['ink', 'react', 'node:events'],
  cli: ['commander', 'chalk', 'undici', 'node:fs', 'node:path'],
  commands: ['commander', 'node:fs', 'node:path'],
  main: ['commander'],
};

test('imports point along the flow only', () => {
  expect(violations()).toEqual([]);
});

function violations(): string[] {
  const found: string[] = [];
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  for (const file of files) {
    const room = roomOf(file);
    for (const target of importsOf(readFileSync(join('src', file), 'utf8'))) {
      if (!mayImport(room, file, target)) found.push(`${file} imports ${target}`);
    }
  }
  return found;
}

function importsOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import|export|\}).* from '([^'\n]+)'/gm);
  const expressions = text.matchAll(/\bimport\('([^'\n]+)'\)/g);
  return [...statements, ...expressions].map(([, target]) => target);
}

function mayImport(room: string, file: string, target: string): boolean {
  if (!target.startsWith('.')) return packages[room]?.includes(target) ?? false;
  const other = roomOf(relative('src', join('src', dirname(file), target)));
  if (other.startsWith('..')) return target.endsWith('package.json');
  return other === room || (allowed[room]?.includes(other) ?? false);
}

function roomOf(file: string): string {
  return file.split('/')[0].replace(/\.tsx?$/, '');
}
