import { jaegerV1, jaegerV2 } from './jaeger.mjs';
import { tempo } from './tempo.mjs';
import { zipkin } from './zipkin.mjs';

/** Every server, those that are quick to install first. */
export const servers = [zipkin, jaegerV1, jaegerV2, tempo];

/** The servers of these names, all of them when there is no list; throws for a name that is none of theirs. */
export function serversNamed(list) {
  if (list === undefined) return servers;
  return list.split(',').map((name) => {
    const found = servers.find((server) => server.name === name);
    if (found) return found;
    throw new Error(`no server ${name}; there are ${servers.map((server) => server.name).join(', ')}`);
  });
}
