/** Tables that sort by a click on a header. */
import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import { formatCount } from '../../views/text/numbers.ts';

/** One column. */
export interface Column<Row> {
  header: string;
  /** What rows are sorted by; null comes last. Texts ascend first, numbers descend. Absent: does not sort. */
  by?: (row: Row) => string | number | null;
  isNumber?: boolean;
  cell: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}

/** Rows before somebody asks for more. */
const shownFirst = 50;

/** A table; of many rows the first, and a button for the rest. */
export function Table<Row>({ label, columns, rows }: TableProps<Row>): JSX.Element {
  const [sort, setSort] = useState<{ column: number; isReversed: boolean }>();
  const [isWhole, setWhole] = useState(false);
  const sorted = useMemo(() => {
    const by = sort && columns[sort.column].by;
    return by === undefined ? rows : sortedBy(rows, by, sort?.isReversed === true);
  }, [rows, columns, sort]);
  const shown = isWhole ? sorted : sorted.slice(0, shownFirst);
  const choose = (column: number): void => {
    const isReversed = sort?.column === column && !sort.isReversed;
    setSort({ column, isReversed });
  };
  return (
    <div class="table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ header, by, isNumber }, i) => (
              <th
                key={header}
                scope="col"
                class={isNumber ? 'number' : undefined}
                {...(sort?.column === i
                  ? { 'aria-sort': Boolean(isNumber) === sort.isReversed ? 'ascending' : 'descending' }
                  : {})}
              >
                {by ? (
                  <button type="button" onClick={() => choose(i)}>
                    {header}
                  </button>
                ) : (
                  header
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            <tr key={i}>
              {columns.map(({ header, isNumber, cell }) => (
                <td key={header} class={isNumber ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <button type="button" onClick={() => setWhole(true)}>
          {formatCount(rows.length - shown.length)} more
        </button>
      )}
    </div>
  );
}

function sortedBy<Row>(
  rows: readonly Row[],
  by: (row: Row) => string | number | null,
  isReversed: boolean,
): Row[] {
  const sign = isReversed ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === 'number' && typeof y === 'number') return sign * (y - x);
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  });
}
