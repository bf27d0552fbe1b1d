/**
 * The tree as the diagram that the project began with: services in brackets, a spacer line before each of them, no columns.
 *
 *   [User Request]
 *   |
 *   +-- [Frontend Service] (150ms)
 *   |
 *   +-- [Frontend Service] (Render Page) (100ms)
 *
 * A label is `[service]`. The name joins it where the service alone would not tell: its parent, or an earlier child of
 * its parent, has the same service and another name. A span without a service shows its name in the brackets. A root
 * without a duration of its own shows none; a trace of several trees gets one, named for the trace.
 */
import type { TraceAnalysis } from '../analysis/analyse.ts';
import type { Trace, TraceRow } from '../model/trace.ts';
import { asciiConnectors, Guides } from './guides.ts';
import { rowLabel, rowTail } from './labels.ts';
import type { TreeRow, VisibleTree } from './rows.ts';
import { servicePaint, type Style } from './style.ts';
import { escapeText } from './text/escape.ts';
import { drawnLevels } from './tree-layout.ts';

/** The diagram; as wide as it needs to be. */
export function* diagramView(model: TraceAnalysis, tree: VisibleTree, style: Style): Generator<string> {
  const guides = new Guides(asciiConnectors, drawnLevels(Infinity));
  const { trace } = model;
  const labels = new DiagramLabels(model, style);
  const indent = tree.rows.filter((row) => row.depth === 0).length > 1 ? 1 : 0;
  if (indent === 1) yield `[trace ${escapeText(trace.traceId)}]\n`;
  for (const row of tree.rows) {
    const depth = row.depth + indent;
    if (depth > 0) yield `${guides.lines(depth - 1)}|\n`;
    yield `${guides.prefix(depth, row.last)}${labels.label(row)}\n`;
  }
}

class DiagramLabels {
  private readonly model: TraceAnalysis;
  private readonly trace: Trace;
  private readonly style: Style;
  /** By depth, the names that each service was seen with among the siblings drawn so far. */
  private readonly siblings: (Map<number, number> | undefined)[] = [];
  private readonly ancestors: TraceRow[] = [];

  constructor(model: TraceAnalysis, style: Style) {
    this.model = model;
    this.trace = model.trace;
    this.style = style;
  }

  /** The label of the next row, rows given in tree order. */
  label(row: TreeRow): string {
    const { trace } = this;
    const [first] = row.members;
    // Only ever cut: growing an array by its length copies it each time.
    if (this.siblings.length > row.depth + 1) this.siblings.length = row.depth + 1;
    this.ancestors.length = row.depth;
    if (row.kind !== 'span' || trace.isPlaceholder(first)) {
      this.ancestors.push(first);
      const { service, name, tail } = rowLabel(this.model, row);
      if (row.kind === 'span') return `[${service.replace(/^\? /, '')}]`;
      return [service, name, tail].filter((part) => part !== '').join(' ');
    }
    const label = this.spanLabel(row, first);
    this.ancestors.push(first);
    return label;
  }

  private spanLabel(row: TreeRow, first: TraceRow): string {
    const { trace } = this;
    const service = trace.serviceText(first);
    const { name } = rowLabel(this.model, row);
    // A root of no length only holds together what is below it.
    const isHolder = row.depth === 0 && row.members.length === 1 && trace.duration(first) === 0;
    const tail = isHolder ? '' : rowTail(trace, row);
    const shown = service === '' ? `[${name || '(no name)'}]` : `[${escapeText(service)}]`;
    const painted = servicePaint(this.style, service)(shown);
    const named = service !== '' && this.isRepeated(row, first) && name !== '' ? ` (${name})` : '';
    return `${painted}${named}${tail === '' ? '' : ` ${tail}`}`;
  }

  /** Whether parent or an earlier sibling have the same service and another name. */
  private isRepeated({ depth, last }: TreeRow, first: TraceRow): boolean {
    const { trace } = this;
    const service = trace.service[first];
    const name = trace.name[first];
    const seen = this.siblings[depth];
    const known = seen?.get(service);
    if (known !== undefined && known !== name) return true;
    if (seen && known === undefined) seen.set(service, name);
    // An only child needs no map: a chain would have one for each of its levels.
    else if (!seen && !last) this.siblings[depth] = new Map([[service, name]]);
    const parent = this.ancestors[depth - 1];
    return parent !== undefined && trace.service[parent] === service && trace.name[parent] !== name;
  }
}
