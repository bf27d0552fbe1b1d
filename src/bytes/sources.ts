/** The files that arguments name: paths, globs that no shell expanded, directories with all in them. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { InputError } from '../errors.ts';
import { tinyglobby } from './lazy-packages.ts';

/**
 * Paths as the user would write them, in the order given, those of a directory or a glob sorted. A path that does not
 * exist is kept: opening it says why. Throws InputError for a glob without a match and a directory without a file.
 */
export function expandSources(given: readonly string[], cwd: string): string[] {
  return given.flatMap((path) => {
    if (path === '-') return [path];
    const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false });
    if (stats?.isDirectory()) return filesBelow(path, cwd);
    if (stats === undefined && tinyglobby().isDynamicPattern(path)) return matches(path, cwd);
    return [path];
  });
}

function matches(pattern: string, cwd: string): string[] {
  const paths = tinyglobby().globSync(pattern, { cwd, expandDirectories: false }).sort();
  if (paths.length === 0) throw new InputError(`cannot read ${pattern}: no file matches`);
  return paths;
}

/** Hidden files and folders are passed over, as by most tools that walk directories. */
function filesBelow(directory: string, cwd: string): string[] {
  const files: string[] = [];
  const pending = [directory];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(resolve(cwd, folder), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
    }
  }
  if (files.length === 0)
    throw new InputError(`cannot read ${directory}: there is no file in this directory`);
  return files.sort();
}
