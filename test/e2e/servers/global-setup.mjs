/**
 * Starts the servers once for a run of vitest, and stops them after it. Tests find them in the variables
 * of lib/all.mjs; where one is missing they skip, and TRACECTL_E2E_SKIPPED holds why, a line a server.
 */

import { servers } from './index.mjs';
import { startAll } from './lib/all.mjs';

export async function setup() {
  const { variables, skipped, stop } = await startAll(servers);
  Object.assign(process.env, variables, { TRACECTL_E2E_SKIPPED: skipped.join('\n') });
  for (const line of skipped) console.log(line);
  return stop;
}
