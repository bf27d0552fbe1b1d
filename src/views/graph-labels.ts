/** What nodes of a graph are called, in text, in diagrams and in documents. */
import type { GraphFigures, GraphNode } from '../analysis/graph/service-graph.ts';
import { escapeText } from './text/escape.ts';
import { cutMiddle, displayWidth } from './text/width.ts';

const widestName = 60;

/** An operation keeps at least so much of its name. */
const leastName = 8;

/** `[cart] GET /cart`, and of what was not traced `(redis) HGETALL`; the operation fits the room. Escaped. */
export function nodeTitle({ kind, service, name }: GraphNode, room: number = Infinity): string {
  const peer = shortened(service) || '(no service)';
  const who = kind === 'service' ? `[${peer}]` : `(${peer})`;
  if (name === '') return who;
  return `${who} ${cutMiddle(escapeText(name), Math.max(leastName, room - displayWidth(who) - 1))}`;
}

/** The name of a service or peer as a diagram shows it, or of an operation. Escaped for a terminal only. */
export function shortened(text: string): string {
  return cutMiddle(escapeText(text), widestName);
}

/**
 * What documents call the nodes: the service, in a graph of operations with the operation behind it. A second node of
 * that name has its kind or a number behind it.
 */
export function nodeIds({ nodes }: GraphFigures): string[] {
  const taken = new Set<string>();
  return nodes.map(({ kind, service, name }) => {
    const plain = [service, name].filter((part) => part !== '').join(' ') || '(no service)';
    let id = taken.has(plain) ? `${plain} (${kind})` : plain;
    for (let number = 2; taken.has(id); number++) id = `${plain} #${number}`;
    taken.add(id);
    return id;
  });
}

/** Nodes by service or peer, in order of the first of each: the boxes of a graph of operations. */
export function nodesByService({ nodes }: GraphFigures): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  nodes.forEach(({ kind, service }, place) => {
    const key = `${kind} ${service}`;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  });
  return groups;
}
