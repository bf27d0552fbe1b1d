/** What requests of a certain length are made of: a sentence about one quantile, a table of several. */
import type { MadeOf, Part } from '../analysis/aggregate/made-of.ts';
import { keyTitle } from './group-key.ts';
import { titleOf } from './labels.ts';
import type { Column } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import type { Composition, StatsResult } from './stats.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { counted, formatCount, formatShare } from './text/numbers.ts';
import { wrapped } from './text/wrap.ts';

/** Parts that a sentence has at most, and a table. */
const mostParts = 5;
const mostRows = 12;

/** The view, a blank line before it. */
export function* madeOfView(result: StatsResult, madeOf: Composition, style: Style): Generator<string> {
  const { quantiles } = madeOf;
  if (quantiles.length === 0) return;
  yield '\n';
  if (quantiles.length === 1) yield `${wrapped(sentence(result, madeOf, quantiles[0]), style.width)}\n`;
  else yield* table(result, madeOf, style);
  yield `${style.paint.dim(wrapped(note(result, madeOf), style.width))}\n`;
}

function sentence({ by, entryPoints }: StatsResult, { entryPoint }: Composition, one: MadeOf): string {
  const named = entryPoints.length > 1 ? ` of ${titleOf(entryPoint.service, entryPoint.name)}` : '';
  const shown = one.parts.slice(0, mostParts).filter(({ share }, i) => i === 0 || share >= 0.01);
  const parts = shown.map(({ key, share }) => `${formatShare(share)} ${keyTitle(by, key)}`);
  const rest = one.parts.length - shown.length;
  if (rest > 0)
    parts.push(`${formatShare(sumOf(one.parts.slice(shown.length)))} in ${counted(rest, 'other')}`);
  const intro = `a ${quantileName(one)} request${named} (${formatDuration(one.durationNano)}) is made of:`;
  return parts.length === 0 ? `${intro} nothing that was counted` : `${intro} ${parts.join(', ')}`;
}

function* table(
  result: StatsResult,
  { entryPoint, quantiles }: Composition,
  style: Style,
): Generator<string> {
  const rows = rowsOf(quantiles);
  const columns: Column<Row>[] = quantiles.map((one, i) => ({
    key: quantileName(one),
    header: `${quantileName(one)} ${formatDuration(one.durationNano)}`,
    align: 'right',
    value: ({ shares }) => shares[i],
    text: ({ shares }) => (shares[i] === 0 ? '' : formatShare(shares[i])),
  }));
  const header = `a request of ${titleOf(entryPoint.service, entryPoint.name)} is made of`;
  const title: Column<Row> = {
    key: 'title',
    header,
    value: () => '',
    text: ({ part }) => keyTitle(result.by, part.key),
  };
  yield* tableView([title, ...columns], rows.slice(0, mostRows), style, { flexible: 'title' });
  if (rows.length > mostRows) {
    yield `${style.paint.dim(`${formatCount(mostRows)} of ${formatCount(rows.length)} parts; -o json has all`)}\n`;
  }
}

/** A part with its share at each quantile. */
interface Row {
  part: Part;
  shares: number[];
}

/** All parts, those first that have most of the last quantile: it is what people ask about. */
function rowsOf(quantiles: readonly MadeOf[]): Row[] {
  const rows = new Map<string, Row>();
  for (const [i, { parts }] of [...quantiles.entries()].reverse()) {
    for (const part of parts) {
      const text = JSON.stringify(part.key);
      const row = rows.get(text) ?? { part, shares: quantiles.map(() => 0) };
      row.shares[i] = part.share;
      rows.set(text, row);
    }
  }
  return [...rows.values()];
}

/** How sure that is, an example, and how to ask for something else. */
function note({ entryPoints }: StatsResult, { entryPoint, quantiles }: Composition): string {
  const last = quantiles[quantiles.length - 1];
  const of = counted(entryPoint.traceCount, 'trace');
  const parts = [
    `${quantileName(last)} is told by ${formatCount(last.bandCount)} of ${of}, such as ${escapeText(last.traceId)}`,
  ];
  if (entryPoints.length > 1)
    parts.push(`--root takes another of ${counted(entryPoints.length, 'entry point')}`);
  return parts.join('; ');
}

function quantileName({ percent }: MadeOf): string {
  return `p${percent}`;
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { share }) => sum + share, 0);
}
