/**
 * What a request's critical path was made of on average, before and now: for each operation the time it has of all paths
 * divided by the number of traces. The differences of all operations add up to that of the paths.
 */
import type { Nanos } from '../../model/time.ts';
import { compareKeys } from '../aggregate/keys.ts';
import { Numbered } from '../numbered.ts';
import type { Sample } from './sample.ts';

/** What an operation has of a critical path on average. */
export interface PathDelta {
  service: string;
  name: string;
  beforeNano: Nanos;
  nowNano: Nanos;
  deltaNano: Nanos;
}

/** Sums of two sets of traces. */
export class PathMeans {
  private readonly operations = new Numbered<{ service: string; name: string }>();
  private readonly sums = { before: [] as number[], now: [] as number[] };
  private readonly counts = { before: 0, now: 0 };

  /** Adds the critical path of a trace. Linear in its operations. */
  add(sample: Sample, side: 'before' | 'now'): void {
    const sums = this.sums[side];
    this.counts[side]++;
    for (const { service, name, criticalPathNano } of sample.analysis.byOperation) {
      const number = this.operations.number({ service, name });
      sums[number] = (sums[number] ?? 0) + criticalPathNano;
    }
  }

  /** The operations, those that changed most first; none unless there are traces on both sides. */
  deltas(): PathDelta[] {
    const { before, now } = this.counts;
    if (before === 0 || now === 0) return [];
    const deltas = this.operations.values.map(({ service, name }, number) => {
      const beforeNano = (this.sums.before[number] ?? 0) / before;
      const nowNano = (this.sums.now[number] ?? 0) / now;
      return { service, name, beforeNano, nowNano, deltaNano: nowNano - beforeNano };
    });
    return deltas.sort(
      (a, b) =>
        Math.abs(b.deltaNano) - Math.abs(a.deltaNano) ||
        compareKeys([a.service, a.name], [b.service, b.name]),
    );
  }
}
