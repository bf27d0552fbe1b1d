/** `services`, `operations`, `tags`: names, one a row. */
import type { Column, Report } from './outputs/report.ts';
import { tableView } from './outputs/table.ts';
import { escapeText } from './text/escape.ts';

/** The report of a list of names; `title` names the list in JSON. */
export function namesReport<Key extends string>(
  title: string,
  rows: readonly Readonly<Record<Key, string>>[],
  keys: readonly Key[],
): Report<Readonly<Record<Key, string>>> {
  const columns = keys.map((key): Column<Readonly<Record<Key, string>>> => ({
    key,
    header: key,
    value: (row) => row[key],
    text: (row) => escapeText(row[key]),
  }));
  const json = (row: Readonly<Record<Key, string>>): Record<string, string> =>
    Object.fromEntries(keys.map((key) => [key, row[key]]));
  return {
    *text(style) {
      // A list is for pipes as well: nothing but the names where names are all there is.
      if (keys.length > 1)
        yield* rows.length > 0 ? tableView(columns, rows, style, { flexible: keys[0] }) : [];
      else for (const row of rows) yield `${escapeText(row[keys[0]])}\n`;
    },
    document: () => ({ schemaVersion: 1, [title]: rows.map(json) }),
    *records() {
      for (const row of rows) yield { schemaVersion: 1, ...json(row) };
    },
    columns,
    rows: () => rows,
  };
}
