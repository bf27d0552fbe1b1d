/** Reads the file of contexts. YAML and the schema are loaded only where there is one. */
import { statSync } from 'node:fs';
import { platform } from 'node:os';

import { UsageError } from '../errors.ts';
import type { Config, ConfigDocument, ContextEntry } from './document.ts';
import { nearest } from './nearest.ts';
import { configPath, type Outside } from './paths.ts';
import { readText } from './read-text.ts';
import { urlSecrets } from './url.ts';

/**
 * The file of contexts; undefined where there is none. Throws a UsageError where it can't be read, is not YAML, or does
 * not fit the schema.
 */
export async function readConfig(outside: Outside): Promise<Config | undefined> {
  const path = await configPath(outside);
  const text = path === undefined ? undefined : readText(path);
  if (path === undefined || text === undefined) return undefined;
  const { parseConfig } = await import('./parse.ts');
  const { values } = parseConfig(text, path);
  return {
    path,
    currentContext: values.currentContext,
    contexts: new Map(Object.entries(values.contexts ?? {})),
    warnings: warningsOf(path, values),
  };
}

/** The context with a name. Throws a UsageError that suggests the nearest one. */
export function contextNamed(config: Config | undefined, name: string): ContextEntry {
  const entry = config?.contexts.get(name);
  if (entry) return entry;
  const near = nearest(name, config?.contexts.keys() ?? []);
  const hint = near
    ? `did you mean ${near}?`
    : /^[\w.-]+:\d+/.test(name)
      ? `a URL begins with its scheme: http://${name}`
      : config?.contexts.size
        ? 'tracectl context list shows them'
        : 'tracectl context add <name> <url> makes one';
  throw new UsageError(`no context '${name}'`, { hint });
}

/** What to tell of a file that others can read although it holds secrets. Windows has no such modes. */
function warningsOf(path: string, values: ConfigDocument): string[] {
  const mode = statSync(path).mode & 0o777;
  const isOpen = platform() !== 'win32' && (mode & 0o077) !== 0;
  if (!isOpen || !Object.values(values.contexts ?? {}).some(holdsSecret)) return [];
  return [`${path} holds secrets and others may read it (mode ${mode.toString(8)}); chmod 600 closes it`];
}

/** Whether a context holds the text of a secret rather than where to find it. */
export function holdsSecret({ url, proxy = '', token, password, headers = {} }: ContextEntry): boolean {
  const texts = [token, password, ...Object.values(headers)].filter((source) => typeof source === 'string');
  return texts.length > 0 || urlSecrets(url).length > 0 || urlSecrets(proxy).length > 0;
}

/** The kind of a context's backend, stated or remembered. */
export function knownKind({ url, kind, probed }: ContextEntry): string | undefined {
  return kind ?? (probed?.url === url ? probed.kind : undefined);
}

/**
 * Remembers the kind that was found out about a context's backend. A convenience: nothing is thrown and nobody waited
 * for. Returns why it could not be written, undefined where it was, or was there already.
 */
export async function rememberKind(
  name: string,
  kind: string,
  outside: Outside,
  version?: string,
): Promise<string | undefined> {
  const { editConfig } = await import('./edit.ts');
  try {
    await editConfig(
      outside,
      ({ values, setField }) => {
        const entry = values.contexts?.[name];
        if (!entry) return;
        const probed = { url: entry.url, kind, ...(isShowable(version) ? { version } : {}) };
        if (JSON.stringify(entry.probed) !== JSON.stringify(probed)) setField(name, 'probed', probed);
      },
      { waits: false },
    );
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return `the kind of ${name} is not remembered: ${error.message}`;
    throw error;
  }
}

/** Versions are what servers say. */
function isShowable(version: string | undefined): version is string {
  return version !== undefined && /^[\w.+-]{1,64}$/.test(version);
}
