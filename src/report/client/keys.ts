/** What keys do on the page of a trace, besides those of the tree itself. */

const actions = {
  e: 'next-error',
  E: 'previous-error',
  n: 'next-found',
  N: 'previous-found',
  c: 'next-critical',
  C: 'previous-critical',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  z: 'zoom-span',
  '0': 'whole',
  ',': 'earlier',
  '.': 'later',
  p: 'only-path',
  '/': 'search',
} as const;

/** Something that a key or a button does. */
export type Action = (typeof actions)[keyof typeof actions];

/** What a pressed key does; nothing while text is typed, or together with a key of the browser's. */
export function actionOf(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: unknown;
}): Action | undefined {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey) return undefined;
  if (target instanceof HTMLInputElement && target.type === 'search') return undefined;
  return isKey(key) ? actions[key] : undefined;
}

function isKey(key: string): key is keyof typeof actions {
  return Object.hasOwn(actions, key);
}

/** What the page tells of its keys. */
export const keyHelp: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓', 'previous, next span'],
  ['← →', 'fold, unfold, or go to the parent, the first child'],
  ['Home End', 'first, last span'],
  ['e E', 'next, previous error'],
  ['c C', 'next, previous step of the critical path'],
  ['p', 'only the critical path'],
  ['/', 'search; then n N for the next, the previous'],
  ['+ −', 'zoom in, out'],
  [', .', 'earlier, later'],
  ['z', 'zoom to the span'],
  ['0', 'the whole trace'],
];
