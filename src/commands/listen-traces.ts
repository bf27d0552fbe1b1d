/** Traces that finish while `listen` runs, told as they do. */
import { chooseStyle } from '../cli/choose-style.ts';
import type { Context } from '../cli/context.ts';
import { loadFromStore } from '../cli/load-store.ts';
import { printMessage } from '../cli/messages.ts';
import { type OpenStore, receivedRequest } from '../cli/receiving.ts';
import { segmentsIn } from '../local-store/segments.ts';
import type { FinishedTrace } from '../receiver/live-traces.ts';
import { findGroups } from '../tree/group.ts';
import { finishedHeader, finishedRecord, finishedRow } from '../views/listen.ts';
import { counted, formatCount } from '../views/text/numbers.ts';
import { showTraces, type TreeFlags } from './show.ts';

/** Flags that decide how traces are told. */
export interface TellFlags extends TreeFlags {
  /** Trees instead of lines. */
  show?: boolean;
}

/** Traces told at once on a terminal, and trees drawn; nobody reads more. */
const mostRows = 100;
const mostTrees = 20;

/** Milliseconds by which the time of a file may lag behind the clock. */
const clockSlack = 1000;

/** Tells finished traces as the flags ask. */
export class TraceTeller {
  private readonly context: Context;
  private readonly flags: TellFlags;
  private readonly store: OpenStore;
  private hasHeader = false;

  constructor(context: Context, flags: TellFlags, store: OpenStore) {
    this.context = context;
    this.flags = flags;
    this.store = store;
  }

  /** Throws ClosedOutput where nobody reads any more. */
  async print(traces: readonly FinishedTrace[]): Promise<void> {
    const { context, flags } = this;
    if (flags.show) {
      for (const trace of traces.slice(0, mostTrees)) await this.printTree(trace);
      this.tellRest(traces.length - mostTrees, 'trees');
    } else if (flags.output === 'ndjson') {
      for (const trace of traces) context.write(finishedRecord(trace));
    } else this.printRows(traces);
  }

  private printRows(traces: readonly FinishedTrace[]): void {
    const { context, flags } = this;
    const most = context.isTTY ? mostRows : Infinity;
    const style = chooseStyle(context, flags);
    if (!this.hasHeader && traces.length > 0) context.write(finishedHeader(style));
    this.hasHeader ||= traces.length > 0;
    for (const trace of traces.slice(0, most)) context.write(finishedRow(trace, style));
    this.tellRest(traces.length - most, 'rows');
  }

  private async printTree(trace: FinishedTrace): Promise<void> {
    const { context, flags, store } = this;
    const segments = segmentsIn(store.folder).filter(
      ({ modified }) => modified >= trace.firstSeen - clockSlack,
    );
    const loaded = await loadFromStore(context, segments, receivedRequest([trace.traceId]), flags);
    const { groups } = findGroups(loaded.store, loaded.groups, trace.traceId);
    await showTraces(context, loaded, groups, { ...flags, with: flags.with ?? [] });
    if (flags.output === 'text') context.write('\n');
  }

  private tellRest(count: number, what: string): void {
    if (count <= 0 || this.flags.quiet) return;
    const text = `${formatCount(count)} more than there are ${what} for; tracectl list has all`;
    printMessage(this.context, `${counted(count, 'trace')}: ${text}`);
  }
}
