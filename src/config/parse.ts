/** The text of the file of contexts, parsed and checked; each problem with its place. */
import { type GenericIssue, safeParse } from 'valibot';
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';

import { UsageError } from '../errors.ts';
import { type ConfigDocument, secretKeys } from './document.ts';
import { headerNamePattern } from './headers.ts';
import { nearest } from './nearest.ts';
import { configSchema, keysAt } from './schema.ts';

/** So many problems are told at once. */
const toldProblems = 5;

/** A file that can be used: its values, and the tree of its text for edits that keep comments. */
export interface Parsed {
  document: Document;
  values: ConfigDocument;
}

interface Problem {
  offset: number;
  message: string;
}

/**
 * Parses the file's text. Throws a UsageError that names each problem as `path:line:column: what`; it holds keys, but
 * never a value.
 */
export function parseConfig(text: string, path: string): Parsed {
  const lines = new LineCounter();
  // Its own messages quote the text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const syntax = document.errors.map(syntaxProblem);
  if (syntax.length > 0) throw failure(syntax, path, lines);
  const values = valuesOf(document, path);
  const result = safeParse(configSchema, values ?? {});
  if (result.success) return { document, values: result.output };
  throw failure(problemsOf(result.issues, document), path, lines);
}

function syntaxProblem({ code, pos: [offset] }: YAMLError): Problem {
  const known: Partial<Record<YAMLError['code'], string>> = {
    DUPLICATE_KEY: 'this key is there twice',
    BAD_INDENT: 'wrong indentation',
    TAB_AS_INDENT: 'a tab in the indentation',
    MULTIPLE_DOCS: 'a second document',
  };
  return { offset, message: known[code] ?? `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})` };
}

/** Aliases are resolved here; one without its anchor, or thousands of them, throw. */
function valuesOf(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new UsageError(`${path}: not valid YAML (an alias that cannot be resolved)`, { cause });
  }
}

function failure(problems: readonly Problem[], path: string, lines: LineCounter): UsageError {
  const told = problems.slice(0, toldProblems).map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}: ${message}`;
  });
  const more = problems.length - told.length;
  return new UsageError([...told, ...(more > 0 ? [`and ${more} more`] : [])].join('\n  '));
}

/** An issue without the part of it that follows from another one: a key is missing where it is misspelled. */
function problemsOf(issues: readonly GenericIssue[], document: Document): Problem[] {
  const unknown = issues.filter(isUnknownKey).map((issue) => pathOf(issue).slice(0, -1).join('\0'));
  return issues
    .filter((issue) => !isMissingKey(issue) || !unknown.includes(pathOf(issue).slice(0, -1).join('\0')))
    .map((issue) => ({ offset: offsetOf(issue, document), message: messageOf(issue) }))
    .sort((a, b) => a.offset - b.offset);
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

function isUnknownKey(issue: GenericIssue): boolean {
  return issue.type === 'never';
}

function isMissingKey(issue: GenericIssue): boolean {
  return issue.type === 'object_with_rest' && isAboutKey(issue);
}

function isAboutKey({ path }: GenericIssue): boolean {
  return path?.at(-1)?.origin === 'key';
}

function pathOf({ path }: GenericIssue): string[] {
  return path?.map(({ key }) => String(key)) ?? [];
}

/** Where the value at an issue's path begins, its key where that is what is wrong; else what is around it. */
function offsetOf(issue: GenericIssue, document: Document): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of pathOf(issue)) {
    const pair: Pair | undefined = isMap(node) ? node.items.find((item) => keyOf(item) === key) : undefined;
    offset = startOf(pair?.key) ?? startOf(node) ?? offset;
    node = pair?.value;
  }
  return isAboutKey(issue) || isUnknownKey(issue) ? offset : (startOf(node) ?? offset);
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number | undefined {
  return isRanged(node) ? node.range?.[0] : undefined;
}

function isRanged(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}
