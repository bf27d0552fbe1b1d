/**
 * What an assertion kind is. To add one: a file in `kinds/` that declares its fields and how it is checked, and a line in
 * `kinds/index.ts`. The check of budget files, their published schema, all outputs and reports follow from that.
 */
import type { LostContext } from '../lost-context/lost-context.ts';
import type { Shape } from '../shape/shape.ts';
import type { Fields, SettingsOf } from './field.ts';
import type { Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';

/** One assertion being checked: takes in one trace after the other and keeps figures of them, never the traces. */
export interface Check {
  /** Takes in a sample of what is checked. */
  add(sample: Sample): void;
  /** Takes in a sample of the set to compare with; absent where the assertion compares with nothing. */
  addBaseline?(sample: Sample): void;
  /**
   * How probable what was seen is where nothing has changed; undefined where it is no statistical test. Those of all
   * assertions of a run are adjusted for being many.
   */
  pValue?(): number | undefined;
  /** What was found; `q` is the adjusted p-value. */
  outcome(q?: number): Outcome;
}

/** What a check knows of its budget. */
export interface CheckScope {
  /** What the budget is about: whole traces, or the spans that match. */
  unit: 'trace' | 'span';
  /** Whether there is a set of traces to compare with. */
  hasBaseline: boolean;
  /** What the traces' shapes have to be; absent where no lock file was read. */
  locked?: LockedShapes | undefined;
  /**
   * Has lost context looked for in all traces of the run, whether they match a budget or not: what is lost of one that does is
   * elsewhere. To be called when a check begins; returns what there is once all were taken in.
   */
  lostContexts: () => () => readonly LostContext[];
}

/** What a lock file says. */
export interface LockedShapes {
  /** As the user named it. */
  path: string;
  shapes: readonly Shape[];
}

/** A kind of assertions. */
export interface AssertionKind<Settings = Readonly<Record<string, unknown>>> {
  /** The key in budget files. */
  name: string;
  /** What it asserts, in one line. */
  description: string;
  fields: Fields;
  /** The field that a value without a map means: `duration: 300ms` is `duration: { max: 300ms }`. */
  bare: string;
  /** Of fields of which one has to be there, all. */
  oneOf?: readonly string[];
  /** Whether it looks at attributes, besides what selectors do. */
  needsDetails?: boolean;
  begin(settings: Settings, scope: CheckScope): Check;
}

/** A kind whose settings have the types of its fields: they come from a file that was checked against them. */
export function assertionKind<const Declared extends Fields>(
  kind: AssertionKind<SettingsOf<Declared>> & { fields: Declared; bare: keyof Declared & string },
): AssertionKind {
  return kind;
}
