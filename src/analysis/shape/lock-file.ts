/**
 * Shapes as text, to be committed: a line for each call, so that a review shows what changed.
 *
 *   tracectl.lock 1
 *
 *   [shop] POST /checkout
 *     [cart] GET /cart  1
 *       [redis] GET  0..1
 *     [postgres] SELECT * FROM orders WHERE id = ?  few
 *
 * Two blanks a level; behind a call how often each span of its caller makes it. A name that would not be read back from
 * that is written as JSON: `["shop","two\nlines"]`. Lines that begin with `#` are comments.
 */
import {
  compareOperations,
  type CountClass,
  countClasses,
  type Shape,
  type ShapeCall,
  type ShapeOperation,
} from './shape.ts';

/** What a lock file is called unless told otherwise. */
export const defaultLockFile = 'tracectl.lock';

const version = 1;
const firstWord = 'tracectl.lock';

const comment = `# The shape of each request: which operations call which, and how often (0, 1, few or many times).
# Written by tracectl lock. Commit it, and let a pipeline compare: tracectl lock --check`;

/** The text of a lock file; the same shapes have the same text. Ends with a line break. */
export function lockText(shapes: readonly Shape[]): string {
  const parts = shapes
    .toSorted(compareOperations)
    .map((shape) => [operationText(shape), ...shape.calls.map(callText)].join('\n'));
  return `${[`${firstWord} ${version}\n${comment}`, ...parts].join('\n\n')}\n`;
}

/** `few`, `0..1`. */
export function rangeText({ least, most }: Pick<ShapeCall, 'least' | 'most'>): string {
  return least === most ? most : `${least}..${most}`;
}

function callText(call: ShapeCall): string {
  return `${'  '.repeat(call.depth)}${operationText(call)}  ${rangeText(call)}`;
}

function operationText({ service, operation }: ShapeOperation): string {
  const text = `[${service}] ${operation}`;
  if (plain.test(text)) return text;
  const json = JSON.stringify([service, operation]);
  return json.replaceAll(unprintable, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Text that is read back as it was written: one pair of brackets, printable, no run of blanks, none at the end. */
const plain = /^\[(?:[^[\]"\p{C}\p{Z}]| (?! ))*\] (?! )(?:[^\p{C}\p{Z}]| (?! |$))+$/u;
const unprintable = /[^\x20-\x7e]/g;

/** Why a text is no lock file. */
export interface LockProblem {
  /** Counted from 1. */
  line: number;
  message: string;
}

/** The shapes of a lock file. Linear. */
export function parseLock(text: string): Shape[] | LockProblem {
  const shapes: Shape[] = [];
  const lines = text.split(/\r?\n/);
  const [word, number] = lines[0].split(' ');
  if (word !== firstWord) return { line: 1, message: `it does not begin with '${firstWord} ${version}'` };
  if (number !== String(version))
    return { line: 1, message: `version ${number} is not ${version}, which this program knows` };
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i].trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    const message = addLine(shapes, line);
    if (message !== undefined) return { line: i + 1, message };
  }
  return shapes;
}

/** Adds what a line says; returns what is wrong with it. */
function addLine(shapes: Shape[], line: string): string | undefined {
  if (/^(<{7}|={7}|>{7})/.test(line)) return 'a merge conflict is not resolved';
  const indent = line.search(/\S/);
  if (indent > 0) return addCall(shapes.at(-1), line, indent / 2);
  const operation = parseOperation(line);
  if (operation === undefined) return 'expected an operation, such as [shop] POST /checkout';
  shapes.push({ ...operation, calls: [] });
  return undefined;
}

function addCall(shape: Shape | undefined, line: string, depth: number): string | undefined {
  const [, title = '', least = '', most = least] = callLine.exec(line) ?? [];
  const operation = parseOperation(title);
  if (operation === undefined || !isClass(least) || !isClass(most)) {
    return 'expected a call and how often it is made, such as [cart] GET /cart  1';
  }
  const deepest = (shape?.calls.at(-1)?.depth ?? 0) + 1;
  if (shape === undefined || !Number.isInteger(depth) || depth > deepest) {
    return 'the line is indented too far';
  }
  shape.calls.push({ depth, ...operation, least, most });
  return undefined;
}

const callLine = /^ *(\S.*?) {2}([^ .]+)(?:\.\.([^ .]+))?$/;

function isClass(text: string): text is CountClass {
  return countClasses.some((name) => name === text);
}

function parseOperation(text: string): ShapeOperation | undefined {
  if (text.startsWith('["')) return parseJson(text);
  const [, service, operation] = /^\[([^[\]"]*)\] (.+)$/.exec(text) ?? [];
  return operation === undefined ? undefined : { service, operation };
}

function parseJson(text: string): ShapeOperation | undefined {
  try {
    const [service, operation, ...more]: unknown[] = JSON.parse(text);
    const isPair = typeof service === 'string' && typeof operation === 'string' && more.length === 0;
    return isPair ? { service, operation } : undefined;
  } catch {
    return undefined;
  }
}
