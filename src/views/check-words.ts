/** What checking an assertion found, in words that all outputs share. Everything here is escaped but for Markdown and markup. */
import type { AssertionResult, BudgetResult } from '../analysis/budgets/evaluate.ts';
import type { Evidence, Outcome, Quantity, Verdict } from '../analysis/budgets/outcome.ts';
import { titleOf } from './labels.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount } from './text/numbers.ts';
import { shellLine } from './text/shell.ts';

/** What a verdict is called in the first column. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  pass: 'ok',
  fail: 'FAIL',
  inconclusive: '?',
  skipped: '-',
};

/** The figure with its unit. */
function quantityText(quantity: Quantity): string {
  switch (quantity.unit) {
    case 'nano':
      return formatDuration(quantity.value);
    case 'count':
      return formatCount(quantity.value);
    case 'share':
      return percentText(quantity.value);
    default:
      return escapeText(quantity.value);
  }
}

/** `checkout p95`. */
export function assertionTitle({ budget }: BudgetResult, { outcome }: AssertionResult): string {
  return `${escapeText(budget.name)} ${escapeText(outcome.subject)}`;
}

/** What was found against what is expected, and by how much it is over: `412ms > 300ms (+112ms, +37%)`. */
export function comparisonText(outcome: Outcome): string {
  const { verdict, relation, got, by } = outcome;
  const expected = quantityText(outcome.expected);
  if (relation === 'is') {
    if (verdict !== 'fail' || got === undefined) return expected;
    const amount = by?.unit === 'nano' ? ` (by ${quantityText(by)})` : '';
    return `${quantityText(got)}${amount}, expected ${expected}`;
  }
  if (got === undefined) return `${relation} ${expected}`;
  if (by === undefined) return `${quantityText(got)} ${relation} ${expected}`;
  return `${quantityText(got)} ${relation === '<=' ? '>' : '<'} ${expected} (${excessText(outcome, by)})`;
}

function excessText({ relation, expected }: Outcome, by: Quantity): string {
  const sign = relation === '<=' ? '+' : '-';
  const amount = `${sign}${quantityText(by)}`;
  const isShare = by.unit === 'nano' && expected.unit === 'nano' && expected.value > 0;
  return isShare ? `${amount}, ${sign}${percentText(by.value / expected.value)}` : amount;
}

/** How much it is about, and how sure: `in 23 of 180 traces`, `180 traces, 95% interval 204ms..223ms`. */
export function samplesText(outcome: Outcome): string {
  const { sampleCount, samples, brokenCount = 0, interval, neededCount, note } = outcome;
  const parts: string[] = [];
  if (brokenCount > 0) parts.push(`in ${formatCount(brokenCount)} of ${counted(sampleCount, samples)}`);
  else if (outcome.verdict !== 'skipped') parts.push(counted(sampleCount, samples));
  if (interval !== undefined) parts.push(intervalText(interval));
  if (neededCount !== undefined) parts.push(`too few to say; needs about ${formatCount(neededCount)}`);
  if (note !== undefined) parts.push(escapeText(note));
  return parts.filter((part) => part !== '').join(', ');
}

function intervalText({ low, high }: { low: number | null; high: number | null }): string {
  const [from, to] = [low, high].map((bound) => (bound === null ? '' : formatDuration(bound)));
  if (from !== '' && to !== '') return `95% interval ${from}..${to}`;
  if (from === '' && to === '') return '';
  return `with 95% ${from === '' ? `at most ${to}` : `at least ${from}`}`;
}

/** A budget that nothing matches, in words. */
export function nothingText({ budget }: BudgetResult): string {
  const { where } = budget.selector;
  const what = budget.match === 'span' ? 'no span' : 'no trace';
  const found = where === undefined ? `${what} to check` : `${what} matches ${escapeText(where)}`;
  return budget.optional ? `${found} (optional)` : found;
}

/** The span that shows it, and what it shows: `[orders] POST /orders: 14 spans`. */
export function evidenceText({ service, name, got }: Evidence): string {
  const isCounted = got.unit === 'count' && got.noun !== undefined;
  const amount = isCounted ? counted(got.value, got.noun ?? '') : quantityText(got);
  return `${titleOf(service, name)}: ${amount}`;
}

/** The command that shows the span of some evidence, to paste; `sources` are the words that name where traces come from. */
export function showLine({ traceId, spanId }: Evidence, sources: readonly string[]): string {
  const focus = spanId === '' ? [] : ['--focus', spanId];
  return shellLine(['tracectl', 'show', traceId, ...focus, ...sources]);
}

/** What a whole run says in one line: `1 of 3 budgets broken`. */
export function verdictLine(budgets: readonly BudgetResult[]): string {
  const broken = budgets.filter(({ isBroken }) => isBroken).length;
  const all = budgets.length;
  if (broken > 0) return `${formatCount(broken)} of ${counted(all, 'budget')} broken`;
  if (budgets.every(({ traceCount }) => traceCount === 0)) return 'no trace to check, so no budget is broken';
  const unsure = budgets.some(({ assertions }) =>
    assertions.some(({ outcome }) => outcome.verdict === 'inconclusive'),
  );
  const holds = all === 1 ? 'the budget holds' : `all ${formatCount(all)} budgets hold`;
  return unsure ? `${holds}, as far as can be told (--strict fails where it can't)` : holds;
}

/** A share in percent with as many digits as it takes to tell it from 0. */
function percentText(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}
