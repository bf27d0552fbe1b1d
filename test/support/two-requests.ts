/** Spans of two requests to a shop, for dumps that commands are tried on. */
import type { DumpSpan } from '../commands/dumps.ts';

const trace = '0000000000000000000000000000a001';

/** A request of 100 ms; in its database a deadlock. */
export const failing: readonly DumpSpan[] = [
  { trace, id: '00000000000000a1', name: 'GET /a', start: 0, end: 100 },
  {
    trace,
    id: '00000000000000a2',
    parent: '00000000000000a1',
    service: 'db',
    name: 'SELECT',
    start: 10,
    end: 90,
    error: 'deadlock',
  },
];

/** One of 300 ms, a minute later. */
export const later: DumpSpan = {
  trace: '0000000000000000000000000000b002',
  id: '00000000000000b1',
  name: 'GET /b',
  start: 60_000,
  end: 60_300,
};
