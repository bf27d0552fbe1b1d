/** The servers that global-setup.mjs of ../servers has started, as tests see them. */

/** A running server, or the reason that there is none. */
export interface TestServer {
  name: 'jaeger-v1' | 'jaeger-v2' | 'tempo' | 'zipkin';
  /** The address of its API; undefined when it does not run. */
  url: string | undefined;
  /** For the title of what is skipped without it: ` (skipped: …)`, or empty when it runs. */
  skipped: string;
  /** Where the shop's run.mjs sends its spans, by how they are written. */
  collectors: { otlp?: string; jaeger?: string; zipkin?: string };
}

/** What the variables of receivers end in, as in ../servers/lib/all.mjs. */
const endings = { otlp: '_OTLP', jaeger: '_THRIFT', zipkin: '' };

/** Every server that there are tests for. */
export const servers: TestServer[] = [
  server('jaeger-v1', ['otlp', 'jaeger']),
  server('jaeger-v2', ['otlp', 'jaeger']),
  server('tempo', ['otlp']),
  server('zipkin', ['zipkin']),
];

function server(name: TestServer['name'], kinds: (keyof TestServer['collectors'])[]): TestServer {
  const variable = `TRACECTL_E2E_${name.toUpperCase().replace('-', '_')}`;
  const receivers = kinds.map((kind) => [kind, process.env[variable + endings[kind]]] as const);
  const collectors = Object.fromEntries(receivers.map(([kind, receiver]) => [kind, `${kind}+${receiver}`]));
  const url = receivers.every(([, receiver]) => receiver) ? process.env[variable] : undefined;
  return { name, url, skipped: url === undefined ? ` (${reasonFor(name)})` : '', collectors };
}

function reasonFor(name: string): string {
  const lines = (process.env['TRACECTL_E2E_SKIPPED'] ?? '').split('\n');
  return lines.find((line) => line.startsWith(`skipped: ${name} `)) ?? `skipped: no ${name}`;
}
