/** A budget file to begin with: limits that traces which are fine keep, with comments that say where they come from. */
import type { Observed, ObservedTraces } from '../analysis/budgets/observed.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Nanos } from '../model/time.ts';
import { durationText, quoted } from '../query/literal-text.ts';
import { formatDuration } from '../views/text/duration.ts';
import { counted } from '../views/text/numbers.ts';

/** Entry points with budgets; the rest are rare. */
const mostBudgets = 30;
/** Names are for people; the queries hold them whole. */
const longestName = 100;
/** What a limit is above what was seen. */
const headroom = 1.25;
/** What new code should not begin to show. */
const unwanted: readonly FindingCode[] = ['n-plus-one', 'retry', 'fan-out', 'missing-parent'];

/**
 * The text of the file, for entry points in their order. Traces without a root have a budget only where there are no
 * others.
 */
export function startingFile(observed: readonly Observed[], rootless: ObservedTraces): string {
  const shown = observed.slice(0, mostBudgets);
  const traceCount = observed.reduce((sum, { traceCount }) => sum + traceCount, rootless.traceCount);
  const left = observed.length - shown.length;
  const names = new Set<string>();
  return [
    '# What tracectl check holds traces to. A limit is what was seen and a quarter more; tighten those that matter.',
    '# docs/check.md tells all assertions. Begun from:',
    `#   ${counted(traceCount, 'trace')}, ${counted(observed.length, 'operation')} that they begin with`,
    ...(rootless.traceCount > 0
      ? [`#   ${counted(rootless.traceCount, 'trace')} among them whose root was never seen`]
      : []),
    ...(left > 0 ? [`#   the ${left} rarest of those have no budget here`] : []),
    '',
    'version: 1',
    'budgets:',
    ...shown.flatMap((one) => budgetLines(one, nameOf(one, names), whereOf(one))),
    ...(observed.length === 0 ? budgetLines(rootless, 'all traces', '') : []),
    '',
  ].join('\n');
}

/** A name that no other budget has. */
function nameOf({ service, name }: Observed, names: Set<string>): string {
  const whole =
    [service === '' ? '' : `[${service}]`, name].filter((part) => part !== '').join(' ') || 'traces';
  const cut = Array.from(whole).slice(0, longestName).join('');
  let unique = cut;
  for (let count = 2; names.has(unique); count++) unique = `${cut} (${count})`;
  names.add(unique);
  return unique;
}

function budgetLines(one: ObservedTraces, name: string, where: string): string[] {
  const { traceCount, maxNano } = one;
  return [
    `  - name: ${yamlText(name)}`,
    ...(where === '' ? [] : [`    where: ${yamlText(where)}`]),
    '    # optional: true  # holds where no trace matches, too',
    `    assert:  # ${counted(traceCount, 'trace')}`,
    ...(maxNano === undefined ? [] : timeLines(one, maxNano)),
    `      - spans: ${one.maxSpans}`,
    `      - errors: ${one.maxErrors}`,
    ...findingLines(one),
    '      # - baseline: 5%  # against tracectl check --baseline main.jsonl',
  ];
}

function whereOf({ service, name }: Observed): string {
  const parts = [`rootName = ${quoted(name)}`];
  if (service !== '') parts.unshift(`rootServiceName = ${quoted(service)}`);
  return `{ ${parts.join(' && ')} }`;
}

/** Text as YAML: in single quotes where that is plain, else as JSON spells it, which YAML reads. */
function yamlText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}

/** The longest trace, and the quantiles that there are enough traces for. */
function timeLines({ quantiles }: ObservedTraces, maxNano: Nanos): string[] {
  const lines = [`      - duration: ${above(maxNano)}  # the longest took ${formatDuration(maxNano)}`];
  for (const { percent, nano, high } of quantiles) {
    const seen = `  # it was ${formatDuration(nano)}`;
    if (high !== null) lines.push(`      - p${percent}: ${above(high)}${seen}`);
    else if (percent === 95)
      lines.push(`      # - p95: ${above(nano)}${seen}; too few traces to be sure of it`);
  }
  return lines;
}

function findingLines({ findings }: ObservedTraces): string[] {
  const none = unwanted.filter((code) => !findings.includes(code));
  const seen = unwanted.filter((code) => findings.includes(code));
  return [
    ...(none.length > 0 ? [`      - findings: [${none.join(', ')}]`] : []),
    ...(seen.length > 0 ? [`      # - findings: [${seen.join(', ')}]  # some traces show these`] : []),
  ];
}

/** The duration with headroom, rounded up to two digits. */
function above(nanos: Nanos): string {
  const wanted = Math.max(1, nanos * headroom);
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(wanted)) - 1));
  const limit = Math.ceil(wanted / step) * step;
  // From a minute on people read two units, which no duration in a file has.
  return limit < 60e9 ? formatDuration(limit) : durationText(limit);
}
