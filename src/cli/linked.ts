/** Traces that belong together by links, such as a request and the jobs it left in a queue. */
import { LinkType } from '../model/side-tables.ts';
import type { GroupIndex } from '../tree/group.ts';
import type { Loaded } from './load.ts';

/** The traces, and behind them those that links lead to and those whose links lead here, as far as they were read. */
export function withLinked({ store, groups }: Loaded, picked: readonly GroupIndex[]): GroupIndex[] {
  const neighbours = new Map<GroupIndex, GroupIndex[]>();
  const { links } = store;
  for (let l = 0; l < links.size; l++) {
    if (links.type[l] !== LinkType.link) continue;
    const from = groups.groupOfTrace(store.trace[links.span[l]]);
    const to = groups.groupOfTrace(links.trace[l]);
    if (from < 0 || to < 0 || from === to) continue;
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const found = new Set(picked);
  // A set may grow while it is walked: what is added comes later.
  for (const group of found) for (const next of neighbours.get(group) ?? []) found.add(next);
  return [...found];
}
