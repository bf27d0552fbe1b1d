/** The traces that the viewer moves through: read, read again, opened, filtered, searched. */
import { analyseTrace, type TraceAnalysis } from '../analysis/analyse.ts';
import type { TraceSummary } from '../analysis/summary.ts';
import { UsageError } from '../errors.ts';
import type { SpanStore } from '../model/span-store.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { findGroups } from '../tree/group.ts';
import type { Context } from './context.ts';
import type { AnalysisFlags } from './options.ts';
import { rebuild, summaryOf } from './pick.ts';
import { type SelectFlags, selectTraces, type Selection } from './select.ts';
import { resolveTarget } from './target.ts';

/** Flags that decide what is looked at. */
export type ExploreSourceFlags = SelectFlags & AnalysisFlags & { limit?: number };

/** How long, in milliseconds, filtering goes on before keys have their turn. */
const turn = 12;

/** What was read last, and how to read it again. */
export class ExploreSource {
  private readonly context: Context;
  private readonly args: readonly string[];
  private readonly flags: ExploreSourceFlags;
  private selection: Selection | undefined;
  private summaries: TraceSummary[] = [];
  /** Traces that links led to, by the ids that links have. */
  private readonly fetchedTraces = new Map<string, Trace>();

  /** `context` is written to while reading. */
  constructor(context: Context, args: readonly string[], flags: ExploreSourceFlags) {
    this.context = context;
    this.args = args;
    this.flags = flags;
  }

  /** Reads for the first time; returns an exit code where there is nothing to look at. */
  async begin(): Promise<number | undefined> {
    const selection = await this.read(this.context);
    if (typeof selection === 'number') return selection;
    this.take(selection);
    return undefined;
  }

  /** Reads again. Messages go to `warn`, since the screen is in use. */
  async reload(warn: (text: string) => void): Promise<void> {
    if (this.isFromStdin) {
      throw new UsageError('standard input was read already; it cannot be read again');
    }
    const context = { ...this.context, warn, isErrorTTY: false };
    const selection = await this.read(context);
    if (typeof selection !== 'number') this.take(selection);
  }

  /** How messages call what is read. */
  get name(): string {
    return this.selection?.loaded.name ?? '';
  }

  /** What was piped in can't be read twice. */
  private get isFromStdin(): boolean {
    return this.name === 'standard input';
  }

  get server(): Selection['loaded']['server'] {
    return this.selection?.loaded.server;
  }

  /** The traces that were meant. */
  get traces(): readonly TraceSummary[] {
    return this.summaries;
  }

  /** What the traces that were read are kept in. */
  get store(): SpanStore | undefined {
    return this.selection?.loaded.store;
  }

  get hasMore(): boolean {
    return this.selection?.loaded.searched?.hasMore === true;
  }

  /** The trace with an id, as output spells it; from the backend where it was not read yet. */
  async open(traceId: string, warn: (text: string) => void): Promise<TraceAnalysis> {
    const trace = this.rebuilt(traceId) ?? (await this.fetched(traceId, warn));
    if (!trace) {
      throw new UsageError(`no trace ${traceId} in ${this.name || 'what was read'}`);
    }
    return analyseTrace(trace, this.flags);
  }

  /** A trace that was read; undefined where none has the id. Of traces that were not meant only parts may be there. */
  rebuilt(traceId: string): Trace | undefined {
    const { loaded, groups = [] } = this.selection ?? {};
    if (!loaded) return undefined;
    const group = findGroups(loaded.store, loaded.groups, traceId).groups.find((one) => groups.includes(one));
    return group === undefined ? this.fetchedTraces.get(traceId) : rebuild(loaded, group, this.flags);
  }

  private async fetched(traceId: string, warn: (text: string) => void): Promise<Trace | undefined> {
    if (this.isFromStdin) return undefined;
    const context = { ...this.context, warn, isErrorTTY: false };
    const { files, backend } = await resolveTarget(this.args, undefined, context.cwd);
    const where = backend === undefined ? {} : { backend };
    const flags = { ...where, ...this.flags, trace: traceId, allowEmpty: true };
    const found = await selectTraces(context, files, flags, { details: true });
    if (typeof found === 'number') return undefined;
    const trace = rebuild(found.loaded, found.groups[0], this.flags);
    this.fetchedTraces.set(traceId, trace);
    return trace;
  }

  /** The ids of the traces that a query matches; stops early where nobody waits for the answer any more. */
  async matching(text: string, isStale: () => boolean): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    const { loaded, groups } = this.selection ?? {};
    const { parseQuery } = await import('../query/parse.ts');
    const query = parseQuery(text, 'the filter');
    if (!loaded || !groups) return ids;
    const { compileQuery } = await import('../query/compile.ts');
    const compiled = compileQuery(query, loaded.store);
    let since = performance.now();
    for (const group of groups) {
      const trace = rebuild(loaded, group, this.flags);
      if (compiled.match(trace) !== undefined) ids.add(trace.traceId);
      if (performance.now() - since < turn) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (isStale()) break;
      since = performance.now();
    }
    return ids;
  }

  /** The spans of a trace that a query matches, ascending. */
  async spans(text: string, trace: Trace): Promise<readonly TraceRow[]> {
    const { parseQuery } = await import('../query/parse.ts');
    const { matchTrace } = await import('../query/compile.ts');
    return Array.from(matchTrace(parseQuery(text, 'the search'), trace)?.rows ?? []);
  }

  private read(context: Context): Promise<Selection | number> {
    return selectTraces(context, this.args, this.flags, { details: true, limit: this.flags.limit });
  }

  private take(selection: Selection): void {
    const { loaded, groups } = selection;
    this.selection = selection;
    this.fetchedTraces.clear();
    this.summaries = groups.map((group) => summaryOf(loaded, group, this.flags));
  }
}
