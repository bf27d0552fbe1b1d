/** The span that is looked at: times, attributes, events, links. */
import type { JSX } from 'preact';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { formatShare } from '../../views/text/numbers.ts';
import { traceAddress } from './routes.ts';
import { Title } from './text.tsx';
import type { Attached, Row, TraceModel } from './trace-model.ts';

const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

interface DetailsProps {
  model: TraceModel;
  row: Row;
  block: number;
  onGo: (row: Row) => void;
}

/** The panel beside the tree. */
export function Details({ model, row, block, onGo }: DetailsProps): JSX.Element {
  const { rows } = model.data;
  const details = model.details(row);
  const parent = model.parent[row];
  const isTimed = model.isTimed(row);
  const share = formatShare(rows.onPath[row] / (model.data.durationNano || 1));
  const facts: [string, string][] = [
    ['total', isTimed ? formatDuration(model.duration[row]) : ''],
    ['self', isTimed ? formatDuration(rows.self[row]) : ''],
    [
      'critical path',
      rows.onPath[row] > 0 ? `${formatDuration(rows.onPath[row])} (${share} of the trace)` : '',
    ],
    ['start', isTimed ? formatDuration(model.start[row] - rows.shift[row]) : ''],
    ['clock corrected by', rows.shift[row] === 0 ? '' : formatDuration(rows.shift[row])],
    ['kind', kinds[rows.kind[row]] ?? ''],
    ['status', ['', 'ok', 'error'][details.status] ?? ''],
  ];
  return (
    <aside class="details" aria-label="Span" tabIndex={0}>
      <h2>
        {model.isMissing(row) ? (
          'missing span'
        ) : (
          <Title service={model.service(row)} name={model.name(row)} />
        )}
      </h2>
      {details.message !== '' && <p class="error">{escapeText(details.message)}</p>}
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <div>
          <dt>id</dt>
          <dd>
            <a href={traceAddress(block, model.id(row))}>{escapeText(model.id(row))}</a>
          </dd>
        </div>
        {parent >= 0 && (
          <div>
            <dt>parent</dt>
            <dd>
              <button type="button" class="link" onClick={() => onGo(parent)}>
                <Title service={model.service(parent)} name={model.name(parent)} />
              </button>
            </dd>
          </div>
        )}
      </dl>
      <Pairs title="Attributes" pairs={details.attributes} />
      <Several title="Events" all={details.events} />
      <Several title="Links" all={details.links} />
      <Pairs title="Resource" pairs={details.resource} />
      <Pairs title="Scope" pairs={details.scope} />
    </aside>
  );
}

function Pairs({ title, pairs }: { title: string; pairs: [string, string][] }): JSX.Element | null {
  if (pairs.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <List pairs={pairs} />
    </section>
  );
}

function List({ pairs }: { pairs: [string, string][] }): JSX.Element {
  return (
    <dl>
      {pairs.map(([key, value], i) => (
        <div key={i}>
          <dt>{escapeText(key)}</dt>
          <dd>{escapedLines(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Several({ title, all }: { title: string; all: Attached[] }): JSX.Element | null {
  if (all.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      {all.map((one, i) => (
        <div class="attached" key={i}>
          <b>{escapeText(one.title)}</b> {one.time !== undefined && `at ${formatDuration(one.time)}`}
          <List pairs={one.pairs} />
        </div>
      ))}
    </section>
  );
}

/** Stack traces keep their lines. */
function escapedLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => escapeText(line.replaceAll('\t', '  ')))
    .join('\n');
}
