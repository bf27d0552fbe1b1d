import type { SpanStore } from '../../src/model/span-store.ts';
import { groupTraces } from '../../src/tree/group.ts';
import { Conversion } from '../../src/writers/conversion.ts';
import { targets } from '../../src/writers/index.ts';
import { Losses, lossText } from '../../src/writers/losses.ts';
import type { Target } from '../../src/writers/target.ts';
/** Writes stores with a target, for tests. */
import { readBytes, type Reading } from '../formats/reading.ts';

/** What writing gave. */
export interface Written {
  bytes: Uint8Array;
  /** The losses, a sentence each. */
  losses: string[];
}

/** The target of an id. */
export function targetOf(id: string): Target {
  const target = targets.find((one) => one.id === id);
  if (target === undefined) throw new Error(`no target ${id}`);
  return target;
}

/** All spans of a store in the format of a target. */
export function written(id: string, store: SpanStore): Written {
  const pieces: Uint8Array[] = [];
  const losses = new Losses();
  const output = (piece: string | Uint8Array): number => pieces.push(Buffer.from(piece));
  const conversion = new Conversion(targetOf(id), output, losses, undefined);
  const groups = groupTraces(store);
  const all = Array.from({ length: groups.count }, (_, group) => group);
  conversion.writeRest(store, groups, all, undefined);
  conversion.end();
  return { bytes: Buffer.concat(pieces), losses: losses.list().map(lossText) };
}

/** The same as text. */
export function writtenText(id: string, store: SpanStore): string {
  return Buffer.from(written(id, store).bytes).toString();
}

/** A store written and read again. */
export function rewritten(id: string, store: SpanStore): Reading {
  return readBytes(written(id, store).bytes, { name: id });
}
