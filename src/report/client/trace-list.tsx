/** The list of traces; those that the file holds whole can be opened. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { formatInstant } from '../../views/text/instant.ts';
import { counted, formatCount } from '../../views/text/numbers.ts';
import type { ListedTrace } from '../data.ts';
import { traceAddress } from './routes.ts';
import { type Column, Table } from './table.tsx';
import { Title } from './text.tsx';

/** The section. */
export function TraceList({ traces, total }: { traces: readonly ListedTrace[]; total: number }): JSX.Element {
  const rows = useMemo(() => traces.toSorted(openableFirst), [traces]);
  const held = traces.filter(({ block }) => block > 0).length;
  return (
    <section>
      <h2>Traces</h2>
      <p class="about">
        {counted(held, 'trace')} can be opened here, the slowest and those with errors; they come first
        {total > traces.length && `; ${formatCount(traces.length)} of ${formatCount(total)} are listed`}.
      </p>
      <Table label="Traces" columns={columns} rows={rows} />
    </section>
  );
}

/** Those that can be opened, the slowest first; the others as they are, the newest first. */
function openableFirst(a: ListedTrace, b: ListedTrace): number {
  if (a.block === 0 || b.block === 0) return Number(a.block === 0) - Number(b.block === 0);
  return b.durationNano - a.durationNano;
}

const columns: readonly Column<ListedTrace>[] = [
  {
    header: 'root',
    by: ({ rootService, rootName }) => `${rootService} ${rootName}`,
    cell: ({ rootService, rootName, block }) => {
      const title = <Title service={rootService} name={rootName} />;
      return block > 0 ? <a href={traceAddress(block)}>{title}</a> : title;
    },
  },
  {
    header: 'total',
    isNumber: true,
    by: ({ durationNano }) => durationNano,
    cell: ({ durationNano }) => formatDuration(durationNano),
  },
  {
    header: 'errors',
    isNumber: true,
    by: ({ errorCount }) => errorCount,
    cell: ({ errorCount }) => (errorCount > 0 ? <b class="error">{formatCount(errorCount)}</b> : ''),
  },
  {
    header: 'spans',
    isNumber: true,
    by: ({ spanCount }) => spanCount,
    cell: ({ spanCount }) => formatCount(spanCount),
  },
  {
    header: 'services',
    isNumber: true,
    by: ({ serviceCount }) => serviceCount,
    cell: ({ serviceCount }) => formatCount(serviceCount),
  },
  {
    header: 'started (UTC)',
    by: ({ startTimeUnixNano }) => startTimeUnixNano.padStart(20, '0'),
    cell: ({ startTimeUnixNano }) => formatInstant(BigInt(startTimeUnixNano)),
  },
  {
    header: 'trace',
    by: ({ traceId }) => traceId,
    cell: ({ traceId }) => <code>{escapeText(traceId)}</code>,
  },
];
