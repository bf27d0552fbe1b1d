/** Records the replies of real servers that unit tests are run against, into fixtures/backends. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { jaegerV1, jaegerV2 } from '../servers/jaeger.mjs';
import { tempo } from '../servers/tempo.mjs';
import { zipkin } from '../servers/zipkin.mjs';
import { fixturesFolder } from '../shop/lib/places.mjs';
import { sendShop, sendTwoSpellings, sendZipkinShop, shopTraces } from './lib/feed.mjs';
import { emptyJaeger, fedJaeger, tenantsJaeger } from './lib/jaeger.mjs';
import { startRecorder } from './lib/recorder.mjs';
import {
  blockTempo,
  fedTempo,
  largeTempo,
  liveTempo,
  tenant,
  tenantLimits,
  tenantsTempo,
} from './lib/tempo.mjs';
import { emptyZipkin, fedZipkin, looseZipkin, noSearchZipkin } from './lib/zipkin.mjs';

/** Time after which spans are in a block, and the ingester has let go of them. */
const blockMillis = 10_000;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(fixturesFolder, 'backends') },
    only: { type: 'string' },
  },
});

const recordings = {
  [jaegerV1.name]: (recorder) => recordJaeger(jaegerV1, recorder),
  [jaegerV2.name]: (recorder) => recordJaeger(jaegerV2, recorder),
  [tempo.name]: recordTempo,
  [zipkin.name]: recordZipkin,
};

for (const name of values.only?.split(',') ?? Object.keys(recordings)) {
  const folder = join(resolve(values.out), name);
  rmSync(folder, { recursive: true, force: true });
  const recorder = startRecorder(folder);
  await recordings[name](recorder);
  console.log(`${name}: ${recorder.finish()} replies`);
}

async function recordJaeger(server, recorder) {
  await withServer(server, {}, async (urls) => {
    await recorder.record(urls.query, emptyJaeger);
    await sendShop(urls.otlpHttp);
    await untilAnswered(`${urls.query}${fedJaeger['trace-failed']}`, ({ data }) => {
      return data[0].spans.length === shopTraces.failedSize;
    });
    await recorder.record(urls.query, fedJaeger);
  });
  await withServer(server, { tenants: ['acme'] }, (urls) => recorder.record(urls.query, tenantsJaeger));
}

async function recordTempo(recorder) {
  await withServer(tempo, {}, async (urls) => {
    await sendShop(urls.otlpHttp);
    await recorder.record(urls.query, liveTempo);
    await untilAnswered(`${urls.query}${fedTempo.search}`, ({ traces }) => traces.length > 0);
    await recorder.record(urls.query, fedTempo);
  });
  await withServer(tempo, { blockSeconds: 1 }, async (urls) => {
    await sendShop(urls.otlpHttp);
    await sleep(blockMillis);
    await recorder.record(urls.query, blockTempo);
  });
  const folder = mkdtempSync(join(tmpdir(), 'tracectl-limits-'));
  const limitsFile = join(folder, 'limits.yaml');
  writeFileSync(limitsFile, JSON.stringify(tenantLimits(1e6)));
  await withServer(tempo, { multitenancy: true, blockSeconds: 1, limitsFile }, async (urls) => {
    await sendShop(urls.otlpHttp, { 'x-scope-orgid': tenant });
    await sleep(blockMillis);
    await recorder.record(urls.query, tenantsTempo);
    writeFileSync(limitsFile, JSON.stringify(tenantLimits(1000)));
    await sleep(3000); // Until the file has been read again.
    await recorder.record(urls.query, largeTempo);
  });
  rmSync(folder, { recursive: true });
}

async function recordZipkin(recorder) {
  await withServer(zipkin, {}, async (urls) => {
    await recorder.record(urls.query, emptyZipkin);
    await sendZipkinShop(urls.query);
    await untilAnswered(`${urls.query}${fedZipkin['trace-failed']}`);
    await recorder.record(urls.query, fedZipkin);
  });
  await withServer(zipkin, { search: false }, async (urls) => {
    await sendZipkinShop(urls.query);
    await untilAnswered(`${urls.query}${noSearchZipkin['no-search-trace']}`);
    await recorder.record(urls.query, noSearchZipkin);
  });
  await withServer(zipkin, { strictIds: false }, async (urls) => {
    await sendTwoSpellings(urls.query);
    await untilAnswered(`${urls.query}${looseZipkin['loose-ids-trace']}`);
    await recorder.record(urls.query, looseZipkin);
  });
}

async function withServer(server, options, use) {
  const started = await server.start(options);
  try {
    await use(started.urls);
  } finally {
    await started.stop();
  }
}

/** Waits for success, at most 20 s: what was sent takes a while to be stored. */
async function untilAnswered(url, isThere = () => true) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url);
    const body = await response.text();
    if (response.ok && isThere(JSON.parse(body))) return;
    if (Date.now() > deadline) throw new Error(`${url} answered ${response.status}: ${body}`);
    await sleep(200);
  }
}
