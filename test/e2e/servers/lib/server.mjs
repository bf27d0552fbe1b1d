import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultCache, hasProgram, installCommand, textOf } from './places.mjs';
import { startServer } from './start.mjs';

/**
 * A real server that can be installed into a cache and started from there, made from what is special about it:
 *
 * name           as the cache's folder and messages call it
 * version        what is installed; another one in the cache is replaced
 * fileName       what `build` leaves in its folder
 * toBuild        programs that `build` needs; `toRun` those that the server needs
 * build          (folder, runner) => makes the file, with a runner of run.mjs
 * plan           (file, options) => how it is started, see start.mjs
 */
export function defineServer({ name, version, fileName, toBuild, toRun = [], build, plan }) {
  const folderIn = (cache) => join(cache, name);
  const isInstalled = (cache) => textOf(join(folderIn(cache), 'version')) === version;

  return {
    name,
    version,

    /** Why it cannot be started, or undefined. */
    whyNot(cache = defaultCache) {
      const missing = toRun.find((program) => !hasProgram(program));
      if (missing) return `no ${missing}`;
      return isInstalled(cache) ? undefined : `not installed: ${installCommand} --only ${name}`;
    },

    /** Installs it unless it is there. Resolves to `there`, `installed`, or why it was `skipped`; throws when that fails. */
    async install({ cache = defaultCache, runner }) {
      if (isInstalled(cache)) return 'there';
      const missing = [...toBuild, ...toRun].find((program) => !hasProgram(program));
      if (missing) return `skipped: no ${missing}`;
      const folder = folderIn(cache);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      await build(folder, runner);
      writeFileSync(join(folder, 'version'), version); // Last: it says that the rest is whole.
      return 'installed';
    },

    /** Starts it on free ports of 127.0.0.1 and resolves to `{ name, urls, log, stop }` when it answers. */
    async start({ cache = defaultCache, ...options } = {}) {
      const reason = this.whyNot(cache);
      if (reason) throw new Error(`${name} cannot be started: ${reason}`);
      return startServer({ name, ...plan(join(folderIn(cache), fileName), options) });
    },
  };
}
