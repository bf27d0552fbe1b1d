/** Zipkin's server, as its own build is published. */

import { defineServer } from './lib/server.mjs';
import { answers } from './lib/start.mjs';

const version = '3.6.1';

/**
 * urls: query (API and receiver).
 *
 * start's options:
 * search     whether traces can be searched, and not only got by id
 * strictIds  whether ids of 64 and of 128 bits are different traces
 */
export const zipkin = defineServer({
  name: 'zipkin',
  version,
  fileName: `zipkin-server-${version}-exec.jar`,
  toBuild: ['mvn'],
  toRun: ['java'],
  async build(folder, runner) {
    await runner.run('mvn', [
      '--quiet',
      '--batch-mode',
      '--strict-checksums',
      'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy',
      `-Dartifact=io.zipkin:zipkin-server:${version}:jar:exec`,
      `-DoutputDirectory=${folder}`,
    ]);
  },
  plan: (jar, { search = true, strictIds = true }) => ({
    ports: ['query'],
    launch: ({ ports, folder }) => ({
      program: 'java',
      args: [
        '-Xms64m',
        '-Xmx512m',
        '-XX:TieredStopAtLevel=1', // It starts sooner, and never runs for long.
        `-Djava.io.tmpdir=${folder}`,
        '-jar',
        jar,
        // QUERY_PORT alone would listen on every interface.
        '--armeria.ports[0].ip=127.0.0.1',
        `--armeria.ports[0].port=${ports.query}`,
        '--armeria.ports[0].protocols[0]=http',
      ],
      environment: {
        STORAGE_TYPE: 'mem',
        SEARCH_ENABLED: String(search),
        STRICT_TRACE_ID: String(strictIds),
      },
    }),
    ready: ({ query }) => answers(`${query}/health`),
    startSeconds: 90,
    stopSeconds: 5,
  }),
});
