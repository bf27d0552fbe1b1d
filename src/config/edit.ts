/**
 * Changes the file of contexts: comments and order stay as they are.
 *
 * The new text is written beside the file, in `config.yaml.lock`, and takes its place in one step. Whoever creates that
 * file holds the right to write, as in git: of two that change the file at once, the second sees what the first did.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { type Document, isMap, isNode, type YAMLMap } from 'yaml';

import { UsageError } from '../errors.ts';
import type { ConfigDocument, ContextEntry } from './document.ts';
import { parseConfig } from './parse.ts';
import { configPath, type Outside } from './paths.ts';
import { readText } from './read-text.ts';

/** A writer that has had the right for so long has died. */
const abandonedMs = 10_000;
const patienceMs = 3000;

/** The file of contexts while it is changed. */
export interface ConfigEdits {
  path: string;
  /** As they were before the first change. */
  values: ConfigDocument;
  /** Adds a context or puts another one in its place. */
  set: (name: string, entry: ContextEntry) => void;
  /** Sets one field of a context. */
  setField: (name: string, field: keyof ContextEntry, value: unknown) => void;
  remove: (name: string) => void;
  /** Makes a context the current one; undefined: none. */
  use: (name: string | undefined) => void;
}

/**
 * Changes the file, which is made where there is none, and returns its path. What `change` throws leaves it as it was.
 * Throws a UsageError where the file does not fit the schema, before or after, or can't be written; waits for another
 * writer unless told not to.
 */
export async function editConfig(
  outside: Outside,
  change: (edits: ConfigEdits) => void,
  { waits = true }: { waits?: boolean } = {},
): Promise<string> {
  const path = await configPath(outside);
  if (path === undefined) {
    throw new UsageError('no place for the contexts: there is no home folder', {
      hint: 'TRACECTL_CONFIG=/path/to/config.yaml names one',
    });
  }
  try {
    return await replaced(path, change, waits);
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause && 'code' in cause)) throw cause;
    throw new UsageError(`cannot write ${path}: ${String(cause.code)}`, { cause });
  }
}

async function replaced(path: string, change: (edits: ConfigEdits) => void, waits: boolean): Promise<string> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // A link, into a folder of dotfiles perhaps, stays one.
  const file = realPath(path);
  const lock = `${file}.lock`;
  const descriptor = await locked(lock, waits ? patienceMs : 0);
  let isInPlace = false;
  try {
    const before = readText(file);
    const after = edited(before ?? '', path, change);
    if (after !== before) {
      writeSync(descriptor, after);
      fsyncSync(descriptor);
      renameSync(lock, file);
      isInPlace = true;
    }
  } finally {
    closeSync(descriptor);
    // Once it is in place, a lock of that name is somebody else's.
    if (!isInPlace) rmSync(lock, { force: true });
  }
  return path;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function locked(lock: string, patienceMs: number): Promise<number> {
  for (let waited = 0; ; waited += 50) {
    try {
      return openSync(lock, 'wx', 0o600);
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      if (Date.now() - changedAt(lock) > abandonedMs) rmSync(lock, { force: true });
      else if (waited >= patienceMs) throw new UsageError(`another tracectl writes ${lock}`, { cause });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

/** The file's text, changed. */
function edited(text: string, path: string, change: (edits: ConfigEdits) => void): string {
  const { document, values } = parseConfig(text, path);
  let changed = false;
  const changing = (): YAMLMap => {
    changed = true;
    return contextsOf(document);
  };
  change({
    path,
    values,
    set: (name, entry) => changing().set(name, document.createNode(entry)),
    setField(name, field, value) {
      const entry = changing().get(name);
      if (isMap(entry)) entry.set(field, document.createNode(value));
    },
    remove: (name) => void changing().delete(name),
    use(name) {
      changed = true;
      if (name === undefined) removeKey(document, 'currentContext');
      else setFirst(document, 'currentContext', name);
    },
  });
  if (!changed) return text;
  const after = document.toString({ lineWidth: 0 });
  parseConfig(after, path);
  return after;
}

/** Sets a key; a new one comes first, unless a comment about the file stands there. */
function setFirst(document: Document, key: string, value: string): void {
  if (!isMap(document.contents)) document.contents = document.createNode({});
  const { contents } = document;
  const first = isMap(contents) ? contents.items[0]?.key : undefined;
  const isFree = !document.has(key) && isNode(first) && !first.commentBefore;
  if (isMap(contents) && isFree) contents.items.unshift(document.createPair(key, value));
  else document.set(key, value);
}

/** Removes a key. A comment above the first key of a file is about the file, and goes to the next key. */
function removeKey(document: Document, key: string): void {
  const { contents } = document;
  const comment =
    isMap(contents) && isNode(contents.items[0]?.key) ? contents.items[0].key.commentBefore : '';
  document.delete(key);
  const next = isMap(contents) ? contents.items[0]?.key : undefined;
  if (comment && isNode(next) && next.commentBefore !== comment) {
    next.commentBefore = [comment, next.commentBefore ?? ''].join('\n').trimEnd();
  }
}

/** The map of contexts, made where there is none. */
function contextsOf(document: Document): YAMLMap {
  if (!isMap(document.contents)) document.contents = document.createNode({});
  const contexts = document.get('contexts');
  if (isMap(contexts)) {
    if (contexts.items.length === 0) contexts.flow = false;
    return contexts;
  }
  const made = document.createNode({});
  document.set('contexts', made);
  return made;
}
