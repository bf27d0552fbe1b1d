/**
 * For each trace what its time was made of: how much of its critical path each group has. From these, requests of a
 * certain length are described. Up to a million traces are kept, with about 100 bytes each and 12 for each group on the
 * path; of more, those whose ids have the smallest hashes: a sample that is the same in whatever order, and in however
 * many parts, traces come.
 */
import { grown } from '../../model/strings.ts';
import type { Nanos } from '../../model/time.ts';
import { keyText } from './keys.ts';

/** Traces kept. */
const mostTraces = 1_000_000;

/** An operation that traces begin with: that of their root. */
export interface EntryPoint {
  service: string;
  name: string;
  /** All traces, also those that are not kept. */
  traceCount: number;
}

/** The parts of a table, as another thread or a file hands them over. Columns are as long as needed or longer. */
export interface TraceRowsState {
  size: number;
  entryPoints: EntryPoint[];
  traceId: string[];
  /** Of the root, as recorded. */
  duration: Float64Array;
  /** Length of the critical path: that of the root, or where there is a path for each root, of all. */
  path: Float64Array;
  /** Number of the entry point. */
  entry: Int32Array;
  /** Where a trace's parts begin; they end where those of the next one begin. */
  from: Int32Array;
  /** By part: a group, and the nanoseconds that it has of the path. */
  group: Int32Array;
  time: Float64Array;
}

/** Append-only table of traces. */
export class TraceRows implements TraceRowsState {
  size = 0;
  entryPoints: EntryPoint[] = [];
  traceId: string[] = [];
  duration: Float64Array = new Float64Array(16);
  path: Float64Array = new Float64Array(16);
  entry: Int32Array = new Int32Array(16);
  from: Int32Array = new Int32Array(17);
  group: Int32Array = new Int32Array(64);
  time: Float64Array = new Float64Array(64);
  private readonly limit: number;
  private readonly entryNumbers = new Map<string, number>();

  /** `limit` is for tests. */
  constructor(limit: number = mostTraces) {
    this.limit = limit;
  }

  /** Adds a trace without parts. */
  add(service: string, name: string, traceId: string, duration: Nanos, path: Nanos): void {
    const entry = this.entryNumber(service, name);
    this.entryPoints[entry].traceCount++;
    this.append(entry, traceId, duration, path);
  }

  /** Adds a part to the trace added last. */
  addPart(group: number, time: Nanos): void {
    const at = this.from[this.size]++;
    if (at === this.group.length) {
      this.group = grown(this.group, at * 2);
      this.time = grown(this.time, at * 2);
    }
    this.group[at] = group;
    this.time[at] = time;
  }

  /** Adds the traces of another table, whose groups have the numbers `groups` here. */
  merge(other: TraceRowsState, groups: Int32Array): void {
    const entries = other.entryPoints.map(({ service, name, traceCount }) => {
      const entry = this.entryNumber(service, name);
      this.entryPoints[entry].traceCount += traceCount;
      return entry;
    });
    for (let row = 0; row < other.size; row++) {
      const { entry, traceId, duration, path } = other;
      this.append(entries[entry[row]], traceId[row], duration[row], path[row]);
      for (let part = other.from[row]; part < other.from[row + 1]; part++) {
        this.addPart(groups[other.group[part]], other.time[part]);
      }
    }
  }

  /** Lets go of the traces that are too many. O(n log n) where there are any. */
  trim(): void {
    if (this.size <= this.limit) return;
    const isKept = new Uint8Array(this.size);
    for (const row of this.byHash().subarray(0, this.limit)) isKept[row] = 1;
    let to = 0;
    for (let row = 0; row < this.size; row++) if (isKept[row]) this.move(row, to++);
    this.size = to;
    this.traceId.length = to;
  }

  private append(entry: number, traceId: string, duration: Nanos, path: Nanos): void {
    if (this.size >= 2 * this.limit) this.trim();
    const at = this.size++;
    if (this.size > this.entry.length) {
      this.duration = grown(this.duration, at * 2);
      this.path = grown(this.path, at * 2);
      this.entry = grown(this.entry, at * 2);
      this.from = grown(this.from, at * 2 + 1);
    }
    this.traceId.push(traceId);
    this.duration[at] = duration;
    this.path[at] = path;
    this.entry[at] = entry;
    this.from[at + 1] = this.from[at];
  }

  private entryNumber(service: string, name: string): number {
    const key = keyText([service, name]);
    let entry = this.entryNumbers.get(key);
    if (entry === undefined) {
      entry = this.entryPoints.push({ service, name, traceCount: 0 }) - 1;
      this.entryNumbers.set(key, entry);
    }
    return entry;
  }

  private byHash(): Int32Array {
    const hashes = Int32Array.from({ length: this.size }, (_, row) => hashOf(this.traceId[row]));
    const rows = Int32Array.from({ length: this.size }, (_, row) => row);
    return rows.sort((a, b) => hashes[a] - hashes[b] || (this.traceId[a] < this.traceId[b] ? -1 : 1));
  }

  /** Puts a trace in the place of one at or before it. */
  private move(row: number, to: number): void {
    const [from, end, target] = [this.from[row], this.from[row + 1], this.from[to]];
    this.traceId[to] = this.traceId[row];
    this.duration[to] = this.duration[row];
    this.path[to] = this.path[row];
    this.entry[to] = this.entry[row];
    this.group.copyWithin(target, from, end);
    this.time.copyWithin(target, from, end);
    this.from[to + 1] = target + end - from;
  }
}

/** FNV-1a, and a last mix: ids that count up must not be a pattern of hashes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
