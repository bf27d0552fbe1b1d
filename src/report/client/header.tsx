/** What trace this is. */
import type { JSX } from 'preact';

import { formatDuration } from '../../views/text/duration.ts';
import { escapeText } from '../../views/text/escape.ts';
import { formatInstant } from '../../views/text/instant.ts';
import { counted } from '../../views/text/numbers.ts';
import { Service } from './text.tsx';
import type { TraceModel } from './trace-model.ts';

/** The header of a trace's page. */
export function Header({ model, isOne }: { model: TraceModel; isOne: boolean }): JSX.Element {
  const { traceId, startTimeUnixNano, durationNano, primaryRoot, errorCount } = model.data;
  return (
    <header>
      {!isOne && (
        <nav>
          <a href="#">all traces</a>
        </nav>
      )}
      <h1>{primaryRoot < 0 ? '(no root)' : escapeText(model.name(primaryRoot)) || '(no name)'}</h1>
      <p class="facts">
        {primaryRoot >= 0 && <Service service={model.service(primaryRoot)} />}
        <b>{formatDuration(durationNano)}</b>
        <span>{counted(spanCount(model), 'span')}</span>
        <span>{counted(model.services().length, 'service')}</span>
        {errorCount > 0 && <span class="error">{counted(errorCount, 'error')}</span>}
        <span>{formatInstant(BigInt(startTimeUnixNano))} UTC</span>
        <code>{escapeText(traceId)}</code>
      </p>
    </header>
  );
}

function spanCount(model: TraceModel): number {
  let count = 0;
  for (let row = 0; row < model.size; row++) if (!model.isMissing(row)) count++;
  return count;
}
