import type { Percent } from '../analysis/aggregate/quantiles.ts';
/** Budgets that flags say, without a file. */
import type { Assertion, Budget } from '../analysis/budgets/budget.ts';
import type { AssertionKind } from '../analysis/budgets/kind.ts';
import { assertionKinds } from '../analysis/budgets/kinds/index.ts';
import { lockedName } from '../analysis/budgets/kinds/locked.ts';
import type { Nanos } from '../model/time.ts';
import { quoted } from '../query/literal-text.ts';

/** A limit of a quantile: of the traces that begin with an operation, or of all. */
export interface QuantileLimit {
  percent: Percent;
  /** `POST /checkout`, or with its service `[frontend] POST /checkout`; absent for all traces. */
  root: string | undefined;
  max: Nanos;
}

/** What flags may limit. */
export interface Limits {
  maxDuration?: Nanos | undefined;
  maxErrors?: number | undefined;
  maxSpans?: number | undefined;
  noFindings?: readonly string[] | undefined;
  /** Whether shapes have to be as locked. */
  locked?: boolean;
  quantiles: readonly QuantileLimit[];
}

/** The budgets of flags: one for what is about all traces, one for each operation that traces begin with. */
export function oneLineBudgets({
  maxDuration,
  maxErrors,
  maxSpans,
  noFindings,
  locked,
  quantiles,
}: Limits): Budget[] {
  const forAll = [
    ...assertion('duration', { max: maxDuration }),
    ...assertion('errors', { max: maxErrors }),
    ...assertion('spans', { max: maxSpans }),
    ...assertion('findings', { none: noFindings }),
    ...assertion(lockedName, { shape: locked || undefined }),
  ];
  const byRoot = new Map<string | undefined, Assertion[]>(forAll.length === 0 ? [] : [[undefined, forAll]]);
  for (const { percent, root, max } of quantiles) {
    const assertions = byRoot.get(root) ?? [];
    byRoot.set(root, [...assertions, ...assertion(`p${percent}`, { max })]);
  }
  return Array.from(byRoot, ([root, assertions]) => ({
    name: root ?? 'all traces',
    selector: root === undefined ? {} : { where: rootQuery(root) },
    match: 'trace',
    optional: false,
    assertions,
  }));
}

/** Traces that begin with an operation. */
function rootQuery(root: string): string {
  const [, service, name = root] = /^\[([^\]]*)\] (.*)$/s.exec(root) ?? [];
  const named = `rootName = ${quoted(name)}`;
  return service === undefined ? `{ ${named} }` : `{ rootServiceName = ${quoted(service)} && ${named} }`;
}

/** None where the one setting is not given. */
function assertion(name: string, settings: Readonly<Record<string, unknown>>): Assertion[] {
  const kind: AssertionKind | undefined = assertionKinds.find((kind) => kind.name === name);
  if (kind === undefined || Object.values(settings).every((value) => value === undefined)) return [];
  return [{ kind, settings }];
}
