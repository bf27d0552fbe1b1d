/**
 * Which siblings look alike and fold into one row.
 *
 * Two subtrees have one shape when service, name and kind of their tops are equal and the *sets* of their children's
 * shapes are: how often a child repeats does not matter, so a request with 2 queries folds with one of 13. Errors don't
 * matter either; the folded row counts them.
 *
 * Loose shapes take names as equal that differ only in numbers and ids: GET /user/17 and GET /user/18.
 */
import type { Trace, TraceRow } from '../model/trace.ts';

/** Siblings of one exact shape fold from this many on. */
const foldFrom = 4;
/** Siblings of one loose shape, of what is left, fold from this many on. */
const foldLooseFrom = 8;

const variable =
  /[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{8,}(?![0-9a-z])|\d+/gi;

/** The name with its numbers and ids as `{}`. */
export function looseName(name: string): string {
  return name.replace(variable, '{}');
}

/** Shapes of the subtrees of a trace, as numbers to compare. */
export class Shapes {
  private readonly exact: Int32Array;
  private readonly loose: Int32Array;

  /** Linear, but for sorting the distinct shapes below each span. */
  constructor(trace: Trace) {
    this.exact = shapesBy(trace, (i) => String(trace.name[i]));
    const names = new Map<number, string>();
    this.loose = shapesBy(trace, (i) => {
      const id = trace.name[i];
      const known = names.get(id);
      if (known !== undefined) return known;
      const name = looseName(trace.nameText(i));
      names.set(id, name);
      return name;
    });
  }

  /** Siblings sorted into the rows they are drawn as, in order of their first members. */
  group(siblings: readonly TraceRow[]): TraceRow[][] {
    if (siblings.length < foldFrom) return siblings.map((row) => [row]);
    const groups: TraceRow[][] = [];
    const left: TraceRow[] = [];
    for (const alike of groupedBy(siblings, this.exact)) {
      if (alike.length >= foldFrom) groups.push(alike);
      else left.push(...alike);
    }
    for (const alike of groupedBy(left, this.loose)) {
      if (alike.length >= foldLooseFrom) groups.push(alike.sort((a, b) => a - b));
      else for (const row of alike) groups.push([row]);
    }
    return groups.sort((a, b) => a[0] - b[0]);
  }
}

function groupedBy(rows: readonly TraceRow[], shapes: Int32Array): Iterable<TraceRow[]> {
  const groups = new Map<number, TraceRow[]>();
  for (const row of rows) {
    const group = groups.get(shapes[row]);
    if (group) group.push(row);
    else groups.set(shapes[row], [row]);
  }
  return groups.values();
}

function shapesBy(trace: Trace, nameOf: (row: TraceRow) => string): Int32Array {
  const shapes = new Int32Array(trace.size);
  const known = new Map<string, number>();
  for (let i = trace.size - 1; i >= 0; i--) {
    const below = new Set<number>();
    for (let c = i + 1; c < trace.subtreeEnd[i]; c = trace.subtreeEnd[c]) below.add(shapes[c]);
    const children = [...below].sort((a, b) => a - b).join(' ');
    const top = trace.isPlaceholder(i) ? '?' : `${trace.service[i]} ${trace.kind[i]}`;
    const key = `${top} ${children} ${nameOf(i)}`;
    let shape = known.get(key);
    if (shape === undefined) known.set(key, (shape = known.size));
    shapes[i] = shape;
  }
  return shapes;
}
