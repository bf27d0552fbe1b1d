/** Addresses that people paste from a browser: which trace they show, and which server that is. */
import { addressBefore } from './address.ts';
import { listOf, property, textProperty } from './answers.ts';
import type { PastedTrace } from './backend.ts';
import { backends } from './index.ts';

/** The trace that an address of a user interface or an API shows; undefined where it shows none. */
export function pastedTrace(text: string): PastedTrace | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  for (const backend of backends) {
    const pasted = backend.pasted(url);
    if (pasted !== undefined) return pasted;
  }
  return apiTrace(url) ?? grafanaTrace(url);
}

/** Jaeger and Tempo have the same address for a trace, so that the server has to be asked which of them it is. */
function apiTrace(url: URL): PastedTrace | undefined {
  const [, path, traceId] = /^(.*)\/api\/(?:v2\/)?traces\/([0-9a-f]{1,32})\/?$/i.exec(url.pathname) ?? [];
  return traceId === undefined ? undefined : { traceId, backend: addressBefore(url, path) };
}

/**
 * Grafana Explore: what it shows is JSON in the address, all panes in `panes` since Grafana 10, one each in `left` and
 * `right` before. Grafana itself may be served below a path.
 *
 *   {"queries": [{"query": "<trace id>", "datasource": {"uid": "<uid>"}}], "datasource": "<uid>"}
 */
function grafanaTrace(url: URL): PastedTrace | undefined {
  const [, prefix] = /^(.*)\/explore\/?$/.exec(url.pathname) ?? [];
  if (prefix === undefined) return undefined;
  const address = addressBefore(url, prefix);
  for (const pane of panesOf(url)) {
    for (const query of listOf(property(pane, 'queries'))) {
      const traceId = textProperty(query, 'query').trim();
      const uid = uidOf(property(query, 'datasource')) ?? uidOf(property(pane, 'datasource'));
      if (/^[0-9a-f]{8,32}$/i.test(traceId) && uid !== undefined) {
        return { traceId, backend: `grafana+${address}/?ds=${uid}` };
      }
    }
  }
  return undefined;
}

function panesOf({ searchParams }: URL): unknown[] {
  const panes: unknown = parsed(searchParams.get('panes'));
  const all: unknown[] = typeof panes === 'object' && panes !== null ? Object.values(panes) : [];
  return [...all, parsed(searchParams.get('left')), parsed(searchParams.get('right'))];
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of a data source, which stands there by its uid, or with it. */
function uidOf(dataSource: unknown): string | undefined {
  const uid = typeof dataSource === 'string' ? dataSource : textProperty(dataSource, 'uid');
  return /^[\w-]{1,64}$/.test(uid) ? uid : undefined;
}
