/** How the viewer looks: what the terminal can show. */
import { asciiConnectors, type Connectors, unicodeConnectors } from '../views/guides.ts';
import { type ColorLevel, createStyle, type Style } from '../views/style.ts';

/** Colours and signs. */
export interface Look {
  color: ColorLevel;
  /** Box-drawing characters and blocks; else ASCII only. */
  unicode: boolean;
}

/** Signs that lines are drawn with. */
export interface Signs {
  connectors: Connectors;
  folded: string;
  unfolded: string;
  /** Stands before the selected line, so that it is told without colour, too. */
  selected: string;
  rule: string;
  border: string;
  step: string;
  /** From nothing to much. */
  blocks: string;
}

const signs: Readonly<Record<'ascii' | 'unicode', Signs>> = {
  ascii: {
    connectors: asciiConnectors,
    folded: '+',
    unfolded: '-',
    selected: '>',
    rule: '-',
    border: '|',
    step: ' > ',
    blocks: ' .:-=+*%#',
  },
  unicode: {
    connectors: unicodeConnectors,
    folded: '▸',
    unfolded: '▾',
    selected: '>',
    rule: '─',
    border: '│',
    step: ' › ',
    blocks: ' ▁▂▃▄▅▆▇█',
  },
};

/** The signs of a look. */
export function signsOf({ unicode }: Look): Signs {
  return signs[unicode ? 'unicode' : 'ascii'];
}

/** The style for lines so wide; chalk takes longer to make one than a line takes to paint. */
export function styleOf({ color }: Look, width: number): Style {
  const key = `${color} ${width}`;
  const known = styles.get(key);
  if (known) return known;
  const style = createStyle({ width, color, columns: true });
  if (styles.size >= mostStyles) styles.clear();
  styles.set(key, style);
  return style;
}

const styles = new Map<string, Style>();
/** Each size of the terminal has a few. */
const mostStyles = 100;
