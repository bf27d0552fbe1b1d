/** The keys: what each does, where, and how the help tells it. The help is made from this table. */

/** What a key may do. */
export type Command =
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'half-down'
  | 'half-up'
  | 'first'
  | 'last'
  | 'unfold'
  | 'fold'
  | 'toggle'
  | 'fold-kind'
  | 'enter'
  | 'back'
  | 'pane'
  | 'search'
  | 'next-match'
  | 'previous-match'
  | 'next-error'
  | 'previous-error'
  | 'next-critical'
  | 'previous-critical'
  | 'sort'
  | 'focus'
  | 'only-critical'
  | 'times'
  | 'mark'
  | 'copy'
  | 'browse'
  | 'write'
  | 'reload'
  | 'help'
  | 'suspend'
  | 'interrupt'
  | 'quit';

/** Where keys mean something. */
export type Place = 'list' | 'trace';

/** One line of the help. */
export interface KeyBinding {
  keys: readonly string[];
  command: Command;
  help: string;
  /** Absent: in both. */
  place?: Place;
}

/** All keys, in the order that the help tells them. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ['j', 'down'], command: 'down', help: 'next line' },
  { keys: ['k', 'up'], command: 'up', help: 'previous line' },
  { keys: ['ctrl-d'], command: 'half-down', help: 'half a screen down' },
  { keys: ['ctrl-u'], command: 'half-up', help: 'half a screen up' },
  { keys: ['pagedown', 'ctrl-f'], command: 'page-down', help: 'a screen down' },
  { keys: ['pageup', 'ctrl-b'], command: 'page-up', help: 'a screen up' },
  { keys: ['g', 'home'], command: 'first', help: 'first line' },
  { keys: ['G', 'end'], command: 'last', help: 'last line' },
  { keys: ['enter'], command: 'enter', help: 'open the trace', place: 'list' },
  {
    keys: ['enter'],
    command: 'enter',
    help: 'into the span’s details; there, where a link leads',
    place: 'trace',
  },
  {
    keys: ['escape'],
    command: 'back',
    help: 'back: from details, focus and filters to the tree, then to the list',
  },
  { keys: ['tab'], command: 'pane', help: 'between tree and details', place: 'trace' },
  { keys: ['l', 'right'], command: 'unfold', help: 'unfold, or to the first span below', place: 'trace' },
  { keys: ['h', 'left'], command: 'fold', help: 'fold, or to the span above', place: 'trace' },
  { keys: ['space'], command: 'toggle', help: 'fold or unfold', place: 'trace' },
  {
    keys: ['z'],
    command: 'fold-kind',
    help: 'fold or unfold all spans of this service and name',
    place: 'trace',
  },
  { keys: ['/'], command: 'search', help: 'filter: text, or TraceQL in { }', place: 'list' },
  { keys: ['/'], command: 'search', help: 'search: text, or TraceQL in { }', place: 'trace' },
  { keys: ['n'], command: 'next-match', help: 'next match', place: 'trace' },
  { keys: ['N'], command: 'previous-match', help: 'previous match', place: 'trace' },
  { keys: ['e'], command: 'next-error', help: 'next error' },
  { keys: ['E'], command: 'previous-error', help: 'previous error' },
  { keys: ['c'], command: 'next-critical', help: 'next segment of the critical path', place: 'trace' },
  {
    keys: ['C'],
    command: 'previous-critical',
    help: 'previous segment of the critical path',
    place: 'trace',
  },
  { keys: ['s'], command: 'sort', help: 'sort by start, duration, spans, services, errors', place: 'list' },
  { keys: ['s'], command: 'sort', help: 'sort siblings by start, total, self, critical', place: 'trace' },
  { keys: ['f'], command: 'focus', help: 'only this subtree; again: all', place: 'trace' },
  { keys: ['p'], command: 'only-critical', help: 'only the critical path; again: all', place: 'trace' },
  { keys: ['t'], command: 'times', help: 'times relative, in UTC, in local time' },
  { keys: ['d'], command: 'mark', help: 'mark for a comparison; the second one starts it' },
  { keys: ['y'], command: 'copy', help: 'copy an id or the span as JSON' },
  { keys: ['o'], command: 'browse', help: 'open in the backend’s user interface' },
  { keys: ['w'], command: 'write', help: 'write what is shown to a file: .txt, .json, .html' },
  { keys: ['r'], command: 'reload', help: 'read again' },
  { keys: ['?'], command: 'help', help: 'this help' },
  { keys: ['ctrl-z'], command: 'suspend', help: 'suspend; fg comes back' },
  { keys: ['q'], command: 'quit', help: 'quit' },
  { keys: ['ctrl-c'], command: 'interrupt', help: 'quit at once, exit code 130' },
];

const commands: Readonly<Record<Place, ReadonlyMap<string, Command>>> = {
  list: commandsOf('list'),
  trace: commandsOf('trace'),
};

/** What a key does at a place; undefined where nothing. */
export function commandFor(key: string, place: Place): Command | undefined {
  return commands[place].get(key);
}

function commandsOf(place: Place): ReadonlyMap<string, Command> {
  return new Map(
    keyBindings
      .filter((binding) => binding.place === undefined || binding.place === place)
      .flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)),
  );
}

const shown = new Map([
  ['down', '↓'],
  ['up', '↑'],
  ['left', '←'],
  ['right', '→'],
]);

/** The keys of a binding as the help spells them. */
export function keyNames({ keys }: KeyBinding): string {
  return keys.map((key) => shown.get(key) ?? key).join(' ');
}
