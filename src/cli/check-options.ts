/** The options of `check` that say what is asserted without a file, and where reports go. */
import { type Command, InvalidArgumentError, Option } from 'commander';

import type { Percent } from '../analysis/aggregate/quantiles.ts';
import { findingCodes } from '../analysis/budgets/kinds/findings.ts';
import { percents } from '../analysis/budgets/kinds/quantile.ts';
import { defaultLockFile } from '../analysis/shape/lock-file.ts';
import type { Limits, QuantileLimit } from '../budgets/one-liners.ts';
import { checkOutputs } from '../views/reports/index.ts';
import { duration, namesOf, wholeNumber } from './parsers.ts';

/** A report to write besides what is printed. */
export interface ReportTarget {
  format: string;
  path: string;
}

/** Limits as flags. */
export interface LimitFlags {
  maxDuration?: number;
  maxErrors?: number;
  maxSpans?: number;
  /** Codes of findings. */
  findings?: string[] | boolean;
  /** The lock file; true for the usual one. */
  locked?: string | true;
  p50?: QuantileLimit[];
  p90?: QuantileLimit[];
  p95?: QuantileLimit[];
  p99?: QuantileLimit[];
}

/** Adds the limits. */
export function limitOptions(command: Command): Command {
  command
    .optionsGroup('Limits:')
    .option('--max-duration <duration>', 'no trace may take longer: 300ms', duration)
    .option('--max-errors <count>', 'no trace may have more failed spans', wholeNumber)
    .option('--max-spans <count>', 'no trace may have more spans', wholeNumber)
    .option(
      '--no-findings <codes>',
      'no trace may show these: n-plus-one, retry, lost-context, …',
      namesOf(findingCodes),
    );
  command.option(
    '--locked [file]',
    `requests call what a lock file says, and as often; ${defaultLockFile} if not given`,
  );
  for (const percent of percents) {
    const about = `the p${percent} of traces that begin with an operation, or of all: 'POST /checkout=300ms', 300ms; repeatable`;
    command.addOption(
      new Option(`--p${percent} <limit>`, about)
        .argParser<QuantileLimit[] | undefined>((text, before) => [
          ...(before ?? []),
          quantileLimit(percent, text),
        ])
        .hideHelp(percent !== 95 && percent !== 99),
    );
  }
  return command;
}

/** What flags limit. */
export function limitsOf(flags: LimitFlags): Limits {
  const { maxDuration, maxErrors, maxSpans, findings, p50 = [], p90 = [], p95 = [], p99 = [] } = flags;
  return {
    maxDuration,
    maxErrors,
    maxSpans,
    noFindings: Array.isArray(findings) ? findings : undefined,
    locked: flags.locked !== undefined,
    quantiles: [...p50, ...p90, ...p95, ...p99],
  };
}

/** `POST /checkout=300ms`; the operation may hold more of the signs. */
function quantileLimit(percent: Percent, text: string): QuantileLimit {
  const at = text.lastIndexOf('=');
  const root = at < 0 ? undefined : text.slice(0, at).trim();
  if (root === '') throw new InvalidArgumentError('Expected an operation before the sign.');
  return { percent, root, max: duration(text.slice(at + 1).trim()) };
}

/** `junit=out.xml`, gathered. */
export function reportTarget(text: string, before: ReportTarget[] = []): ReportTarget[] {
  const at = text.indexOf('=');
  const format = text.slice(0, Math.max(0, at));
  const path = text.slice(at + 1);
  if (!checkOutputs.has(format) || path === '') {
    throw new InvalidArgumentError(
      `Expected a format and a file, such as junit=out.xml; formats are ${[...checkOutputs.keys()].join(', ')}.`,
    );
  }
  return [...before, { format, path }];
}
