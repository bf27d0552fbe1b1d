/**
 * The rows that are drawn of a trace: what is left after pruning and folding, in tree order, and counts of the rest.
 *
 *   span      one span, or several alike folded into one row; what is below them is folded together, too
 *   others    siblings beyond what a person reads, with everything below them
 *   deeper    everything below a span that is very deep already
 *
 * One loop with a stack, no recursion; drawn rows refer to rows of the trace.
 */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import { PathStretches } from '../analysis/path-stretches.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { Shapes } from './folding.ts';

/** A row of the drawn tree. */
export interface TreeRow {
  kind: 'span' | 'others' | 'deeper';
  /** Rows of the trace it stands for, ascending: equal spans folded into one, or the tops of the subtrees not drawn. */
  members: readonly TraceRow[];
  /** 0 at the top of what is drawn. */
  depth: number;
  /** Whether it is the last of its siblings. */
  last: boolean;
}

/** What to draw of a trace. */
export interface RowOptions {
  /** Fold what repeats, what is too wide and what is too deep. */
  fold: boolean;
  /** Levels below the top that are drawn. */
  depth?: number | undefined;
  /** The one subtree to draw. */
  focus?: TraceRow | undefined;
  onlyCritical?: boolean | undefined;
  onlyErrors?: boolean | undefined;
}

/** Spans that are not drawn one by one, by the reason. */
export interface HiddenSpans {
  /** Spans in folded rows, and how many rows those are. */
  folded: number;
  foldedRows: number;
  others: number;
  deeper: number;
  /** Left out of a tree with too many rows, and the level it is whole down to. */
  crowded: number;
  wholeLevel: number;
  belowDepth: number;
  outsideFocus: number;
  /** Pruned by onlyCritical or onlyErrors. */
  pruned: number;
}

/** A drawn tree. */
export interface VisibleTree {
  rows: TreeRow[];
  hidden: HiddenSpans;
  path: PathStretches;
  options: RowOptions;
}

/** More siblings than this are not read but scrolled past: the longest stay, and some of those that failed. */
const readableSiblings = 40;
const keptLongest = 18;
const keptFailed = 6;
/** Levels drawn before the rest folds into one row. */
const readableDepth = 50;
/** More rows than this are too many: levels are left out, first of what is neither critical nor failed, then of all. */
const readableRows = 500;

/** The rows of a trace to draw. */
export function visibleTree(model: TraceAnalysis, options: RowOptions): VisibleTree {
  const tree = new RowBuilder(model, options).build();
  if (!options.fold || tree.rows.length <= readableRows) return tree;
  const level = readableLevel(tree.rows);
  const telling = new RowBuilder(model, options, { level, keepTelling: true }).build();
  if (telling.rows.length <= readableRows) return telling;
  return new RowBuilder(model, options, { level, keepTelling: false }).build();
}

/** The deepest level down to which there are not too many rows. */
function readableLevel(rows: readonly TreeRow[]): number {
  const counts: number[] = [];
  for (const { depth } of rows) counts[depth] = (counts[depth] ?? 0) + 1;
  let sum = counts[0];
  let level = 0;
  while (level + 1 < counts.length && sum + counts[level + 1] <= readableRows) sum += counts[++level];
  return level;
}

/** Where rows are left out because there are too many. */
interface Crowding {
  /** The last level drawn whole. */
  level: number;
  /** Whether what is on the critical path or failed is drawn below it, too. */
  keepTelling: boolean;
}

class RowBuilder {
  private readonly trace: Trace;
  private readonly options: RowOptions;
  private readonly path: PathStretches;
  private readonly shapes: Shapes | undefined;
  private readonly kept: Uint8Array | undefined;
  private readonly crowding: Crowding | undefined;
  /** Where rows are left out: 1 for failed rows and those above them. */
  private readonly failing: Uint8Array | undefined;
  private readonly rows: TreeRow[] = [];
  private readonly stack: TreeRow[] = [];
  private readonly hidden: HiddenSpans = {
    folded: 0,
    foldedRows: 0,
    others: 0,
    deeper: 0,
    crowded: 0,
    wholeLevel: 0,
    belowDepth: 0,
    outsideFocus: 0,
    pruned: 0,
  };

  constructor(model: TraceAnalysis, options: RowOptions, crowding?: Crowding) {
    this.trace = model.trace;
    this.crowding = crowding;
    this.failing = crowding && keptRows(model.trace, undefined, { fold: true, onlyErrors: true });
    this.options = options;
    this.path = new PathStretches(model.trace, model.path);
    this.shapes = options.fold ? new Shapes(model.trace) : undefined;
    this.kept = keptRows(model.trace, this.path, options);
  }

  build(): VisibleTree {
    const { trace, hidden } = this;
    const { focus } = this.options;
    const tops = focus === undefined ? [...trace.tops] : [focus];
    if (focus !== undefined) hidden.outsideFocus = trace.spanCount - spansBelow(trace, tops);
    this.push(this.unpruned(tops), 0);
    for (let row = this.stack.pop(); row; row = this.stack.pop()) {
      this.rows.push(row);
      if (row.kind === 'span') this.open(row);
    }
    return { rows: this.rows, hidden, path: this.path, options: this.options };
  }

