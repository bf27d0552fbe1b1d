/**
 * What a terminal sends, taken apart: keys by name, mouse, pasted text. Escape sequences are those of xterm
 * (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), the mouse's in SGR coordinates (mode 1006).
 *
 *   j G ? space enter escape tab backspace ctrl-d up pagedown shift-tab ctrl-up
 */

/** One thing that was pressed, clicked or pasted. */
export type Input =
  | { kind: 'key'; key: string }
  | { kind: 'paste'; text: string }
  /** Cells counted from 0. */
  | { kind: 'mouse'; button: 'left' | 'wheel-up' | 'wheel-down'; column: number; row: number };

const escape = '\x1b';
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
/** A sequence that is longer is none. */
const longestSequence = 64;

/** Takes input apart as it comes; sequences may come in pieces. */
export class InputParser {
  private pending = '';

  /** What the next piece completes. */
  push(piece: string): Input[] {
    this.pending += piece;
    const found: Input[] = [];
    while (this.pending !== '') {
      const taken = this.next();
      if (taken === undefined) break;
      this.pending = this.pending.slice(taken.length);
      if (taken.input !== undefined) found.push(taken.input);
    }
    return found;
  }

  /** Whether the start of a sequence waits for its rest; the Escape key looks like that. */
  get isWaiting(): boolean {
    return this.pending !== '' && !this.pending.startsWith(pasteStart);
  }

  /** What waits, taken as the keys it looks like: to be called when nothing more came for a while. */
  flush(): Input[] {
    if (!this.isWaiting) return [];
    const rest = this.pending.slice(1);
    this.pending = '';
    return [{ kind: 'key', key: 'escape' }, ...Array.from(rest, (character) => plainKey(character))];
  }

  private next(): Taken | undefined {
    const text = this.pending;
    if (!text.startsWith(escape)) {
      const [character] = text;
      return { length: character.length, input: plainKey(character) };
    }
    if (text.length === 1) return undefined;
    if (text.startsWith(pasteStart)) return pasted(text);
    if (text[1] === '[' || text[1] === 'O') return sequence(text);
    // Escape and a key right after it look like alt and that key, which means nothing here.
    return { length: 1, input: { kind: 'key', key: 'escape' } };
  }
}

interface Taken {
  length: number;
  /** Absent: it means nothing here. */
  input: Input | undefined;
}

function pasted(text: string): Taken | undefined {
  const end = text.indexOf(pasteEnd);
  if (end < 0) return undefined;
  return {
    length: end + pasteEnd.length,
    input: { kind: 'paste', text: text.slice(pasteStart.length, end) },
  };
}

/** A control sequence or a function key of the older kind; undefined while it is not complete. */
function sequence(text: string): Taken | undefined {
  const [whole, start, parameters, final] = /^(\[|O)([0-?]*)[ -/]*([@-~])/.exec(text.slice(1)) ?? [];
  if (whole === undefined) return text.length < longestSequence ? undefined : { length: 1, input: undefined };
  const length = escape.length + whole.length;
  if (start === '[' && parameters.startsWith('<')) return { length, input: mouse(parameters, final) };
  const name = final === '~' ? numbered.get(parameters.split(';')[0]) : lettered.get(final);
  return {
    length,
    input: name === undefined ? undefined : { kind: 'key', key: modifier(parameters) + name },
  };
}

const lettered = new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['C', 'right'],
  ['D', 'left'],
  ['F', 'end'],
  ['H', 'home'],
  ['M', 'enter'],
  ['Z', 'shift-tab'],
]);

const numbered = new Map([
  ['1', 'home'],
  ['3', 'delete'],
  ['4', 'end'],
  ['5', 'pageup'],
  ['6', 'pagedown'],
  ['7', 'home'],
  ['8', 'end'],
]);

/** `1;5` is ctrl: the number less 1 has a bit for each of shift, alt, ctrl. */
function modifier(parameters: string): string {
  const bits = Number(parameters.split(';')[1] ?? 1) - 1;
  return (bits & 4 ? 'ctrl-' : '') + (bits & 2 ? 'alt-' : '') + (bits & 1 ? 'shift-' : '');
}

function mouse(parameters: string, final: string): Input | undefined {
  const [button, column, row] = parameters.slice(1).split(';').map(Number);
  // Releases end in `m`; bit 32 is a movement.
  if (final !== 'M' || !Number.isInteger(row) || (button & 32) !== 0) return undefined;
  const at = { column: column - 1, row: row - 1 };
  if ((button & 64) !== 0)
    return { kind: 'mouse', button: (button & 1) === 0 ? 'wheel-up' : 'wheel-down', ...at };
  return (button & 3) === 0 ? { kind: 'mouse', button: 'left', ...at } : undefined;
}

const controls = new Map([
  [' ', 'space'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
]);

function plainKey(character: string): { kind: 'key'; key: string } {
  const code = character.codePointAt(0) ?? 0;
  const name = controls.get(character);
  if (name !== undefined) return { kind: 'key', key: name };
  if (code === 0x1b) return { kind: 'key', key: 'escape' };
  return { kind: 'key', key: code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : character };
}
