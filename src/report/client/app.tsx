/** The whole report: the overview of many traces, or one trace. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { OverviewData } from '../data.ts';
import { readTrace } from './blocks.ts';
import { giveHues } from './hue.ts';
import { Overview } from './overview.tsx';
import { type Route, routeOf } from './routes.ts';
import { TraceModel } from './trace-model.ts';
import { TracePage } from './trace-page.tsx';

/** Shows what the address says; a report of one trace begins with that. */
export function App({ overview }: { overview: OverviewData }): JSX.Element {
  const isOne = overview.figures === undefined;
  const route = useRoute();
  const block = isOne ? 1 : route.block;
  const [trace, failure] = useTrace(block, overview);
  if (block === 0) return <Overview overview={overview} />;
  if (failure !== '') {
    return (
      <p class="failure">
        This trace can’t be shown: {failure}. <a href="#">All traces</a>
      </p>
    );
  }
  if (trace === undefined) return <p class="failure">Unpacking…</p>;
  return <TracePage key={block} model={trace} block={block} spanId={route.spanId} isOne={isOne} />;
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return routeOf(hash);
}

/** The trace of a block once it is unpacked, or why it can't be. */
function useTrace(block: number, { traces, figures }: OverviewData): [TraceModel | undefined, string] {
  const [state, setState] = useState<{ block: number; trace?: TraceModel; failure: string }>();
  useEffect(() => {
    if (block === 0) return undefined;
    let isWanted = true;
    const set = (trace: TraceModel | undefined, failure: string): void => {
      if (isWanted) setState(trace === undefined ? { block, failure } : { block, trace, failure });
    };
    if (!traces.some((listed) => listed.block === block)) set(undefined, 'the report does not hold it');
    else {
      readTrace(block).then(
        (data) => {
          const model = new TraceModel(data);
          if (figures === undefined) giveHues(model.services());
          set(model, '');
        },
        (error: unknown) => set(undefined, error instanceof Error ? error.message : String(error)),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [block]);
  return state?.block === block ? [state.trace, state.failure] : [undefined, ''];
}
