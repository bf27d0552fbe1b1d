import { describe, expect, test } from 'vitest';

import { altered } from '../../support/altered.ts';
import { drawn } from '../../support/drawn.ts';
import type { SpanSpec } from '../../support/spans.ts';
import { edgesOf, figuresOf, graphOf, onlyEdge } from './graphs.ts';

/** Two messages, each of a trace of its own, and what took them, with these links. */
function linked(links: SpanSpec['links'], more: SpanSpec[] = []): SpanSpec[] {
  return [
    { id: '1', trace: 'a1', service: 'web', name: 'publish', kind: 'producer', start: 0, end: 4 },
    { id: '2', trace: 'a2', service: 'web', name: 'publish', kind: 'producer', start: 6, end: 7 },
    {
      id: 'c',
      trace: 'b1',
      service: 'mail',
      name: 'receive',
      kind: 'consumer',
      start: 10,
      end: 20,
      links: links ?? [],
    },
    ...more,
  ];
}

/** The records, all of one queue. */
function kafka(specs: readonly SpanSpec[]): SpanSpec[] {
  return altered(specs, () => ({
    attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
  }));
}

describe('a message', () => {
  test('waits from the end of its producer to the start of a consumer below it', () => {
    const figures = figuresOf(`
      post @web server            |======|
        publish @web producer      |==|
          process @mail consumer              |====|
    `);
    expect(edgesOf(figures)).toEqual(['web ~> mail 1']);
    const edge = onlyEdge(figures);
    expect([edge.queue.max, edge.total.max, edge.crossClockCount]).toEqual([7, 6, 1]);
  });

  test('may be of another trace: a batch waits for each of its messages', () => {
    const figures = graphOf(
      linked([
        { trace: 'a1', id: '1' },
        { trace: 'a2', id: '2' },
      ]),
    ).figures();
    expect(edgesOf(figures)).toEqual(['web ~> mail 2']);
    expect(Array.from(onlyEdge(figures).queue.sorted())).toEqual([3, 6]);
  });

  test('is taken once by a service that receives it and then works on it', () => {
    const process: SpanSpec = {
      id: 'd',
      trace: 'b1',
      parent: 'c',
      service: 'mail',
      name: 'process',
      kind: 'consumer',
      start: 12,
      end: 18,
      links: [{ trace: 'a1', id: '1' }],
    };
    const both = [
      { trace: 'a1', id: '1' },
      { trace: 'a2', id: '2' },
    ];
    expect(edgesOf(graphOf(linked(both, [process])).figures())).toEqual(['web ~> mail 2']);
    expect(edgesOf(graphOf(kafka(linked([], [process]))).figures())).toEqual([
      'web ~> mail 1',
      'web ~> kafka orders 1',
    ]);
  });

  test('is taken once from a queue, too', () => {
    const process: SpanSpec = {
      id: 'd',
      trace: 'b1',
      parent: 'c',
      service: 'mail',
      name: 'process',
      kind: 'consumer',
      start: 12,
      end: 18,
    };
    const [, , receive] = linked([]);
    expect(edgesOf(graphOf(kafka([receive, process])).figures())).toEqual(['kafka orders ~> mail 1']);
  });

  test('whose other side was not seen goes to a queue, or comes from it', () => {
    expect(edgesOf(graphOf(kafka(linked([]))).figures())).toEqual([
      'web ~> kafka orders 2',
      'kafka orders ~> mail 1',
    ]);
    expect(edgesOf(graphOf(kafka(linked([{ trace: 'ff', id: '9' }]))).figures())).toHaveLength(2);
  });

  test('has no queue between sides that were seen', () => {
    const specs = kafka(drawn('publish @web producer |==|\n  process @mail consumer    |====|'));
    expect(edgesOf(graphOf(specs).figures())).toEqual(['web ~> mail 1']);
  });
});
