/** `context list` and `context test`. */
import { type Column, type Json, type Report, Stream } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import type { Style } from './style.ts';
import { formatDuration } from './text/duration.ts';
import { escapeText } from './text/escape.ts';
import { padEnd } from './text/width.ts';

/** A context without its secrets. */
export interface ContextRow {
  name: string;
  isCurrent: boolean;
  url: string;
  kind: string | null;
  /** Where the kind is from: the user, or a probe. */
  kindFrom: 'stated' | 'probed' | null;
  version: string | null;
  /** How it authenticates, in words: `token from command`. */
  auth: string | null;
  tenant: string | null;
}

/** The report of contexts. */
export function contextsReport(rows: readonly ContextRow[]): Report<ContextRow> {
  return {
    text: (style) => (rows.length === 0 ? [] : tableView(columns, rows, style, { flexible: 'url' })),
    document: () => ({
      schemaVersion: 1,
      currentContext: rows.find(({ isCurrent }) => isCurrent)?.name ?? null,
      contexts: new Stream(() => rows.map(contextJson)),
    }),
    *records() {
      for (const row of rows) yield { schemaVersion: 1, ...contextJson(row) };
    },
    columns,
    rows: () => rows,
  };
}

function contextJson({ isCurrent, ...row }: ContextRow): { readonly [key: string]: Json } {
  return { ...row, current: isCurrent };
}

const columns: readonly Column<ContextRow>[] = [
  {
    key: 'current',
    header: ' ',
    value: ({ isCurrent }) => isCurrent,
    text: ({ isCurrent }) => (isCurrent ? '*' : ' '),
  },
  textColumn('name', 'name', ({ name }) => name),
  textColumn('kind', 'kind', ({ kind }) => kind),
  textColumn('url', 'url', ({ url }) => url),
  textColumn('auth', 'auth', ({ auth }) => auth),
  textColumn('tenant', 'tenant', ({ tenant }) => tenant),
];

function textColumn<Row>(key: string, header: string, value: (row: Row) => string | null): Column<Row> {
  return { key, header, value, text: (row) => escapeText(value(row) ?? '-') };
}

/** A step of a check of a backend. */
export interface TestRow {
  step: string;
  ok: boolean;
  detail: string;
  hint: string | null;
  durationNano: number | null;
}

/** A step on a line, a hint on a line below; drawn as soon as the step is done. */
export function testLines(row: TestRow, { paint }: Style): string {
  const mark = row.ok ? paint.green('ok  ') : paint.red('FAIL');
  const took = row.durationNano === null ? '' : paint.dim(`  ${formatDuration(row.durationNano)}`);
  const hint = row.hint === null ? '' : `      hint: ${escapeText(row.hint)}\n`;
  return `${mark}  ${padEnd(row.step, 8)} ${escapeText(row.detail)}${took}\n${hint}`;
}

/** The report of a check, once it is done. */
export function testReport(
  { name, url }: { name: string | null; url: string },
  rows: readonly TestRow[],
): Report<TestRow> {
  const fields = { context: name, url, ok: rows.every(({ ok }) => ok) };
  return {
    *text(style) {
      for (const row of rows) yield testLines(row, style);
    },
    document: () => ({
      schemaVersion: 1,
      ...fields,
      steps: new Stream(() => rows.map((row) => ({ ...row }))),
    }),
    *records() {
      for (const row of rows) yield { schemaVersion: 1, context: name, ...row };
    },
    columns: testColumns,
    rows: () => rows,
  };
}

const testColumns: readonly Column<TestRow>[] = [
  textColumn('step', 'step', ({ step }) => step),
  { key: 'ok', header: 'ok', value: ({ ok }) => ok },
  textColumn('detail', 'detail', ({ detail }) => detail),
  textColumn('hint', 'hint', ({ hint }) => hint),
  {
    key: 'durationNano',
    header: 'took',
    align: 'right',
    value: ({ durationNano }) => durationNano,
    text: ({ durationNano }) => (durationNano === null ? '-' : formatDuration(durationNano)),
  },
];
