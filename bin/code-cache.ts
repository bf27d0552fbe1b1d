/**
 * Keeps what node compiles of the command from one run to the next: compiling is a third of the time of a small `show`.
 * Node 22.8 has something like it (`module.enableCompileCache`); this serves Node 20, too, knows which command runs, so
 * that just the functions it needs are kept, and uses a folder that nobody else can write to: what lies there is run.
 *
 * A file is a line that says what it was made of, then V8's cached data of one script. V8 itself refuses data of another
 * version or other flags, but compares no more of the source than its length.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

import envPaths from 'env-paths';

/** A script, and the file that its data belongs in. */
interface Cached {
  script: Script;
  path: string;
  madeOf: string;
}

/**
 * Compiles the command's parts that are loaded from now on through the cache. `purpose` names the set of files. Returns
 * what writes those that were not there: to be called when all that is needed has run. Does nothing where there is no safe
 * place, or with NODE_DISABLE_COMPILE_CACHE, as node's own.
 */
export function cacheCode(purpose: string, env: NodeJS.ProcessEnv): () => void {
  // Beside dist/tracectl.cjs and dist/worker.cjs, which this is part of.
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'parts');
  const cache = join(
    envPaths('tracectl', { suffix: '' }).cache,
    'code',
    `${process.version}-${process.arch}`,
  );
  // Scripts that were cached could not use import() before Node 20.12.
  const importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  if (env['NODE_DISABLE_COMPILE_CACHE'] || importModuleDynamically === undefined || !isOurs(cache))
    return () => {};
  const missing: Cached[] = [];

  const { extensions } = createRequire(import.meta.url);
  extensions['.cjs'] = (module, filename) => {
    if (dirname(filename) !== folder) {
      extensions['.js']?.(module, filename);
      return;
    }
    const path = join(cache, `${purpose}-${basename(filename)}`);
    const { size, mtimeMs } = statSync(filename);
    const madeOf = `${filename} ${size} ${mtimeMs}\n`;
    const cachedData = cachedAt(path, madeOf);
    const script = new Script(Module.wrap(readFileSync(filename, 'utf8')), {
      filename,
      importModuleDynamically,
      ...(cachedData && { cachedData }),
    });
    if (!cachedData || script.cachedDataRejected) missing.push({ script, path, madeOf });
    const run: unknown = script.runInThisContext();
    if (typeof run === 'function') {
      run.call(module.exports, module.exports, createRequire(filename), module, filename, folder);
    }
  };
  return () => missing.forEach(write);
}

/** Whether a folder, made where it is not there, is the user's alone. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}

function cachedAt(path: string, madeOf: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const length = Buffer.byteLength(madeOf);
    return bytes.toString('utf8', 0, length) === madeOf ? bytes.subarray(length) : undefined;
  } catch {
    return undefined;
  }
}

/** Other runs read and write the same file: it is there whole or not at all. */
function write({ script, path, madeOf }: Cached): void {
  try {
    const unfinished = `${path}.${process.pid}-${threadId}`;
    writeFileSync(unfinished, Buffer.concat([Buffer.from(madeOf), script.createCachedData()]), {
      mode: 0o600,
    });
    renameSync(unfinished, path);
  } catch {
    // No room, no rights: the next run compiles once more.
  }
}
