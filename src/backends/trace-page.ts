/**
 * Where a person sees a trace in a browser, by the kind of server: the reverse of `pasted.ts`.
 *
 *   Jaeger    <base>/trace/<id>?uiFind=<spanId>
 *   Zipkin    <base>/zipkin/traces/<id>
 *   Tempo     has no pages; Grafana shows its traces, where Tempo was asked through Grafana
 */

/** A server as a browser reaches it. */
export interface ServerAddress {
  /** The kind of backend. */
  kind: string;
  /** What paths of its API are appended to. */
  base: string;
}

/** Grafana's proxy to a data source, as `address.ts` spells it. */
const grafanaProxy = /^(.*)\/api\/datasources\/proxy\/uid\/([\w-]+)$/;

/** The address of the page that shows a trace, at a span where the page can; undefined where there is no page. */
export function tracePage(
  { kind, base }: ServerAddress,
  traceId: string,
  spanId: string | undefined,
): string | undefined {
  const id = encodeURIComponent(traceId);
  const root = base.replace(/\/+$/, '');
  const [, grafana, uid] = grafanaProxy.exec(root) ?? [];
  if (uid !== undefined) return explorePage(grafana, uid, kind, traceId);
  if (kind === 'jaeger') {
    return `${root}/trace/${id}${spanId === undefined ? '' : `?uiFind=${encodeURIComponent(spanId)}`}`;
  }
  if (kind === 'zipkin') return `${root.endsWith('/zipkin') ? root : `${root}/zipkin`}/traces/${id}`;
  return undefined;
}

/** A pane of Grafana Explore (https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/). */
function explorePage(grafana: string, uid: string, kind: string, traceId: string): string {
  const datasource = { type: kind, uid };
  const query = {
    refId: 'A',
    datasource,
    queryType: kind === 'tempo' ? 'traceql' : 'traceID',
    query: traceId,
  };
  const panes = { a: { datasource: uid, queries: [query], range: { from: 'now-1h', to: 'now' } } };
  return `${grafana}/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}
