/** Where the local store is: a folder of segments, which are files of OTLP JSON lines. */
import { isAbsolute, join, resolve } from 'node:path';

/** What of the process this room looks at; the context of a command is one. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
}

/**
 * The folder of the store, whether or not it is there: TRACECTL_STORE, else `tracectl/traces` in XDG_DATA_HOME (honoured on
 * every system), else in the platform's folder for data. Undefined where there is no home to have one in.
 */
export async function storeFolder({ env, cwd }: Surroundings): Promise<string | undefined> {
  if (env['TRACECTL_STORE']) return resolve(cwd, env['TRACECTL_STORE']);
  const folder = env['XDG_DATA_HOME'];
  // The specification has relative ones ignored.
  if (folder && isAbsolute(folder)) return join(folder, 'tracectl', 'traces');
  if (!env['HOME'] && !env['USERPROFILE']) return undefined;
  const { default: envPaths } = await import('env-paths');
  return join(envPaths('tracectl', { suffix: '' }).data, 'traces');
}
