/** Requests of a shop, for tests of statistics. */
import type { DumpSpan } from './dumps.ts';

/** A request of a shop: a query that takes the longer the higher the number, every third of them fails. */
function request(number: number): DumpSpan[] {
  const trace = number.toString(16).padStart(32, '0');
  const id = (k: number): string => (number * 4 + k).toString(16).padStart(16, '0');
  const at = number * 1000;
  const route = { key: 'http.route', value: { stringValue: `/item/${number % 2}` } };
  const query: DumpSpan = {
    trace,
    id: id(2),
    parent: id(1),
    service: 'db',
    name: 'SELECT',
    start: at + 5,
    end: at + 10 + number,
  };
  return [
    {
      trace,
      id: id(1),
      name: number % 5 === 0 ? 'GET /list' : 'GET /item',
      start: at,
      end: at + 20 + number,
      attributes: [route],
    },
    number % 3 === 0 ? { ...query, error: 'deadlock' } : query,
  ];
}

/** Forty of them. */
export const requests: DumpSpan[][] = Array.from({ length: 40 }, (_, k) => request(k + 1));
