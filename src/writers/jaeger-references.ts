/**
 * References of a span in Jaeger's JSON: its parent, those that compete to be it, and its links.
 *
 * Jaeger has one list for all. A reference into the own trace is taken for the parent, the first CHILD_OF before the first
 * FOLLOWS_FROM: a link of a span without a parent to its own trace would give it one, and is left out.
 */
import { AttributeType } from '../model/attributes.ts';
import { SpanFlag } from '../model/kinds.ts';
import { LinkType } from '../model/side-tables.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { ReadIds } from './ids.ts';
import type { Losses, LossKind } from './losses.ts';

const details: LossKind = {
  thing: 'link',
  why: 'jaeger has no attributes and no trace state of links',
};
const left: LossKind = {
  thing: 'link',
  why: 'from a root to its own trace; left out, jaeger would take it for the parent',
};
const aimless: LossKind = { thing: 'link', why: 'without the id of a span; left out' };

const names: readonly string[] = ['FOLLOWS_FROM', 'CHILD_OF', 'FOLLOWS_FROM'];

/** The references of a span, without the brackets of their list. */
export function jaegerReferences(store: SpanStore, row: SpanRow, ids: ReadIds, losses: Losses): string {
  const { links } = store;
  const parent = ids.parent(row);
  const references: string[] = [];
  // Where references compete, the parent is one of them.
  if (parent !== '' && (store.flags[row] & SpanFlag.severalParents) === 0) {
    const type = store.flags[row] & SpanFlag.followsFrom ? 'FOLLOWS_FROM' : 'CHILD_OF';
    references.push(reference(type, ids.trace(store.trace[row]), parent));
  }
  for (let l = links.firstOf(row); l < links.size && links.span[l] === row; l++) {
    const isOwn = links.trace[l] === store.trace[row];
    if (links.spanIdLow[l] === 0 && links.spanIdHigh[l] === 0) losses.note(aimless);
    else if (isOwn && parent === '') losses.note(left);
    else {
      const type = links.type[l] === LinkType.link ? typeOfLink(store, l) : links.type[l];
      if (losesDetails(store, l, type)) losses.note(details);
      references.push(reference(names[type], ids.trace(links.trace[l]), ids.link(l)));
    }
  }
  return references.join();
}

function reference(type: string, traceId: string, spanId: string): string {
  return `{"refType":"${type}","traceID":${traceId},"spanID":${spanId}}`;
}

/** What the link was in OpenTracing, if an attribute tells; a link else. */
function typeOfLink({ links, attributes, strings }: SpanStore, link: number): number {
  const from = links.attributesFrom[link];
  for (let row = from; row < from + links.attributesCount[link]; row++) {
    if (attributes.type[row] !== AttributeType.string) continue;
    if (strings.text(attributes.key[row]) !== 'opentracing.ref_type') continue;
    const value = strings.text(attributes.value[row]);
    if (value === 'child_of') return LinkType.childOf;
    if (value === 'follows_from') return LinkType.followsFrom;
  }
  return LinkType.link;
}

function losesDetails({ links }: SpanStore, link: number, type: number): boolean {
  const isTold = links.type[link] === LinkType.link && type !== LinkType.link;
  return links.name[link] !== 0 || links.attributesCount[link] > (isTold ? 1 : 0);
}
