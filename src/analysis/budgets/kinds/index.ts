/** The assertion kinds. To add one: a file here, an entry in this list; see `../kind.ts`. */
import type { AssertionKind } from '../kind.ts';
import { baseline } from './baseline.ts';
import { duration } from './duration.ts';
import { errors } from './errors.ts';
import { findings } from './findings.ts';
import { locked } from './locked.ts';
import { order } from './order.ts';
import { criticalPath, selfTime } from './path-time.ts';
import { percents, quantileKind } from './quantile.ts';
import { samples } from './samples.ts';
import { absent, present, spans } from './spans.ts';

/** All kinds, in the order that documentation names them in. */
export const assertionKinds: readonly AssertionKind[] = [
  duration,
  ...percents.map(quantileKind),
  criticalPath,
  selfTime,
  spans,
  errors,
  findings,
  present,
  absent,
  order,
  locked,
  samples,
  baseline,
];