  private open({ members, depth }: TreeRow): void {
    if (members.length > 1) {
      this.hidden.folded += members.length;
      this.hidden.foldedRows++;
    }
    const children = this.uncrowded(this.unpruned(childrenOf(this.trace, members)), depth + 1);
    if (children.length === 0) return;
    if (this.options.depth !== undefined && depth >= this.options.depth) {
      this.hidden.belowDepth += spansBelow(this.trace, children);
    } else if (this.options.fold && depth + 1 >= readableDepth) {
      this.hidden.deeper += spansBelow(this.trace, children);
      this.stack.push({ kind: 'deeper', members: children, depth: depth + 1, last: true });
    } else {
      this.push(children, depth + 1);
    }
  }

  /** Puts siblings on the stack, the first on top. */
  private push(siblings: TraceRow[], depth: number): void {
    const groups = this.shapes ? this.shapes.group(siblings) : siblings.map((row) => [row]);
    let shown = groups;
    let last = true;
    if (this.options.fold && groups.length > readableSiblings) {
      const chosen = this.mostTelling(groups);
      const members = groups.filter((group) => !chosen.has(group)).flat();
      shown = groups.filter((group) => chosen.has(group));
      this.hidden.others += spansBelow(this.trace, members);
      this.stack.push({ kind: 'others', members: members.sort((a, b) => a - b), depth, last });
      last = false;
    }
    for (let i = shown.length - 1; i >= 0; i--) {
      this.stack.push({ kind: 'span', members: shown[i], depth, last: last && i === shown.length - 1 });
    }
  }

  private mostTelling(groups: TraceRow[][]): Set<TraceRow[]> {
    const lengths = new Map(groups.map((group) => [group, this.length(group)]));
    const longest = groups.toSorted((a, b) => (lengths.get(b) ?? 0) - (lengths.get(a) ?? 0));
    const failed = longest.filter((group) => group.some((row) => this.trace.flags[row] & SpanFlag.error));
    return new Set([...longest.slice(0, keptLongest), ...failed.slice(0, keptFailed)]);
  }

  /** The longest member; time on the critical path counts twice. */
  private length(members: readonly TraceRow[]): number {
    const { trace, path } = this;
    let length = 0;
    for (const row of members) {
      const onPath = path.length(row);
      length = Math.max(length, onPath + trace.duration(row));
    }
    return length;
  }

  private uncrowded(siblings: TraceRow[], depth: number): TraceRow[] {
    const { crowding, failing, hidden, path, trace } = this;
    if (!crowding || depth <= crowding.level) return siblings;
    const isTelling = (row: TraceRow): boolean =>
      crowding.keepTelling && (path.isOn(row) || failing?.[row] === 1);
    const left = siblings.filter(isTelling);
    hidden.wholeLevel = crowding.level;
    hidden.crowded += spansBelow(
      trace,
      siblings.filter((row) => !isTelling(row)),
    );
    return left;
  }

  private unpruned(siblings: TraceRow[]): TraceRow[] {
    const { kept, trace } = this;
    if (!kept) return siblings;
    const pruned = siblings.filter((row) => kept[row] === 0);
    this.hidden.pruned += spansBelow(trace, pruned);
    return siblings.filter((row) => kept[row] === 1);
  }
}

/** 1 for the rows that pruning keeps and those above them; undefined when nothing is pruned. */
function keptRows(
  trace: Trace,
  path: PathStretches | undefined,
  options: RowOptions,
): Uint8Array | undefined {
  if (!options.onlyCritical && !options.onlyErrors) return undefined;
  const kept = new Uint8Array(trace.size);
  for (let i = trace.size - 1; i >= 0; i--) {
    const critical = !options.onlyCritical || path?.isOn(i) === true;
    const failed = !options.onlyErrors || (trace.flags[i] & SpanFlag.error) !== 0;
    if (critical && failed) kept[i] = 1;
    if (kept[i] && trace.parent[i] >= 0) kept[trace.parent[i]] = 1;
  }
  return kept;
}

function childrenOf(trace: Trace, members: readonly TraceRow[]): TraceRow[] {
  const children: TraceRow[] = [];
  for (const i of members) {
    for (let c = i + 1; c < trace.subtreeEnd[i]; c = trace.subtreeEnd[c]) children.push(c);
  }
  return children;
}

/** Spans of the subtrees of these rows, placeholders not counted. */
export function spansBelow(trace: Trace, rows: readonly TraceRow[]): number {
  let count = 0;
  for (const row of rows) {
    count += trace.subtreeEnd[row] - row;
    if (trace.placeholderCount === 0) continue;
    for (let i = row; i < trace.subtreeEnd[row]; i++) if (trace.isPlaceholder(i)) count--;
  }
  return count;
}
