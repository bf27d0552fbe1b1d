/** Many traces: the list, where their time goes, and who calls whom. One page, which can be printed. */
import type { JSX } from 'preact';

import { escapeText } from '../../views/text/escape.ts';
import { counted } from '../../views/text/numbers.ts';
import type { OverviewData } from '../data.ts';
import { ServiceGraphView } from './graph.tsx';
import { Icicle } from './icicle.tsx';
import { Statistics } from './statistics.tsx';
import { TraceList } from './trace-list.tsx';

/** The page about all traces. */
export function Overview({ overview }: { overview: OverviewData }): JSX.Element {
  const { figures, traces, traceCount, spanCount, source } = overview;
  const failed = traces.filter(({ errorCount }) => errorCount > 0).length;
  return (
    <div class="page overview">
      <header>
        <h1>{counted(traceCount, 'trace')}</h1>
        <p class="facts">
          {source !== '' && <span>{escapeText(source)}</span>}
          <span>{counted(spanCount, 'span')}</span>
          {failed > 0 && <span class="error">{counted(failed, 'trace')} with errors</span>}
        </p>
      </header>
      <main>
        <TraceList traces={traces} total={traceCount} />
        {figures && (
          <>
            <Statistics figures={figures} />
            <Icicle paths={figures.paths} traces={traces} />
            <ServiceGraphView graph={figures.graph} traces={traces} />
          </>
        )}
      </main>
    </div>
  );
}
