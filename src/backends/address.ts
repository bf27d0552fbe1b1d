/** Addresses of backends: `http://host`, with the kind in the scheme (`tempo+http://host`), or behind Grafana. */
import { type BackendKind, backendKinds } from '../config/settings.ts';
import { UsageError } from '../errors.ts';

/** Where a backend is, taken apart. */
export interface BackendAddress {
  /** The kind that the scheme states. */
  kind: BackendKind | undefined;
  /** What paths of the API are appended to; without query and credentials. */
  base: URL;
}

/**
 * Takes an address apart. `grafana+https://host/?ds=<uid>` is the data source with that uid, through Grafana's proxy
 * (https://grafana.com/docs/grafana/latest/developers/http_api/data_source/#data-source-proxy-calls).
 * Throws UsageError where it is none.
 */
export function backendAddress(text: string): BackendAddress {
  const [, scheme, rest] = /^(?:([a-z]+)\+)?(https?:\/\/.+)$/i.exec(text) ?? [];
  if (rest === undefined || !URL.canParse(rest)) {
    throw new UsageError(`'${text}' is not the address of a backend`, {
      hint: 'such as http://localhost:16686, tempo+https://tempo.example.com, or the name of a context',
    });
  }
  const base = new URL(rest);
  base.username = '';
  base.password = '';
  const stated = scheme?.toLowerCase();
  if (stated === 'grafana') return { kind: undefined, base: grafanaProxy(base, text) };
  const kind = backendKinds.find((known) => known === stated);
  if (kind !== stated) {
    throw new UsageError(`unknown kind of backend '${stated}' in ${text}`, {
      hint: `kinds: ${backendKinds.join(', ')}, grafana`,
    });
  }
  base.search = '';
  base.hash = '';
  base.pathname = apiPath(base.pathname);
  return { kind, base };
}

/** People paste the address of the user interface: its own last steps are not part of the API's path. */
function apiPath(path: string): string {
  return path.replace(/(\/(search|dependencies|monitor))?\/*$/, '');
}

function grafanaProxy(base: URL, text: string): URL {
  const uid = base.searchParams.get('ds');
  if (uid === null || !/^[\w-]{1,64}$/.test(uid)) {
    throw new UsageError(`no data source in ${text}`, {
      hint: 'grafana+https://host/?ds=<uid>; the uid stands in the address of the data source’s settings',
    });
  }
  const url = new URL(base.origin);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/api/datasources/proxy/uid/${uid}`;
  return url;
}

/** An address up to a step of its path, without query. */
export function addressBefore(url: URL, path: string): string {
  return url.origin + path.replace(/\/+$/, '');
}
