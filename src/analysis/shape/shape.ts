/**
 * The shape of requests: which operations call which, and how often, but neither when nor how long, in which order or
 * for which ids.
 */
import { compareTexts } from '../../model/compare-texts.ts';

/** How often a call is made, as far as a person cares. */
export const countClasses = ['0', '1', 'few', 'many'] as const;

export type CountClass = (typeof countClasses)[number];

/** From here on a number of calls is `many`; below, from 2, it is `few`. */
const fewestOfMany = 10;

/** The class of a number of calls. */
export function countClass(count: number): CountClass {
  if (count < 2) return count === 0 ? '0' : '1';
  return count < fewestOfMany ? 'few' : 'many';
}

/** An operation: a folded statement or name, so that ids and literals do not make two of one. */
export interface ShapeOperation {
  service: string;
  operation: string;
}

/** A call, by who makes it. */
export interface ShapeCall extends ShapeOperation {
  /** 1 for a call of the root's; a call of the next deeper level belongs to the one before. */
  depth: number;
  /** How often it is made by each span of its caller: at least and at most. */
  least: CountClass;
  most: CountClass;
}

/** The requests that begin with one operation. */
export interface Shape extends ShapeOperation {
  /** In tree order, siblings by service and operation. */
  calls: ShapeCall[];
}

/** Negative where a comes first: by service, then by operation. */
export function compareOperations(a: ShapeOperation, b: ShapeOperation): number {
  return compareTexts(a.service, b.service) || compareTexts(a.operation, b.operation);
}
