import { cleanup, render } from 'ink-testing-library';
/** States, frames and terminals for tests of the viewer. */
import { createElement } from 'react';

import { analyseTrace, type TraceAnalysis } from '../../src/analysis/analyse.ts';
import { summarize } from '../../src/analysis/summary.ts';
import { buildTrace } from '../../src/tree/build.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { App } from '../../src/tui/components/app.tsx';
import { InputParser } from '../../src/tui/input.ts';
import type { Look } from '../../src/tui/look.ts';
import type { Effect, Size, State } from '../../src/tui/state.ts';
import { type Action, initialState, update } from '../../src/tui/update.ts';
import { altered } from '../support/altered.ts';
import { type SpanSpec, storeOf } from '../support/spans.ts';
import { at, checkout } from '../views/models.ts';

export const plain: Look = { color: 0, unicode: true };

/** Three traces: a failed checkout, a search, a slow report. */
export function shop(): SpanSpec[] {
  return [
    ...inTrace('4bf92f3577b34da6a3ce929d0e0e4736', checkout()),
    ...inTrace('1111111177b34da6a3ce929d0e0e4736', [
      at('a1', undefined, 'search', 'GET /search', 500, 520, { kind: 'server' }),
      at('a2', 'a1', 'elastic', 'query', 502, 515, {
        kind: 'client',
        links: [{ trace: '4bf92f3577b34da6a3ce929d0e0e4736', id: '7' }],
      }),
    ]),
    ...inTrace('2222222277b34da6a3ce929d0e0e4736', [
      at('b1', undefined, 'reports', 'GET /report', 600, 1900, { kind: 'server' }),
    ]),
  ];
}

function inTrace(trace: string, specs: SpanSpec[]): SpanSpec[] {
  return altered(specs, () => ({ trace }));
}

/** The analyses of all traces of these records. */
export function analysesOf(specs: readonly SpanSpec[]): TraceAnalysis[] {
  const store = storeOf(specs);
  const groups = groupTraces(store);
  return Array.from({ length: groups.count }, (_, group) =>
    analyseTrace(buildTrace(store, groups, group, { skew: 'auto', adoptOrphans: false })),
  );
}

/** A viewer without a terminal: keys in, the state and the effects out; traces open at once. */
export class Driver {
  state: State;
  readonly effects: Effect[] = [];
  private readonly analyses: readonly TraceAnalysis[];

  constructor(analyses: readonly TraceAnalysis[], size: Size = { columns: 80, rows: 24 }) {
    this.analyses = analyses;
    this.state = initialState(size, { query: '', follows: false });
    this.act({ type: 'listed', traces: analyses.map(({ trace }) => summarize(trace)), hasMore: false });
  }

  act(action: Action): void {
    const { state, effects } = update(this.state, action);
    this.state = state;
    this.effects.push(...effects);
    for (const effect of effects) if (effect.type === 'open') this.open(effect.traceId, effect.spanId);
  }

  /** Types text as a terminal sends it. */
  type(text: string): this {
    for (const input of new InputParser().push(text)) this.act({ type: 'input', input });
    return this;
  }

  /** Presses keys by their names. */
  press(...keys: string[]): this {
    for (const key of keys) this.act({ type: 'input', input: { kind: 'key', key } });
    return this;
  }

  click(column: number, row: number): this {
    this.act({ type: 'input', input: { kind: 'mouse', button: 'left', column, row } });
    return this;
  }

  frame(look: Look = plain): string {
    return frameOf(this.state, look);
  }

  private open(traceId: string, spanId: string | undefined): void {
    const analysis = this.analyses.find(({ trace }) => trace.traceId === traceId);
    if (analysis) this.act({ type: 'opened', analysis, spanId });
  }
}

/** What ink draws of a state, its lines without blanks at their ends. */
function frameOf(state: State, look: Look): string {
  const { lastFrame } = render(createElement(App, { state, name: 'shop.jsonl', look }));
  const frame = lastFrame() ?? '';
  cleanup();
  return `${frame.replace(/ +$/gm, '')}\n`;
}
