import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where installed servers are kept; git ignores it. */
export const defaultCache = process.env.TRACECTL_E2E_CACHE || join(repository, '.cache', 'servers');

/** The command that installs the servers, for messages. */
export const installCommand = 'node test/e2e/servers/install.mjs';

/** Whether the search path holds a program of this name. */
export function hasProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));
}

/** The text of a file, or an empty one where there is none. */
export function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
