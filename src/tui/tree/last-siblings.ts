/** Which lines are the last of their siblings, so that connectors end there: told from the outline, not from other lines. */
import type { Trace } from '../../model/trace.ts';
import type { Outline } from './outline.ts';
import type { Choice } from './visible.ts';

/** A line above another one. */
export interface Ancestor {
  depth: number;
  isLast: boolean;
}

/** Tells of the lines of a trace. */
export class Siblings {
  private readonly trace: Trace;
  private readonly outline: Outline;
  private readonly choice: Choice;

  constructor(trace: Trace, outline: Outline, choice: Choice) {
    this.trace = trace;
    this.outline = outline;
    this.choice = choice;
  }

  /** Whether nothing follows a line on its level. Only where rows are left out does it cost the siblings behind. */
  isLast(entry: number): boolean {
    const { place, members, size } = this.outline;
    const isGroup = entry < 0;
    const row = isGroup ? members[~entry][0] : entry;
    const around = isGroup ? -1 : this.groupOf(row);
    const behind = place[row] + (isGroup ? size[~entry] : this.lengthOf(row));
    const end = around < 0 ? this.endOfParent(row) : place[members[around][0]] + size[around];
    return !this.hasRowsBetween(behind, end);
  }

  /** The lines above an entry at a depth, the outermost first; those deeper than `deepest` are left out. */
  above(entry: number, depth: number, deepest: number): Ancestor[] {
    const { parent } = this.trace;
    const { group, members } = this.outline;
    const found: Ancestor[] = [];
    let at = entry;
    for (let level = depth - 1; level >= 0; level--) {
      if (at < 0) at = parent[members[~at][0]];
      else if (group[at] < 0 || this.groupOf(at) < 0) at = parent[at];
      else at = ~group[at];
      if (level <= deepest) found.unshift({ depth: level, isLast: this.isLast(at) });
    }
    return found;
  }

  /** The group whose line a row stands below; -1 where it has none. */
  private groupOf(row: number): number {
    const { kept, focus } = this.choice;
    return kept !== undefined || row === focus ? -1 : this.outline.group[row];
  }

  private lengthOf(row: number): number {
    return this.trace.subtreeEnd[row] - row;
  }

  private endOfParent(row: number): number {
    const parent = this.trace.parent[row];
    return parent < 0 ? this.trace.size : this.outline.place[parent] + this.lengthOf(parent);
  }

  private hasRowsBetween(from: number, end: number): boolean {
    const { kept } = this.choice;
    if (kept === undefined) return from < end;
    const { order } = this.outline;
    for (let at = from; at < end; at += this.lengthOf(order[at])) if (kept[order[at]] === 1) return true;
    return false;
  }
}
