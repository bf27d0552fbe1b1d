import { homedir, hostname, tmpdir } from 'node:os';
import { dirname } from 'node:path';

import { fixturesFolder, shopFolder } from './places.mjs';

/** Throws when a recording tells of the machine it was made on. */
export function assertNothingOfThisMachine(name, content) {
  const text = content.toString('latin1');
  const folders = [homedir(), tmpdir(), shopFolder, dirname(fixturesFolder), dirname(process.execPath)];
  // As bytes, since the content may be protobuf.
  const traces = [hostname(), ...folders, 'node_modules', '.venv'].map((trace) =>
    Buffer.from(trace).toString('latin1'),
  );
  const found = traces.find((trace) => trace.length > 3 && text.includes(trace));
  if (found) throw new Error(`${name} would hold ${found}`);
}
