/**
 * Times relative to the trace's start, the earliest of its spans, and which spans have one (analysis.md 0).
 *
 *   start 0 or absent        untimed if the other spans lie more than a day from 0 (tests do begin at 0)
 *   end 0 or absent          end := start
 *   trace of over 104 days   the spans farthest from the median start are untimed: doubles are exact up to there
 */
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { longestNanos, nanosBetween } from '../model/time.ts';
import type { Nodes } from './nodes.ts';

const daySeconds = 86_400;

/** The instant that a trace's times are relative to. */
export interface TraceStart {
  seconds: number;
  nanos: number;
}

/** Fills `start`, `end` and `timed`, and returns what they are relative to. Linear, but for absurd times. */
export function setTimes(nodes: Nodes): TraceStart {
  const { spanCount, timed, start, end } = nodes;
  timed.fill(1, 0, spanCount);
  if (nodes.seenFlags & SpanFlag.noStart) leaveOutUnstarted(nodes);
  let base = fillTimes(nodes);
  if (hull(nodes) >= longestNanos) {
    leaveOutOutliers(nodes);
    base = fillTimes(nodes);
  }
  for (let node = 0; node < spanCount; node++) {
    if (timed[node] !== 0) continue;
    start[node] = 0;
    end[node] = 0;
  }
  return base;
}

function fillTimes(nodes: Nodes): TraceStart {
  const { spanCount, row, timed, start, end } = nodes;
  const { startSeconds, startNanos, duration } = nodes.store;
  let seconds = Infinity;
  let nanos = 0;
  for (let node = 0; node < spanCount; node++) {
    const from = row[node];
    if (timed[node] === 0 || startSeconds[from] > seconds) continue;
    if (startSeconds[from] === seconds && startNanos[from] >= nanos) continue;
    seconds = startSeconds[from];
    nanos = startNanos[from];
  }
  if (seconds === Infinity) return { seconds: 0, nanos: 0 };
  for (let node = 0; node < spanCount; node++) {
    const from = row[node];
    start[node] = nanosBetween(seconds, nanos, startSeconds[from], startNanos[from]);
    end[node] = start[node] + duration[from];
  }
  return { seconds, nanos };
}

function hull({ spanCount, timed, end }: Nodes): number {
  let latest = 0;
  for (let node = 0; node < spanCount; node++) {
    if (timed[node] !== 0 && end[node] > latest) latest = end[node];
  }
  return latest;
}

function leaveOutUnstarted(nodes: Nodes): void {
  const { spanCount, row, flags, timed, store } = nodes;
  const started: SpanRow[] = [];
  for (let node = 0; node < spanCount; node++) {
    if ((flags[node] & SpanFlag.noStart) === 0) started.push(row[node]);
  }
  const isFarFrom0 = started.length > 0 && Math.abs(medianStart(store, started)) > daySeconds;
  for (let node = 0; node < spanCount; node++) {
    if ((flags[node] & SpanFlag.noStart) === 0) continue;
    // Neither start nor end, or an end that only an absolute time explains: 0 is no time here either.
    const has0 = (flags[node] & SpanFlag.noEnd) === 0 && store.duration[row[node]] <= daySeconds * 1e9;
    if (isFarFrom0 || !has0) timed[node] = 0;
  }
}

/** In seconds; exact enough to tell days apart. */
function medianStart(store: SpanStore, rows: SpanRow[]): number {
  const starts = Float64Array.from(rows, (row) => store.startSeconds[row]).sort();
  return starts[(starts.length - 1) >> 1];
}

/** Keeps as many spans around the median start as fit in 104 days. */
function leaveOutOutliers(nodes: Nodes): void {
  const { spanCount, start, end, timed } = nodes;
  const spans = Array.from({ length: spanCount }, (_, node) => node).filter((node) => timed[node] !== 0);
  const starts = Float64Array.from(spans, (node) => start[node]).sort();
  const median = starts[(starts.length - 1) >> 1];
  const distance = (node: number): number =>
    Math.max(Math.abs(start[node] - median), Math.abs(end[node] - median));
  spans.sort((a, b) => distance(a) - distance(b) || start[a] - start[b] || end[a] - end[b]);
  let earliest = median;
  let latest = median;
  for (const node of spans) {
    const from = Math.min(earliest, start[node]);
    const to = Math.max(latest, end[node]);
    if (to - from >= longestNanos) timed[node] = 0;
    else {
      earliest = from;
      latest = to;
    }
  }
}
