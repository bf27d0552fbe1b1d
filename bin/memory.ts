/** What the process has of memory, and takes. */
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';

import type { Memory } from '../src/cli/context.ts';

const require = createRequire(import.meta.url);

/**
 * The young generation, which V8 counts in, but what lives on does not lie there: by versions of Node, what its limit is more
 * than --max-old-space-size.
 */
function youngGeneration(major: number): number {
  if (major < 24) return 48 << 20;
  return major < 26 ? 192 << 20 : 96 << 20;
}

/** Finding it out takes reading several files. */
let machine: number | undefined;

/** The memory of this process, looked at when it is asked for. */
export const memory: Memory = {
  get machine() {
    return (machine ??= machineMemory());
  },
  get heapLimit() {
    // Loading it takes longer than most commands have to give.
    const v8: typeof import('node:v8') = require('node:v8');
    return v8.getHeapStatistics().heap_size_limit - youngGeneration(parseInt(process.versions.node, 10));
  },
  use() {
    const { rss, heapUsed } = process.memoryUsage();
    return { resident: rss, heap: heapUsed };
  },
};

/** Of a container, where that has less than the machine; without one node says 0 or more than any machine has. */
function machineMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
