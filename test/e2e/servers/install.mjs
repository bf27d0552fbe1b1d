/** Installs the servers that are not installed yet, as far as the programs for it are there. */

import { parseArgs } from 'node:util';

import { serversNamed } from './index.mjs';
import { defaultCache } from './lib/places.mjs';
import { startRunner } from './lib/run.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, seconds: { type: 'string', default: '2400' } },
});

const runner = startRunner(Number(values.seconds));
console.log(`servers for the tests, in ${defaultCache}`);
for (const server of serversNamed(values.only)) {
  const started = Date.now();
  const progress = setInterval(
    () => console.log(`  ${server.name}: still building, ${secondsSince(started)} s`),
    60_000,
  );
  try {
    const outcome = await server.install({ runner });
    const time = outcome === 'installed' ? ` in ${secondsSince(started)} s` : '';
    console.log(`  ${server.name} ${server.version}: ${outcome}${time}`);
  } catch (error) {
    console.log(`  ${server.name} ${server.version}: failed: ${error.message}`);
    process.exitCode = 1;
  } finally {
    clearInterval(progress);
  }
}

function secondsSince(time) {
  return ((Date.now() - time) / 1000).toFixed(0);
}
