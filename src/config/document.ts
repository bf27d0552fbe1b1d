/** What the file of contexts holds, as types. The schema checks it, {@link Config} adds where it was read. */
import type { SecretSource } from './secret.ts';
import type { BackendKind } from './settings.ts';

/** What a context may be called: letters, digits, dot, hyphen, underscore; two names are JavaScript's. */
export const contextNamePattern: RegExp = /^(?!(?:constructor|prototype)$)[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;

/** A named backend. Durations and sizes are texts as flags take them; paths are relative to the file. */
export interface ContextEntry {
  url: string;
  kind?: BackendKind | undefined;
  headers?: Record<string, SecretSource> | undefined;
  token?: SecretSource | undefined;
  user?: string | undefined;
  password?: SecretSource | undefined;
  tenant?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  cacert?: string | undefined;
  insecure?: boolean | undefined;
  timeout?: string | undefined;
  retries?: number | undefined;
  maxBytes?: string | number | undefined;
  proxy?: string | undefined;
  probed?: ProbedKind | undefined;
}

/** What was found out about a backend. It holds while the context has the same URL. */
interface ProbedKind {
  url: string;
  kind: string;
  version?: string | undefined;
}

/** The whole file. */
export interface ConfigDocument {
  currentContext?: string | undefined;
  contexts?: Record<string, ContextEntry> | null | undefined;
}

/** The file, read and checked. */
export interface Config {
  path: string;
  currentContext: string | undefined;
  contexts: ReadonlyMap<string, ContextEntry>;
  /** What is wrong with the file without keeping it from being used; a message each. */
  warnings: readonly string[];
}

/** Keys of a context that hold a secret or several. */
export const secretKeys: readonly string[] = ['headers', 'token', 'password'];
