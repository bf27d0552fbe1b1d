/** Attributes that differ between spans that are the same. */
import type { Attributes, AttributeValue } from '../../model/attributes.ts';
import type { TracesDiff } from './compare-traces.ts';
import type { PathDiff } from './path-diff.ts';

/** An attribute that differs, on so many pairs of spans; the values are those of the first. */
export interface AttributeDiff {
  /** With `resource.` before it where the resource has it. */
  key: string;
  /** Undefined where the span has no such attribute. */
  before: AttributeValue | undefined;
  after: AttributeValue | undefined;
  spanCount: number;
}

/**
 * The attributes that differ between the spans of a path, by key. Those of resources are told where they are met first, as
 * far as `told` remembers: a service has many spans, and one resource.
 */
export function attributeDiffs(
  { before, after, alignment }: TracesDiff,
  { nodes }: PathDiff,
  told: Set<string>,
): AttributeDiff[] {
  const found = new Map<string, AttributeDiff>();
  for (const node of nodes) {
    const [row, other] = [alignment.before[node], alignment.after[node]];
    if (row < 0 || other < 0) continue;
    const [a, b] = [before.trace.span(row), after.trace.span(other)];
    collect(found, '', a.attributes, b.attributes);
    const resources = JSON.stringify([a.service, entries(a.resource), entries(b.resource)]);
    if (told.has(resources)) continue;
    told.add(resources);
    collect(found, 'resource.', a.resource, b.resource);
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function collect(found: Map<string, AttributeDiff>, prefix: string, a: Attributes, b: Attributes): void {
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [before, after] = [a.get(name), b.get(name)];
    if (textOf(before) === textOf(after)) continue;
    const key = prefix + name;
    const known = found.get(key);
    if (known === undefined) found.set(key, { key, before, after, spanCount: 1 });
    else known.spanCount++;
  }
}

function entries(attributes: Attributes): string[] {
  return Array.from(attributes, ([key, value]) => JSON.stringify([key, textOf(value)]));
}

/** A text that two values share if they are the same, of the same type. */
function textOf(value: AttributeValue | undefined): string {
  if (value === undefined) return '';
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}
