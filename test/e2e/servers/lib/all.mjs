/** Starts several servers at once, and says where they are in variables of the environment. */

/** What a variable's name ends in, by the server's URL that it holds. */
const suffixes = { query: '', otlpHttp: '_OTLP', zipkin: '_ZIPKIN', thrift: '_THRIFT' };

/**
 * Starts what can be started and resolves to
 *
 * variables   TRACECTL_E2E_JAEGER_V2 and the like: where the server's API is; with _OTLP, _THRIFT, _ZIPKIN: where it receives
 * skipped     a line for each server that cannot be started, saying why
 * stop        stops those that were started
 *
 * A server whose variable is set already is somebody else's: it is used as it is. One that can be started and
 * fails to is an error.
 */
export async function startAll(servers) {
  const skipped = [];
  const wanted = servers.filter((server) => {
    if (process.env[variableOf(server.name, 'query')]) return false;
    const reason = server.whyNot();
    if (reason) skipped.push(`skipped: ${server.name} (${reason})`);
    return !reason;
  });
  const outcomes = await Promise.allSettled(wanted.map((server) => server.start()));
  const started = outcomes.flatMap(({ value }) => value ?? []);
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { variables: Object.fromEntries(started.flatMap(variablesOf)), skipped, stop };
}

function variablesOf({ name, urls }) {
  return Object.keys(suffixes)
    .filter((url) => urls[url])
    .map((url) => [variableOf(name, url), urls[url]]);
}

function variableOf(name, url) {
  return `TRACECTL_E2E_${name.toUpperCase().replaceAll('-', '_')}${suffixes[url]}`;
}
