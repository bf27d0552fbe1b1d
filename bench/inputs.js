import { spawnSync } from 'node:child_process';
/** Generated inputs, kept in .cache/bench. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';

import { writeDump, writeShape } from './generate.js';

const folder = '.cache/bench';

/** A dump of traces of 40 spans: where it is, its kind, and the id of a trace in the middle. */
export function dump(kind, spanCount, name = kind) {
  const path = `${folder}/${name}-${spanCount}.json${kind === 'jaeger' ? '' : 'l'}`;
  const note = `${path}.id`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(note)) writeFileSync(note, writeDump(path, kind, spanCount));
  return { path, kind, traceId: readFileSync(note, 'utf8') };
}

/** One trace of many spans. */
export function shaped(shape, spanCount) {
  const path = `${folder}/${shape}-${spanCount}.jsonl`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path)) writeShape(path, shape, spanCount);
  return path;
}

/** The same file compressed. */
export function gzipped(path) {
  const packed = `${path}.gz`;
  if (existsSync(packed)) return packed;
  const file = openSync(packed, 'w');
  const { status } = spawnSync('gzip', ['-6', '-c', path], { stdio: ['ignore', file, 'inherit'] });
  closeSync(file);
  if (status !== 0) throw new Error(`gzip ended with ${status}`);
  return packed;
}
