/** What happened while reading: how much was read, skipped and damaged. Nothing is dropped without a count here. */
import type { Finding } from './finding.ts';

/** A record that could not be read, or only in part. */
export interface Damage {
  /** Path, `-` or name of the source. */
  source: string;
  /** Counted from 1; 0 where lines mean nothing (protobuf). */
  line: number;
  /** Offset in the bytes after decompression. */
  byte: number;
  message: string;
}

/** Damages kept whole; more are only counted. */
const keptDamages = 10;

/** Counts over all sources of a command. */
export class ReadReport {
  /** Records left out because they are of another signal, by signal: metrics, logs. */
  readonly skipped: Map<string, number> = new Map();
  /** The first few damages, in order of reading. */
  readonly damages: Damage[] = [];
  /** Formats found, by id, with the number of sources of each. */
  readonly formats: Map<string, number> = new Map();
  damagedCount = 0;
  /** Spans that are not in the store, because they have no ids or no readable time; each is a damage, too. */
  refusedCount = 0;
  /** Spans read into the store. */
  spanCount = 0;

  skip(signal: string, count = 1): void {
    this.skipped.set(signal, (this.skipped.get(signal) ?? 0) + count);
  }

  damaged(damage: Damage): void {
    this.damagedCount++;
    if (this.damages.length < keptDamages) this.damages.push(damage);
  }
}

/** One finding on the records that could not be read in full, with the first few; none where all could. */
export function damageFindings({ damagedCount, damages }: ReadReport): Finding[] {
  if (damagedCount === 0) return [];
  const message = `${damagedCount} record${damagedCount > 1 ? 's' : ''} could not be read in full`;
  const records = damages.map((damage) => ({ ...damage }));
  return [
    {
      code: 'damaged-record',
      severity: 'error',
      message,
      spanIds: [],
      data: { count: damagedCount, records },
    },
  ];
}
