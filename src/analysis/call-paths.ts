/**
 * The distinct call paths of traces: a trie of (service, span name) from a root down. A path is never one joined text, so
 * no separator in a name makes two paths one, and recursion stays as deep as it was.
 */
import { PairTable } from '../model/pair-table.ts';
import type { StringId, StringTable } from '../model/strings.ts';
import type { Trace, TraceRow } from '../model/trace.ts';

/** Number of a call path in its {@link CallPaths}, in order of first sight: that of the path it continues is smaller. */
export type CallPath = number;

/** A growing trie over traces of any stores; about 20 bytes a path. */
export class CallPaths {
  /** Pairs of the path that is continued, -1 at the top, and an operation. */
  private readonly paths = new PairTable();
  /** Pairs of texts: service and name. */
  private readonly operations = new PairTable();
  private readonly texts: string[] = [];
  private readonly textNumbers = new Map<string, number>();
  /** The table that was asked last, and its strings' numbers in `texts`; -1 where not asked for yet. */
  private strings: StringTable | undefined;
  private numbers = new Int32Array(0);

  get size(): number {
    return this.paths.size;
  }

  /** By row, the path of each span from its root down; -1 for spans that are not below one of the roots. Linear. */
  ofRows(trace: Trace, roots: readonly TraceRow[]): Int32Array {
    this.use(trace.store.strings);
    const { subtreeEnd, parent, service, name } = trace;
    const column = new Int32Array(trace.size).fill(-1);
    for (const root of roots) {
      if (root < 0) continue;
      for (let row = root; row < subtreeEnd[root]; row++) {
        const above = row === root ? -1 : column[parent[row]];
        column[row] = this.child(above, this.numberOf(service[row]), this.numberOf(name[row]));
      }
    }
    return column;
  }

  /** By path of another trie, the same path in this one. Linear. */
  ofPaths(other: CallPaths): Int32Array {
    const column = new Int32Array(other.size);
    for (let path = 0; path < other.size; path++) {
      const above = other.parent(path) < 0 ? -1 : column[other.parent(path)];
      const service = this.addText(other.serviceText(path));
      column[path] = this.child(above, service, this.addText(other.nameText(path)));
    }
    return column;
  }

  /** The path of a root with these texts. */
  top(service: string, name: string): CallPath {
    return this.child(-1, this.addText(service), this.addText(name));
  }

  /** The path that a path continues; -1 at the top. */
  parent(path: CallPath): CallPath {
    return this.paths.firstOf(path);
  }

  /** The service of a path's last span. */
  serviceText(path: CallPath): string {
    return this.texts[this.operations.firstOf(this.paths.secondOf(path))];
  }

  /** The name of a path's last span. */
  nameText(path: CallPath): string {
    return this.texts[this.operations.secondOf(this.paths.secondOf(path))];
  }

  private child(above: number, service: number, name: number): CallPath {
    return this.paths.number(above, this.operations.number(service, name));
  }

  private use(strings: StringTable): void {
    if (this.strings === strings && this.numbers.length === strings.size) return;
    this.strings = strings;
    this.numbers = new Int32Array(strings.size).fill(-1);
  }

  private numberOf(id: StringId): number {
    const known = this.numbers[id];
    if (known >= 0) return known;
    return (this.numbers[id] = this.addText(this.strings?.text(id) ?? ''));
  }

  private addText(text: string): number {
    const known = this.textNumbers.get(text);
    if (known !== undefined) return known;
    this.textNumbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
