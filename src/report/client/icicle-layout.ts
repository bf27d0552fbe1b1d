/**
 * Where the contexts of a calling-context tree lie in an icicle: as wide as their time, below the one that calls them.
 * d3-hierarchy does the same from a tree of objects; for columns in tree order it is one loop.
 */
import type { PathColumns } from '../data.ts';

/** A place from 0 to 1, and how wide, by context. */
export interface IcicleLayout {
  left: Float64Array;
  width: Float64Array;
  depth: Int32Array;
  /** Levels. */
  height: number;
}

/** The layout of all contexts. Linear. */
export function icicleLayout({ parent, total }: PathColumns): IcicleLayout {
  const size = parent.length;
  const left = new Float64Array(size);
  const width = new Float64Array(size);
  const depth = new Int32Array(size);
  /** Where the next child goes. */
  const next = new Float64Array(size);
  const whole = parent.reduce((sum, above, i) => (above < 0 ? sum + total[i] : sum), 0) || 1;
  let top = 0;
  let height = 0;
  for (let i = 0; i < size; i++) {
    const above = parent[i];
    width[i] = total[i] / whole;
    left[i] = above < 0 ? top : next[above];
    if (above < 0) top += width[i];
    else next[above] += width[i];
    next[i] = left[i];
    depth[i] = above < 0 ? 0 : depth[above] + 1;
    height = Math.max(height, depth[i] + 1);
  }
  return { left, width, depth, height };
}
