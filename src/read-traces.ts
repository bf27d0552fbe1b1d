/** Traces read and rebuilt in one call: the library's way in. */
import { type ByteSource, fromBytes, openFile } from './bytes/source.ts';
import { readSource } from './formats/read.ts';
import { ReadReport } from './model/read-report.ts';
import { SpanStore } from './model/span-store.ts';
import type { Trace } from './model/trace.ts';
import { buildTrace, type TreeOptions } from './tree/build.ts';
import { findGroups, groupTraces, type TraceGroups } from './tree/group.ts';

/** How traces are read and rebuilt. */
export interface ReadTracesOptions extends Partial<TreeOptions> {
  /** Id of the format; absent: told by the bytes. */
  format?: string;
  /** How messages name bytes that come from no file. */
  name?: string;
  /** False: leave out attributes, events, links and scopes, which takes less time and a fraction of the memory. */
  details?: boolean;
}

/** The traces of a dump. They are rebuilt one by one, each time they are asked for. */
export class TraceSet implements Iterable<Trace> {
  /** What was read, skipped and damaged. */
  readonly report: ReadReport;
  private readonly store: SpanStore;
  private readonly groups: TraceGroups;
  private readonly options: TreeOptions;

  constructor(store: SpanStore, report: ReadReport, options: TreeOptions) {
    this.store = store;
    this.report = report;
    this.groups = groupTraces(store);
    this.options = options;
  }

  /** How many traces there are. */
  get size(): number {
    return this.groups.count;
  }

  *[Symbol.iterator](): Iterator<Trace> {
    for (let group = 0; group < this.groups.count; group++) yield this.build(group);
  }

  /** The traces with an id, in any spelling; of a 64-bit id also those whose low half it is. Usually one or none. */
  find(traceId: string): Trace[] {
    return findGroups(this.store, this.groups, traceId).groups.map((group) => this.build(group));
  }

  private build(group: number): Trace {
    return buildTrace(this.store, this.groups, group, this.options);
  }
}

/**
 * The traces of a file, given by its path or URL, or of a dump in memory. Throws InputError where it is no trace format;
 * what is damaged is in `report`. Reads synchronously, in time linear in the bytes.
 */
export function readTraces(input: string | URL | Uint8Array, options: ReadTracesOptions = {}): TraceSet {
  const { format, name = 'input', details = true, skew = 'auto', adoptOrphans = false } = options;
  const store = new SpanStore({ details });
  const report = new ReadReport();
  readSource(sourceOf(input, name), store, { format }, report);
  return new TraceSet(store, report, { skew, adoptOrphans });
}

function sourceOf(input: string | URL | Uint8Array, name: string): ByteSource {
  if (input instanceof Uint8Array) return fromBytes(input, name);
  return openFile(typeof input === 'string' ? input : decodeURIComponent(input.pathname));
}
