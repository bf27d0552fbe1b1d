/** Plain text found in a trace: in names, ids, attributes, messages, events and links. */
import type { TraceData } from '../data.ts';

/** The rows in which the text occurs, ascending; case does not matter. Linear in the distinct texts, and in numbers. */
export function rowsWith(data: TraceData, query: string): number[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const { texts, rows, details, ids } = data;
  const matches = Uint8Array.from(texts, (text) => (text.toLowerCase().includes(wanted) ? 1 : 0));
  const sets = details.sets.map((set) => set.some((text) => matches[text] === 1));
  const isIn = (set: number): boolean => set >= 0 && sets[set];
  const found: number[] = [];
  let pair = 0;
  let event = 0;
  let link = 0;
  const takes = (count: number): boolean => {
    let any = false;
    for (const end = pair + count * 2; pair < end; pair++) any = matches[details.pairs[pair]] === 1 || any;
    return any;
  };
  for (let row = 0; row < ids.length; row++) {
    let any =
      matches[rows.name[row]] === 1 ||
      matches[rows.service[row]] === 1 ||
      matches[details.message[row]] === 1 ||
      isIn(details.resource[row]) ||
      isIn(details.scope[row]) ||
      ids[row].includes(wanted);
    any = takes(details.attributes[row]) || any;
    for (let end = event + details.events[row]; event < end; event++) {
      any = takes(details.eventAttributes[event]) || matches[details.eventName[event]] === 1 || any;
    }
    for (let end = link + details.links[row]; link < end; link++) {
      any = takes(details.linkAttributes[link]) || matches[details.linkSpan[link]] === 1 || any;
    }
    if (any) found.push(row);
  }
  return found;
}
