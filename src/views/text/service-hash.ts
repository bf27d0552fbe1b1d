/** Which of a few colours a service has. */

/** A number for the name of a service: FNV-1a, mixed once more. */
export function serviceHash(service: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/**
 * One of `count` colours for each service, as far as there are enough a different one for each: that of its hash, or the
 * next that is free. The same for the same services in any order.
 */
export function distinctColors(services: Iterable<string>, count: number): Map<string, number> {
  const given = new Map<string, number>();
  const taken = new Set<number>();
  for (const service of [...new Set(services)].sort()) {
    let color = serviceHash(service) % count;
    if (taken.size === count) taken.clear();
    while (taken.has(color)) color = (color + 1) % count;
    taken.add(color);
    given.set(service, color);
  }
  return given;
}
