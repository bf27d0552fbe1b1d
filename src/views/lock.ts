/** `lock`: what is not as locked. */
import type { ShapeChange } from '../analysis/shape/compare.ts';
import { titleOf } from './labels.ts';
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import type { Style } from './style.ts';
import { escapeText } from './text/escape.ts';
import { counted } from './text/numbers.ts';
import { wrapped } from './text/wrap.ts';

/** Differences between a lock file and what was seen. */
export interface LockResult {
  /** The lock file. */
  path: string;
  /** What was done: `checked`, `written`, `updated`, `left as it is`. */
  action: string;
  traceCount: number;
  entryPointCount: number;
  changes: readonly ShapeChange[];
}

/** The report of differences. */
export function lockReport(result: LockResult): Report<ShapeChange> {
  const { path, action, traceCount, entryPointCount, changes } = result;
  return {
    text: (style) => lockText(result, style),
    document: () => ({
      schemaVersion: 1,
      path,
      action,
      traceCount,
      entryPointCount,
      changes: new Stream(() => changes.map(changeJson)),
    }),
    *records() {
      for (const change of changes) yield { schemaVersion: 1, ...changeJson(change) };
    },
    columns,
    rows: () => changes,
  };
}

function* lockText(
  { path, action, traceCount, entryPointCount, changes }: LockResult,
  style: Style,
): Generator<string> {
  for (const { message } of changes) yield `${wrapped(escapeText(message), style.width)}\n`;
  const seen = `${counted(entryPointCount, 'entry point')} in ${counted(traceCount, 'trace')}`;
  const differences = changes.length === 0 ? '' : `, ${counted(changes.length, 'difference')}`;
  yield `${style.paint.dim(wrapped(`${escapeText(path)} ${action}: ${seen}${differences}`, style.width))}\n`;
}

function changeJson({ kind, entryPoint, path, locked, seen, message }: ShapeChange): { [key: string]: Json } {
  return {
    kind,
    entryPoint: { service: entryPoint.service, name: entryPoint.operation },
    path: path.map(({ service, operation }) => ({ service, name: operation })),
    locked,
    seen,
    message,
  };
}

const columns: readonly Column<ShapeChange>[] = [
  { key: 'kind', header: 'what', value: ({ kind }) => kind },
  {
    key: 'entryPoint',
    header: 'requests',
    value: ({ entryPoint: { service, operation } }) => titleOf(service, operation),
  },
  { key: 'locked', header: 'locked', value: ({ locked }) => locked },
  { key: 'seen', header: 'seen', value: ({ seen }) => seen },
  {
    key: 'message',
    header: 'difference',
    value: ({ message }) => message,
    text: ({ message }) => escapeText(message),
  },
];
