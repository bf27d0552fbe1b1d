import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { assertNothingOfThisMachine } from '../../shop/lib/machine.mjs';

/** Headers of replies that say something about them; the others are of the moment or of the connection. */
const toldHeaders = ['location', 'retry-after', 'www-authenticate'];

/**
 * Writes replies into a folder, a file each, and index.json, which has each by its name:
 *
 *   { request: { path, headers? }, status, contentType, headers?, file }
 *
 * A body that is JSON is kept as `.json`, any other as `.txt`, both as they came.
 */
export function startRecorder(folder) {
  const index = {};
  mkdirSync(folder, { recursive: true });
  return {
    /** Asks `url` for the paths in `requests`, by name: a path, or `{ path, headers }`. */
    async record(url, requests) {
      for (const [name, request] of Object.entries(requests)) {
        const { path, headers } = typeof request === 'string' ? { path: request } : request;
        const response = await fetch(url + path, { headers, redirect: 'manual' });
        const body = Buffer.from(await response.arrayBuffer());
        const file = `${name}.${isJson(body) ? 'json' : 'txt'}`;
        assertNothingOfThisMachine(file, body);
        writeFileSync(join(folder, file), body);
        const told = toldHeaders.filter((header) => response.headers.has(header));
        index[name] = {
          request: { path, ...(headers && { headers }) },
          status: response.status,
          contentType: response.headers.get('content-type'),
          ...(told.length > 0 && {
            headers: Object.fromEntries(told.map((header) => [header, response.headers.get(header)])),
          }),
          file,
        };
      }
    },
    /** Writes the index and returns the number of replies. */
    finish() {
      const rows = Object.entries(index).map(([name, reply]) => `"${name}": ${JSON.stringify(reply)}`);
      writeFileSync(join(folder, 'index.json'), `{\n${rows.join(',\n')}\n}\n`);
      return rows.length;
    },
  };
}

function isJson(body) {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
