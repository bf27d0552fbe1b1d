/** Where files are: the one that holds the contexts, and those that it names. */
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** What of the process this room looks at; the context of a command is one. */
export interface Outside {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Ends commands that are asked for a secret. */
  signal?: AbortSignal;
}

/**
 * The path of the file that holds the contexts, whether or not it is there: TRACECTL_CONFIG, else `tracectl/config.yaml` in
 * XDG_CONFIG_HOME (honoured on every system), else in the platform's folder for configuration. Undefined where there
 * is no home to have one in.
 */
export async function configPath({ env, cwd }: Outside): Promise<string | undefined> {
  if (env['TRACECTL_CONFIG']) return resolve(cwd, env['TRACECTL_CONFIG']);
  const folder = env['XDG_CONFIG_HOME'];
  // The specification has relative ones ignored.
  if (folder && isAbsolute(folder)) return join(folder, 'tracectl', 'config.yaml');
  if (!env['HOME'] && !env['USERPROFILE']) return undefined;
  const { default: envPaths } = await import('env-paths');
  return join(envPaths('tracectl', { suffix: '' }).config, 'config.yaml');
}

/** The path made absolute; `~/` is the home, as shells would have it. */
export function resolvePath(path: string, { env, cwd }: Outside): string {
  const home = env['HOME'] || env['USERPROFILE'];
  if (home && /^~[/\\]/.test(path)) return join(home, path.slice(2));
  return resolve(cwd, path);
}

/** What is outside of a file: paths in it start from its folder. */
export function besideFile(outside: Outside, file: string): Outside {
  return { ...outside, cwd: dirname(file) };
}
