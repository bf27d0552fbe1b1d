/** A YAML file that people write, parsed and checked against a schema; each problem with its line and column. */
import { type GenericIssue, type GenericSchema, safeParse } from 'valibot';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';

import { UsageError } from '../errors.ts';

/** So many problems are told at once. */
const toldProblems = 5;

/** A file that fits its schema. */
export interface CheckedYaml<Values> {
  /** The tree of its text, for edits that keep comments. */
  document: Document;
  values: Values;
  /** Where the value at a path of keys and indexes begins; of what is not there, what is around it. Counted from 1. */
  placeOf: (path: readonly string[]) => { line: number; column: number };
}

interface Problem {
  offset: number;
  message: string;
}

/**
 * Parses a text and checks it. Throws a UsageError that names each problem as `path:line:column: what`; `messageOf` says
 * what an issue of the schema is about. The messages made here hold keys, but never a value.
 */
export function parseCheckedYaml<Values>(
  text: string,
  path: string,
  schema: GenericSchema<unknown, Values>,
  messageOf: (issue: GenericIssue) => string,
): CheckedYaml<Values> {
  const lines = new LineCounter();
  // Its own messages quote the text.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const syntax = document.errors.map(syntaxProblem);
  if (syntax.length > 0) throw failure(syntax, path, lines);
  const values = valuesOf(document, path);
  const result = safeParse(schema, values ?? {});
  if (!result.success) throw failure(problemsOf(result.issues, document, messageOf), path, lines);
  return {
    document,
    values: result.output,
    placeOf(at) {
      const { line, col } = lines.linePos(offsetOf(at, document, false));
      return { line, column: col };
    },
  };
}

/** Whether an issue is about a key that may not be where it is. */
export function isUnknownKey(issue: GenericIssue): boolean {
  return issue.type === 'never';
}

/** Whether an issue is about a key that has to be there. */
export function isMissingKey(issue: GenericIssue): boolean {
  return issue.type === 'object_with_rest' && isAboutKey(issue);
}

/** Whether an issue is about a key rather than its value. */
export function isAboutKey({ path }: GenericIssue): boolean {
  return path?.at(-1)?.origin === 'key';
}

/** The keys and indexes that lead to what an issue is about. */
export function pathOf({ path }: GenericIssue): string[] {
  return path?.map(({ key }) => String(key)) ?? [];
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
function problemsOf(
  issues: readonly GenericIssue[],
  document: Document,
  messageOf: (issue: GenericIssue) => string,
): Problem[] {
  const unknown = issues.filter(isUnknownKey).map((issue) => pathOf(issue).slice(0, -1).join('\0'));
  return issues
    .filter((issue) => !isMissingKey(issue) || !unknown.includes(pathOf(issue).slice(0, -1).join('\0')))
    .map((issue) => {
      const atKey = isAboutKey(issue) || isUnknownKey(issue);
      return { offset: offsetOf(pathOf(issue), document, atKey), message: messageOf(issue) };
    })
    .sort((a, b) => a.offset - b.offset);
}

/** Where the value at a path begins, or its key; else what is around it. */
function offsetOf(path: readonly string[], document: Document, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const pair: Pair | undefined = isMap(node) ? node.items.find((item) => keyOf(item) === key) : undefined;
    offset = startOf(pair?.key) ?? startOf(node) ?? offset;
    node = isSeq(node) ? node.items[Number(key)] : pair?.value;
  }
  return atKey ? offset : (startOf(node) ?? offset);
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
