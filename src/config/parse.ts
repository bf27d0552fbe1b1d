/** The text of the file of contexts, parsed and checked; each problem with its place. */
import type { GenericIssue } from 'valibot';
import type { Document } from 'yaml';

import { isAboutKey, isMissingKey, isUnknownKey, parseCheckedYaml, pathOf } from './checked-yaml.ts';
import { type ConfigDocument, secretKeys } from './document.ts';
import { headerNamePattern } from './headers.ts';
import { nearest } from './nearest.ts';
import { configSchema, keysAt } from './schema.ts';

/** A file that can be used: its values, and the tree of its text for edits that keep comments. */
export interface Parsed {
  document: Document;
  values: ConfigDocument;
}

/**
 * Parses the file's text. Throws a UsageError that names each problem as `path:line:column: what`; it holds keys, but
 * never a value.
 */
export function parseConfig(text: string, path: string): Parsed {
  const { document, values } = parseCheckedYaml(text, path, configSchema, messageOf);
  return { document, values };
}

function messageOf(issue: GenericIssue): string {
  const path = pathOf(issue);
  const parent = path.slice(0, -1);
  if (isUnknownKey(issue)) return unknownKeyMessage(path[path.length - 1], parent);
  if (isMissingKey(issue)) return `${pathText(parent)} has no ${path[path.length - 1]}`;
  if (!isAboutKey(issue)) return `${pathText(path)} ${issue.message}`;
  return `a key of ${pathText(parent)} ${issue.message}`;
}

function unknownKeyMessage(key: string, parent: readonly string[]): string {
  const keys = keysAt(parent);
  const near = nearest(key, keys);
  const where = parent.length === 0 ? '' : ` in ${pathText(parent)}`;
  // {secret} is a map with a key to YAML, so keys in the place of secrets are not shown.
  if (!isSecretPlace(parent)) return `unknown key '${key}'${where}${near ? ` (did you mean ${near}?)` : ''}`;
  if (keys.includes(key)) return `only one of ${keys.join(', ')} may be${where}`;
  return `unknown key${where}; ${near ? `did you mean ${near}?` : `it takes ${keys.join(', ')}`}`;
}

function isSecretPlace(path: readonly string[]): boolean {
  return path.length > 2 && secretKeys.includes(path[2]);
}

/** `contexts.prod.token`; what stands where the name of a header should be is not shown. */
function pathText(path: readonly string[]): string {
  const isHeader = path[2] === 'headers' && path.length > 3;
  const shown = isHeader && !headerNamePattern.test(path[3]) ? path.slice(0, 3) : path;
  return shown.length === 0 ? 'the file' : shown.join('.');
}
