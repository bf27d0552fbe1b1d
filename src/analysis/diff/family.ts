/**
 * The tests of one comparison, adjusted together (Benjamini-Hochberg): of what is called a change anywhere in it, a
 * twentieth is expected to be none. Tests that could not have found anything, because all values are the same, count as
 * well: what is tested does not depend on what is found, and two sets of one kind differ in far less than 5 % of the cases.
 */
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { fisherExact } from '../statistics/fisher-exact.ts';
import { hodgesLehmann, type Shift } from '../statistics/hodges-lehmann.ts';
import { cliffsDelta, mannWhitney } from '../statistics/mann-whitney.ts';

/** A test's outcome. */
export interface Test {
  p: number;
  /** Adjusted for all tests of the comparison; known once the family is adjusted. */
  q: number;
}

/** Whether values of one side are larger, and by how much. */
export interface Location extends Test, Shift {
  /** Cliff's delta. */
  delta: number;
}

/** Gathers tests. */
export class Family {
  private readonly tests: Test[] = [];

  /** Tests whether b's values, sorted like a's, are larger or smaller. */
  location(a: Float64Array, b: Float64Array): Location {
    const { p } = mannWhitney(a, b);
    return this.include({ p, q: 1, ...hodgesLehmann(a, b), delta: cliffsDelta(a, b) });
  }

  /** Tests whether something is so in another share of b's cases than of a's. */
  share(a: number, ofA: number, b: number, ofB: number): Test {
    const table = [[a, ofA - a], [b, ofB - b]] as const; // prettier-ignore
    return this.include({ p: fisherExact(table), q: 1 });
  }

  /** Sets the q of all tests. */
  adjust(): void {
    const qs = benjaminiHochberg(this.tests.map(({ p }) => p));
    this.tests.forEach((test, i) => (test.q = qs[i]));
  }

  private include<T extends Test>(test: T): T {
    this.tests.push(test);
    return test;
  }
}
