/** Addresses that people paste from a browser: which trace they show, and which server that is. */
import { addressBefore } from './address.ts';
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
  return grafanaTrace(url);
}

/**
 * Grafana Explore: the panes are JSON in the address, `panes` since Grafana 10, `left` before; each query has its data
 * source and, as `query`, the trace id. Grafana itself may be served below a path.
 */
function grafanaTrace(url: URL): PastedTrace | undefined {
  const [, prefix] = /^(.*)\/explore\/?$/.exec(url.pathname) ?? [];
  if (prefix === undefined) return undefined;
  const parameter = url.searchParams.get('panes') ?? url.searchParams.get('left');
  if (parameter === null) return undefined;
  let found: { traceId?: string; uid?: string } = {};
  try {
    JSON.parse(parameter, (key, value: unknown) => {
      if (key === 'query' && typeof value === 'string' && /^[0-9a-f]{16,32}$/i.test(value.trim())) {
        found.traceId ??= value.trim();
      }
      if ((key === 'uid' || key === 'datasource') && typeof value === 'string') found.uid ??= value;
      return value;
    });
  } catch {
    found = {};
  }
  if (found.traceId === undefined || found.uid === undefined) return undefined;
  const address = addressBefore(url, prefix);
  return { traceId: found.traceId, backend: `grafana+${address}/?ds=${found.uid}` };
}
