/** What requests do that a lock does not say, and the other way round. */
import { rangeText } from './lock-file.ts';
import {
  type CountClass,
  countClasses,
  compareOperations,
  type Shape,
  type ShapeCall,
  type ShapeOperation,
} from './shape.ts';

/**
 * What is not as locked.
 *
 *   new-entry-point    requests that begin with an operation that is not locked
 *   unseen-entry-point locked requests that were not seen: the traces may just not have any
 *   added, removed     calls that are new, or no longer made where they always were
 *   count              calls made more or less often than locked
 */
type ShapeChangeKind = 'new-entry-point' | 'unseen-entry-point' | 'added' | 'removed' | 'count';

/** One difference. */
export interface ShapeChange {
  kind: ShapeChangeKind;
  /** The operation that the requests begin with. */
  entryPoint: ShapeOperation;
  /** The call and its callers, from the root's call down; empty for a whole entry point. */
  path: readonly ShapeOperation[];
  /** How often it is made, as locked and as seen: `0`, `1`, `few..many`. */
  locked: string;
  seen: string;
  /** `+1 [redis] GET in [shop] POST /checkout`. Not escaped. */
  message: string;
}

/**
 * The differences, by entry point and in tree order. Of calls that are new or gone only the topmost are told. Fewer kinds of
 * counts than locked are no difference: what may happen need not. Linear.
 */
export function compareShapes(locked: readonly Shape[], seen: readonly Shape[]): ShapeChange[] {
  const lockedByKey = new Map(locked.map((shape) => [keyOf(shape), shape]));
  const seenByKey = new Map(seen.map((shape) => [keyOf(shape), shape]));
  const shapes = [...seen, ...locked.filter((shape) => !seenByKey.has(keyOf(shape)))].sort(compareOperations);
  return shapes.flatMap((shape) => {
    const [before, after] = [lockedByKey.get(keyOf(shape)), seenByKey.get(keyOf(shape))];
    if (before !== undefined && after !== undefined) return compareCalls(before, after);
    return [entryPointChange(shape, after === undefined)];
  });
}

function entryPointChange(shape: Shape, isUnseen: boolean): ShapeChange {
  const { service, operation } = shape;
  const title = titleOf(shape);
  return {
    kind: isUnseen ? 'unseen-entry-point' : 'new-entry-point',
    entryPoint: { service, operation },
    path: [],
    locked: isUnseen ? 'locked' : 'not locked',
    seen: isUnseen ? 'not seen' : 'seen',
    message: isUnseen ? `no request ${title} was seen` : `requests ${title} are not locked`,
  };
}

/** A call with those that lead to it. */
interface PlacedCall {
  call: ShapeCall;
  path: ShapeOperation[];
}

function compareCalls(before: Shape, after: Shape): ShapeChange[] {
  const [locked, seen] = [placed(before), placed(after)];
  const keys = [...new Set([...seen.keys(), ...locked.keys()])].sort();
  const changes: ShapeChange[] = [];
  /** The key of the call that is new or gone, below which nothing more is told. */
  let told: string | undefined;
  for (const key of keys) {
    if (told !== undefined && key.startsWith(told)) continue;
    const [was, is] = [locked.get(key), seen.get(key)];
    const change = callChange(after, was, is);
    if (was === undefined || is === undefined) told = key;
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

/** Calls by a text that those below begin with: the operations from the root's call down. */
function placed({ calls }: Shape): Map<string, PlacedCall> {
  const found = new Map<string, PlacedCall>();
  const above: { key: string; path: ShapeOperation[] }[] = [{ key: '', path: [] }];
  for (const call of calls) {
    const { depth, service, operation } = call;
    const { key, path } = above[depth - 1];
    const own = { key: `${key}${keyOf(call)}\n`, path: [...path, { service, operation }] };
    above[depth] = own;
    found.set(own.key, { call, path: own.path });
  }
  return found;
}

function callChange(
  { service, operation }: Shape,
  was: PlacedCall | undefined,
  is: PlacedCall | undefined,
): ShapeChange | undefined {
  const one = is ?? was;
  if (one === undefined || (was !== undefined && isWithin(is?.call ?? never, was.call))) return undefined;
  const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'count';
  const [locked, seen] = [rangeText(was?.call ?? never), rangeText(is?.call ?? never)];
  const entryPoint = { service, operation };
  const caller = one.path.at(-2);
  const where = ` in ${titleOf(entryPoint)}${caller === undefined ? '' : `, called by ${titleOf(caller)}`}`;
  const title = titleOf(one.call);
  const message = {
    added: `+${seen} ${title}${where}`,
    removed: `-${locked} ${title}${where}`,
    count: `${locked} -> ${seen} ${title}${where}`,
  }[kind];
  return { kind, entryPoint, path: one.path, locked, seen, message };
}

/** A call that is not made. */
const never: Pick<ShapeCall, 'least' | 'most'> = { least: '0', most: '0' };

function isWithin(seen: Pick<ShapeCall, 'least' | 'most'>, locked: ShapeCall): boolean {
  return rank(seen.least) >= rank(locked.least) && rank(seen.most) <= rank(locked.most);
}

function rank(name: CountClass): number {
  return countClasses.indexOf(name);
}

function keyOf({ service, operation }: ShapeOperation): string {
  return JSON.stringify([service, operation]);
}

function titleOf({ service, operation }: ShapeOperation): string {
  return service === '' ? operation : `[${service}] ${operation}`;
}
