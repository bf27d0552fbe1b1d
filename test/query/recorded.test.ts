/** What two real Tempos answered to 203 queries; of one of their traces, the spans that matched can be counted here. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { fromBytes } from '../../src/bytes/source.ts';
import { UsageError } from '../../src/errors.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';
import type { Trace } from '../../src/model/trace.ts';
import { matchTrace } from '../../src/query/compile.ts';
import { parseQuery } from '../../src/query/parse.ts';
import { readJson } from '../support/files.ts';
import { onlyTrace } from '../support/spans.ts';

const shared = process.env['TRACECTL_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = `${shared}/recorded/tempo`;
const isThere = existsSync(`${folder}/TRACEQL.md`);

/** Where both answered otherwise, and why. */
const differences: Record<string, string> = {
  s027: 'one span is missed where an attribute is nil',
  s045: 'a span that ends before it starts hides its whole block from conditions on durations',
  s046: 'the same',
  s133: 'the same',
  s151: 'the same',
  s074: 'the blocks do not count children',
  s148: 'an empty query is answered without spans',
  s156: 'metrics are refused here',
};

describe.skipIf(!isThere)('recorded answers of Tempo 2.8 and 3.0', () => {
  test.each(isThere ? rows() : [])('%s %s', (id, query, older, newer) => {
    const ours = answer(checkoutTrace(), query);
    const agrees = [older, newer].map(countIn).includes(ours);
    expect({ ours, older, newer, agrees }).toMatchObject({ agrees: differences[id] === undefined });
  });

  test('metrics are refused', () => {
    const taken = lines('m').filter(([, , query]) => answer(checkoutTrace(), query) !== '400');
    expect(taken).toEqual([]);
  });
});

function rows(): [id: string, query: string, older: string, newer: string][] {
  return lines('s').map(([id, , query, older, newer]) => [id, query, older, newer]);
}

/** The rows of the table whose number starts with a letter; a query may go on in the next line. */
function lines(letter: string): string[][] {
  const table = readFileSync(`${folder}/TRACEQL.md`, 'utf8');
  const row = /^\| ([sm]\d+) \| (\w+) \| `([^]*?)` \| (.*?) \| (.*?) \|$/gm;
  const found = [...table.matchAll(row)].filter(([, id]) => id.startsWith(letter));
  return found.map(([, id, group, query, older, newer]) => [
    id,
    group,
    query.replaceAll('&#124;', '|'),
    older,
    newer,
  ]);
}

/** Spans that matched in the checkout trace, or 400. */
function countIn(cell: string): string {
  return cell.startsWith('**400**') ? '400' : (/A:(\d+)/.exec(cell)?.[1] ?? '0');
}

let checkout: Trace | undefined;

function checkoutTrace(): Trace {
  if (checkout) return checkout;
  const store = new SpanStore({ details: true });
  const { trace } = readJson(`${folder}/tempo28/trace_v2_checkout.json`);
  readSource(fromBytes(Buffer.from(JSON.stringify(trace)), 'checkout'), store, {}, new ReadReport());
  return (checkout = onlyTrace(store));
}

function answer(trace: Trace, query: string): string {
  try {
    return String(matchTrace(parseQuery(query), trace)?.rows.length ?? 0);
  } catch (error) {
    if (error instanceof UsageError) return '400';
    throw error;
  }
}
