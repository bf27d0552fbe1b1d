/** `critical-path` over many traces: the calling-context tree, for programs; calling-context-text.ts draws it. */
import type { CallingContext, CallingContexts } from '../analysis/calling-context.ts';
import { contextText } from './calling-context-text.ts';
import { type ContextOptions, shareOf } from './context-selection.ts';
import { titleOf } from './labels.ts';
import { type Cell, type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { formatCount, formatShare } from './text/numbers.ts';

/** The report of a calling-context tree: what a person reads is cut, everything else is whole. */
export function callingContextReport(
  contexts: CallingContexts,
  options: ContextOptions,
): Report<CallingContext> {
  const whole = contexts.criticalPathNano;
  return {
    text: (style) => contextText(contexts, options, style),
    document: () => ({
      schemaVersion: 1,
      // The contract's field: no trace is told by itself.
      traces: [],
      profile: options.profile,
      traceCount: contexts.traceCount,
      spanCount: contexts.spanCount,
      durationNano: Number(whole),
      contexts: new Stream(function* elements() {
        for (const context of contexts.contexts()) yield contextJson(context, whole);
      }),
    }),
    *records() {
      for (const context of contexts.contexts()) yield { schemaVersion: 1, ...contextJson(context, whole) };
    },
    columns: contextColumns(whole),
    rows: () => contexts.contexts(),
  };
}

/** Sums from 2^53 on become the nearest number that JSON readers can hold. */
function contextJson(context: CallingContext, whole: bigint): { [key: string]: Json } {
  const { index, parent, depth, service, name, spanCount, traceCount, exemplar } = context;
  return {
    context: index,
    parent: parent ?? null,
    depth,
    service,
    name,
    criticalPathNano: Number(context.criticalPathNano),
    share: shareOf(context.criticalPathNano, whole),
    subtreeCriticalPathNano: Number(context.subtreeNano),
    subtreeShare: shareOf(context.subtreeNano, whole),
    selfTimeNano: Number(context.selfTimeNano),
    spanCount,
    traceCount,
    exemplar: exemplar === undefined ? null : { ...exemplar },
  };
}

/** Levels of a table that are drawn. */
const shownLevels = 20;

/** The table, one row a context. Sums are text for programs that would round them. */
function contextColumns(whole: bigint): Column<CallingContext>[] {
  return [
    programs('context', ({ index }) => index),
    programs('parent', ({ parent }) => parent ?? null),
    programs('depth', ({ depth }) => depth),
    programs('service', ({ service }) => service),
    {
      key: 'name',
      header: 'span',
      value: ({ name }) => name,
      text: ({ depth, service, name }) => '· '.repeat(Math.min(shownLevels, depth)) + titleOf(service, name),
    },
    ...sums(
      'subtreeCriticalPathNano',
      'subtreeShare',
      'on the path',
      ({ subtreeNano }) => subtreeNano,
      whole,
    ),
    ...sums('criticalPathNano', 'share', 'own', ({ criticalPathNano }) => criticalPathNano, whole),
    programs('selfTimeNano', ({ selfTimeNano }) => exact(selfTimeNano)),
    count('traceCount', 'traces', ({ traceCount }) => traceCount),
    count('spanCount', 'spans', ({ spanCount }) => spanCount),
    {
      key: 'exemplarTraceId',
      header: 'longest in',
      value: ({ exemplar }) => exemplar?.traceId ?? null,
      text: ({ exemplar }) => escapeText(exemplar?.traceId ?? ''),
    },
    programs('exemplarSpanId', ({ exemplar }) => exemplar?.spanId ?? null),
    programs('exemplarNano', ({ exemplar }) => exemplar?.criticalPathNano ?? null),
  ];
}

function programs(key: string, value: (context: CallingContext) => Cell): Column<CallingContext> {
  return { key, header: key, text: null, value };
}

function count(
  key: string,
  header: string,
  value: (context: CallingContext) => number,
): Column<CallingContext> {
  return { key, header, align: 'right', value, text: (context) => formatCount(value(context)) };
}

/** A sum, and its share of the whole. */
function sums(
  key: string,
  shareKey: string,
  header: string,
  value: (context: CallingContext) => bigint,
  whole: bigint,
): Column<CallingContext>[] {
  return [
    {
      key,
      header,
      align: 'right',
      value: (context) => exact(value(context)),
      text: (context) => formatDuration(Number(value(context))),
    },
    {
      key: shareKey,
      header: 'share',
      align: 'right',
      value: (context) => shareOf(value(context), whole),
      text: (context) => formatShare(shareOf(value(context), whole)),
    },
  ];
}

/** Whole digits where a number would lose some. */
function exact(sum: bigint): Cell {
  return sum <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(sum) : String(sum);
}
