/** The text of a budget file as budgets; each problem with its place. */
import type { GenericIssue } from 'valibot';

import type { Assertion, Budget, Place } from '../analysis/budgets/budget.ts';
import type { AssertionKind } from '../analysis/budgets/kind.ts';
import { assertionKinds } from '../analysis/budgets/kinds/index.ts';
import {
  type CheckedYaml,
  isAboutKey,
  isMissingKey,
  isUnknownKey,
  parseCheckedYaml,
  pathOf,
} from '../config/checked-yaml.ts';
import { nearest } from '../config/nearest.ts';
import { parseQuery } from '../query/parse.ts';
import { type AssertionEntry, type BudgetEntry, type BudgetFile, budgetSchema, keysAt } from './schema.ts';

/**
 * The budgets of a file, in its order. Throws a UsageError that names each problem as `path:line:column: what`, and of a
 * query also the character in it.
 */
export function parseBudgets(
  text: string,
  path: string,
  kinds: readonly AssertionKind[] = assertionKinds,
): Budget[] {
  const file = parseCheckedYaml(text, path, budgetSchema(kinds), (issue) => messageOf(issue, kinds));
  return file.values.budgets.map((entry, i) =>
    budgetOf(new Places(file, path), entry, ['budgets', String(i)], kinds),
  );
}

/** Where the values of a file stand. */
class Places {
  private readonly file: CheckedYaml<BudgetFile>;
  private readonly path: string;

  constructor(file: CheckedYaml<BudgetFile>, path: string) {
    this.file = file;
    this.path = path;
  }

  at(keys: readonly string[]): Place {
    return { path: this.path, ...this.file.placeOf(keys) };
  }

  /** Throws where a query is none. */
  checkQuery(query: unknown, keys: readonly string[]): void {
    if (typeof query !== 'string') return;
    const { path, line, column } = this.at(keys);
    parseQuery(query, `${path}:${line}:${column}`);
  }
}

function budgetOf(
  places: Places,
  { name, where, match = 'trace', optional = false, assert }: BudgetEntry,
  keys: readonly string[],
  kinds: readonly AssertionKind[],
): Budget {
  places.checkQuery(where, [...keys, 'where']);
  return {
    name,
    selector: where === undefined ? {} : { where },
    match,
    optional,
    assertions: assert.flatMap((entry, i) =>
      assertionOf(places, entry, [...keys, 'assert', String(i)], kinds),
    ),
    place: places.at(keys),
  };
}

/** One, since the schema wants one. */
function assertionOf(
  places: Places,
  entry: AssertionEntry,
  keys: readonly string[],
  kinds: readonly AssertionKind[],
): Assertion[] {
  return kinds.flatMap((kind) => {
    const settings = entry[kind.name];
    if (settings === undefined) return [];
    for (const [name, { type }] of Object.entries(kind.fields)) {
      const value = settings[name];
      if (type === 'query') places.checkQuery(value, [...keys, kind.name, name]);
      if (type !== 'selector' || typeof value !== 'object' || value === null || !('where' in value)) continue;
      places.checkQuery(value.where, [...keys, kind.name, name, 'where']);
    }
    return [{ kind, settings, place: places.at(keys) }];
  });
}

function messageOf(issue: GenericIssue, kinds: readonly AssertionKind[]): string {
  const path = pathOf(issue);
  const parent = path.slice(0, -1);
  const key = path[path.length - 1];
  if (isUnknownKey(issue)) return unknownKeyMessage(key, parent, kinds);
  if (isMissingKey(issue)) return `${pathText(parent)} has no ${key}`;
  if (!isAboutKey(issue)) return `${pathText(path)} ${issue.message}`;
  return `a key of ${pathText(parent)} ${issue.message}`;
}

function unknownKeyMessage(key: string, parent: readonly string[], kinds: readonly AssertionKind[]): string {
  const keys = keysAt(parent, kinds);
  const near = nearest(key, keys);
  const where = parent.length === 0 ? '' : ` in ${pathText(parent)}`;
  const known = keys.length === 0 ? '' : ` (it takes ${keys.join(', ')})`;
  return `unknown key '${key}'${where}${near === undefined ? known : ` (did you mean ${near}?)`}`;
}

/** `budgets[0].assert[2].spans`. */
function pathText(path: readonly string[]): string {
  if (path.length === 0) return 'the file';
  return path
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .slice(1);
}
