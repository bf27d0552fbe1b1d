/** Starts servers for a person, prints where they are as shell variables, and stops them at Ctrl-C. */

import { once } from 'node:events';
import { parseArgs } from 'node:util';

import { serversNamed } from './index.mjs';
import { startAll } from './lib/all.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' } } });

const { variables, skipped, stop } = await startAll(serversNamed(values.only));
for (const [key, value] of Object.entries(variables)) console.log(`export ${key}=${value}`);
for (const line of skipped) console.error(line);
if (Object.keys(variables).length > 0) {
  console.error('Ctrl-C stops them.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await stop();
}
