/** The connectors before a label: which ancestors have more siblings to come. */

/** The strings that draw a tree. */
export interface Connectors {
  branch: string;
  lastBranch: string;
  line: string;
  blank: string;
  /** The connector below the levels that are drawn; tells the depth instead. */
  deep: (depth: number) => string;
}

export const asciiConnectors: Connectors = {
  branch: '+-- ',
  lastBranch: '+-- ',
  line: '|   ',
  blank: '    ',
  deep: (depth) => `+-${depth}- `,
};

export const unicodeConnectors: Connectors = {
  branch: '├── ',
  lastBranch: '└── ',
  line: '│   ',
  blank: '    ',
  deep: (depth) => `├╴${depth}╶ `,
};

/** Makes the prefixes of rows given in tree order; at most `levels` of indentation, so that depth costs nothing. */
export class Guides {
  private readonly open: boolean[] = [];
  private readonly connectors: Connectors;
  private readonly levels: number;

  constructor(connectors: Connectors, levels: number) {
    this.connectors = connectors;
    this.levels = levels;
  }

  /** The prefix of the next row. */
  prefix(depth: number, last: boolean): string {
    if (depth === 0) return '';
    const { branch, lastBranch, deep } = this.connectors;
    const text = this.lines(depth - 1);
    this.open[depth] = !last;
    if (depth > this.levels) return text + deep(depth);
    return text + (last ? lastBranch : branch);
  }

  /** The lines of the ancestors on the levels 1 to `depth`. */
  lines(depth: number): string {
    const { line, blank } = this.connectors;
    let text = '';
    for (let level = 1; level <= Math.min(depth, this.levels - 1); level++) {
      text += this.open[level] ? line : blank;
    }
    return text;
  }
}
