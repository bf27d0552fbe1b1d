/** Files, for tests. */
import { readFileSync } from 'node:fs';

import { fromBytes } from '../../src/bytes/source.ts';
import { readSource } from '../../src/formats/read.ts';
import { ReadReport } from '../../src/model/read-report.ts';
import { SpanStore } from '../../src/model/span-store.ts';

/** All spans of a trace file. */
export function readTraces(path: string): SpanStore {
  const store = new SpanStore({ details: true });
  readSource(fromBytes(readFileSync(path), path), store, {}, new ReadReport());
  return store;
}

/** A JSON file whose content is an object. */
export function readJson(path: string): Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tests know their files
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
