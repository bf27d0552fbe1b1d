/** The table of who may import whom; see docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

/** What commands, and what they share, are made of. */
const belowCommands: readonly string[] = [
  'writers',
  'backends',
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
  backends: ['query', 'config', 'formats', 'bytes', 'model', 'errors'],
  cli: ['parallel', ...belowCommands],
  commands: ['cli', ...belowCommands],
  main: ['commands', 'cli', 'parallel', 'model', 'errors'],
  'read-traces': ['tree', 'formats', 'bytes', 'model'],
  index: ['read-traces', 'views', 'analysis', 'tree', 'formats', 'bytes', 'model', 'errors'],
};

/** Packages that a room may import. `node:` modules but for those of `pure` only where files are read. */
const packages: Record<string, readonly string[]> = {
  bytes: ['node:fs', 'node:os', 'node:path', 'node:module', 'fzstd', 'minizlib', 'tinyglobby'],
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
  backends: ['undici', 'node:fs', 'node:tls', 'node:net', 'node:dns/promises', 'node:v8'],
  parallel: ['node:worker_threads'],
  propagation: ['node:crypto'],
  writers: ['node:buffer', 'node:crypto', 'node:fs', 'node:path', 'node:vm'],
  views: ['chalk', 'cli-table3', 'fast-string-width', 'yaml'],
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
    file.endsWith('.ts'),
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
  return file.split('/')[0].replace(/\.ts$/, '');
}
