/** The span that expressions are evaluated on, and what of its trace is worked out once. */
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { type NestedSets, nestedSets } from './nested-sets.ts';

/** One span of one trace, and one of its events and links; moved from span to span. */
export class SpanCursor {
  readonly store: SpanStore;
  /** The span's row in the trace. */
  i: TraceRow = 0;
  /** Its row in the store. */
  row: SpanRow = 0;
  /** Other records of it, where it was reported in parts. */
  parts: readonly SpanRow[] = none;
  /** Rows in `store.events` and `store.links`; -1: none. */
  event = -1;
  link = -1;
  /** The attribute found last: its type, and its value as the attribute table has it. */
  type = 0;
  value = 0;

  private current: Trace | undefined;
  private sets: NestedSets | undefined;
  private extent = -1;
  private rootRows: ReadonlySet<TraceRow> | undefined;

  constructor(store: SpanStore) {
    this.store = store;
  }

  /** Goes to another trace of the store. */
  enter(trace: Trace): void {
    this.current = trace;
    this.sets = undefined;
    this.extent = -1;
    this.rootRows = undefined;
  }

  /** Goes to a span of the trace. */
  moveTo(i: TraceRow): void {
    const { trace } = this;
    this.i = i;
    this.row = trace.row[i];
    this.parts = trace.merged.size === 0 ? none : (trace.merged.get(i) ?? none);
    this.event = -1;
    this.link = -1;
  }

  get trace(): Trace {
    if (this.current === undefined) throw new Error('no trace entered');
    return this.current;
  }

  /** Numbers of the spans in a nested set, and of their children. */
  get nested(): NestedSets {
    return (this.sets ??= nestedSets(this.trace));
  }

  /** Rows of the spans that name no parent. */
  get roots(): ReadonlySet<TraceRow> {
    return (this.rootRows ??= new Set(this.trace.roots));
  }

  /** From the earliest start to the latest end. */
  get traceDuration(): number {
    if (this.extent >= 0) return this.extent;
    const { end, timed, size } = this.trace;
    this.extent = 0;
    for (let i = 0; i < size; i++) if (timed[i] !== 0 && end[i] > this.extent) this.extent = end[i];
    return this.extent;
  }
}

const none: readonly SpanRow[] = [];
