/**
 * What a call took besides its server (analysis.md 8.5): on the way there and back, and in queues of either side.
 *
 *   client   |===================|
 *   server      |==========|
 *            request       response        their sum, the gap, holds whatever the clocks say
 *
 * The two legs are known where the clocks agree, or could be made to.
 */
import { SpanKind } from '../model/kinds.ts';
import type { Nanos } from '../model/time.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** The hop between a client and its only server. */
export interface NetworkGap {
  client: TraceRow;
  server: TraceRow;
  /** Difference of the recorded durations; negative where the server went on after the client had given up. */
  gapNano: Nanos;
  /** Undefined where the split is unknown. */
  requestNano: Nanos | undefined;
  responseNano: Nanos | undefined;
}

/** The hops of a trace. */
export class NetworkGaps {
  private readonly trace: Trace;
  /** Clocks about which calls contradict each other. */
  private readonly doubtful: ReadonlySet<string>;

  constructor(trace: Trace) {
    this.trace = trace;
    const doubtful = trace.clockOffsets.filter(({ consistent }) => !consistent);
    this.doubtful = new Set(doubtful.map(({ clock }) => clock));
  }

  /**
   * The hop of a client; undefined for other spans, without a server, and with several: attempts inside the client, of
   * which nothing says when each was sent. Linear in its children.
   */
  of(client: TraceRow): NetworkGap | undefined {
    const { trace } = this;
    const { kind, timed, subtreeEnd } = trace;
    if (kind[client] !== SpanKind.client || timed[client] === 0) return undefined;
    let server = -1;
    for (let child = client + 1; child < subtreeEnd[client]; child = subtreeEnd[child]) {
      if (kind[child] !== SpanKind.server) continue;
      if (server >= 0) return undefined;
      server = child;
    }
    return server < 0 || timed[server] === 0 ? undefined : this.between(client, server);
  }

  private between(client: TraceRow, server: TraceRow): NetworkGap {
    const { trace } = this;
    const { adjustedStart, adjustedEnd } = trace;
    const gapNano = trace.duration(client) - trace.duration(server);
    const requestNano = adjustedStart[server] - adjustedStart[client];
    const responseNano = adjustedEnd[client] - adjustedEnd[server];
    const isSplit = requestNano >= 0 && responseNano >= 0 && this.doAgree(client, server);
    return isSplit
      ? { client, server, gapNano, requestNano, responseNano }
      : { client, server, gapNano, requestNano: undefined, responseNano: undefined };
  }

  private doAgree(client: TraceRow, server: TraceRow): boolean {
    const { clock, store } = this.trace;
    if (clock[client] === clock[server] || this.doubtful.size === 0) return true;
    return (
      !this.doubtful.has(store.strings.text(clock[client])) &&
      !this.doubtful.has(store.strings.text(clock[server]))
    );
  }
}

/** All hops of a trace, in tree order. Linear. */
export function networkGaps(trace: Trace): NetworkGap[] {
  const gaps = new NetworkGaps(trace);
  const found: NetworkGap[] = [];
  for (let row = 0; row < trace.size; row++) {
    const gap = gaps.of(row);
    if (gap !== undefined) found.push(gap);
  }
  return found;
}
