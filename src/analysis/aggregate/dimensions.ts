/** What spans can be grouped by, besides the fields of TraceQL. */
import { spanKindNames } from '../../model/kinds.ts';
import { PairTable } from '../../model/pair-table.ts';
import type { StringTable } from '../../model/strings.ts';
import type { Trace } from '../../model/trace.ts';
import type { KeyValue } from './keys.ts';

/** Something that each span of a store has a value of. */
export interface Dimension {
  /**
   * The value of each row as a number: equal for equal values, in all traces of the store; without meaning for
   * placeholders. May be overwritten by the next call.
   */
  codes(trace: Trace): Int32Array | Uint8Array;
  /** The value that a number stands for. */
  value(code: number): KeyValue;
}

/** Names of the dimensions that every span has. */
export const dimensionNames = ['service', 'operation', 'kind', 'root', 'path'] as const;

export type DimensionName = (typeof dimensionNames)[number];

/**
 * The dimension of a name, for the traces of one store:
 *
 *   service, operation, kind   the span's own; an operation is its name
 *   root                       service and name of the span that its trace is told from
 *   path                       service and name of each span from the top of its tree down to it
 */
export function dimension(name: DimensionName, strings: StringTable): Dimension {
  const text = (code: number): string => strings.text(code);
  switch (name) {
    case 'service':
      return { codes: (trace) => trace.service, value: text };
    case 'operation':
      return { codes: (trace) => trace.name, value: text };
    case 'kind':
      return { codes: (trace) => trace.kind, value: (code) => spanKindNames[code] ?? spanKindNames[0] };
    case 'root':
      return new RootDimension(text);
    default:
      return new PathDimension(text);
  }
}

/** Text of an interned string. */
type TextOf = (id: number) => string;

/** Pairs of service and name, numbered. */
class Operations {
  private readonly pairs = new PairTable();
  private readonly text: TextOf;
  /** Shared by all keys they are in: paths are many, and made of few. */
  private readonly values: KeyValue[] = [];

  constructor(text: TextOf) {
    this.text = text;
  }

  number(service: number, name: number): number {
    return this.pairs.number(service, name);
  }

  value(number: number): KeyValue {
    const { pairs } = this;
    return (this.values[number] ??= [this.text(pairs.firstOf(number)), this.text(pairs.secondOf(number))]);
  }
}

class RootDimension implements Dimension {
  private readonly operations: Operations;
  private column = new Int32Array(0);

  constructor(text: TextOf) {
    this.operations = new Operations(text);
  }

  codes({ primaryRoot: root, service, name, size }: Trace): Int32Array {
    if (size > this.column.length) this.column = new Int32Array(size * 2);
    const code = root < 0 ? this.operations.number(0, 0) : this.operations.number(service[root], name[root]);
    return this.column.fill(code, 0, size);
  }

  value(code: number): KeyValue {
    return this.operations.value(code);
  }
}

/** A trie: a node is the pair of the node above it, -1 at the top, and an operation. */
class PathDimension implements Dimension {
  private readonly operations: Operations;
  private readonly nodes = new PairTable();
  private column = new Int32Array(0);

  constructor(text: TextOf) {
    this.operations = new Operations(text);
  }

  codes({ parent, row, service, name, size }: Trace): Int32Array {
    if (size > this.column.length) this.column = new Int32Array(size * 2);
    const { column } = this;
    for (let i = 0; i < size; i++) {
      const above = parent[i];
      const isTop = above < 0 || row[above] < 0;
      const operation = this.operations.number(service[i], name[i]);
      column[i] = this.nodes.number(isTop ? -1 : column[above], operation);
    }
    return column;
  }

  value(code: number): KeyValue {
    const path: KeyValue[] = [];
    for (let node = code; node >= 0; node = this.nodes.firstOf(node)) {
      path.push(this.operations.value(this.nodes.secondOf(node)));
    }
    return path.reverse();
  }
}
