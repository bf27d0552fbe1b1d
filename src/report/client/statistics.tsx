/** Where the time of many traces goes, by operation. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { formatDuration } from '../../views/text/duration.ts';
import { counted, formatCount, formatShare } from '../../views/text/numbers.ts';
import type { ManyTraces, OperationFigures } from '../data.ts';
import { serviceHue } from './hue.ts';
import { type Column, Table } from './table.tsx';
import { Title } from './text.tsx';

/** The section. */
export function Statistics({ figures }: { figures: ManyTraces }): JSX.Element {
  const { operations, operationCount } = figures;
  const columns = useMemo(() => columnsOf(operations), [operations]);
  return (
    <section>
      <h2>Where the time goes</h2>
      <p class="about">
        Share: of the critical paths of all traces. Durations: how many spans were how long, on one scale for
        all, in steps of 1, 2, 5, 10
        {operationCount > operations.length &&
          `. ${formatCount(operations.length)} of ${counted(operationCount, 'operation')}, those with the largest shares`}
        .
      </p>
      <Table label="Where the time goes" columns={columns} rows={operations} />
    </section>
  );
}

function columnsOf(operations: readonly OperationFigures[]): Column<OperationFigures>[] {
  const scale = durationScale(operations);
  return [
    {
      header: 'operation',
      by: ({ service, name }) => `${service} ${name}`,
      cell: ({ service, name }) => <Title service={service} name={name} />,
    },
    number('share', ({ share }) => share, formatShare),
    number('calls', ({ count }) => count, formatCount),
    number('errors', ({ errorCount }) => errorCount, formatCount),
    number('p50', ({ p50 }) => p50, formatDuration),
    number('p95', ({ p95 }) => p95, formatDuration),
    number('p99', ({ p99 }) => p99, formatDuration),
    number('max', ({ max }) => max, formatDuration),
    number('self', ({ self }) => self, formatDuration),
    {
      header: 'durations',
      cell: (operation) => <Distribution operation={operation} scale={scale} />,
    },
  ];
}

function number(
  header: string,
  value: (operation: OperationFigures) => number | null,
  format: (value: number) => string,
): Column<OperationFigures> {
  const cell = (operation: OperationFigures): string => {
    const found = value(operation);
    return found === null || found === 0 ? '' : format(found);
  };
  return { header, isNumber: true, by: value, cell };
}

const width = 160;
const height = 22;

/** Where a duration stands in the drawings of all operations, from 0 to 1: each power of ten takes the same room. */
type Scale = (nanos: number) => number;

function durationScale(operations: readonly OperationFigures[]): Scale {
  const bounds = operations
    .flatMap((operation) => operation.bounds)
    .map((bound) => Math.log(Math.max(1, bound)));
  const [from, to] = [
    bounds.reduce((a, b) => Math.min(a, b), Infinity),
    bounds.reduce((a, b) => Math.max(a, b), 0),
  ];
  return (nanos) => (Math.log(Math.max(1, nanos)) - from) / (to - from || 1);
}

/** How durations are distributed, a bar a bucket. */
function Distribution({
  operation,
  scale,
}: {
  operation: OperationFigures;
  scale: Scale;
}): JSX.Element | null {
  const { bounds, counts, service } = operation;
  const last = bounds.at(-1);
  if (last === undefined) return null;
  const most = Math.max(...counts);
  return (
    <svg
      class="distribution"
      role="img"
      aria-label={`${formatDuration(bounds[0])} to ${formatDuration(last)}, mostly ${modeText(operation)}`}
      width={width}
      height={height}
    >
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} />
      {counts.map((count, i) => {
        const tall = count === 0 ? 0 : Math.max(2, (count / most) * height);
        const [left, right] = [scale(bounds[i]) * width, scale(bounds[i + 1]) * width];
        return (
          <rect
            key={i}
            x={left}
            y={height - tall}
            width={Math.max(1, right - left - 1)}
            height={tall}
            style={{ '--hue': serviceHue(service) }}
          >
            <title>{`${formatDuration(bounds[i])} to ${formatDuration(bounds[i + 1])}: ${counted(count, 'span')}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** The bucket with most spans. */
function modeText({ bounds, counts }: OperationFigures): string {
  const mode = counts.indexOf(Math.max(...counts));
  return `${formatDuration(bounds[mode])} to ${formatDuration(bounds[mode + 1])}`;
}
