/** Whether requests call what they did when their shape was locked, as often. */
import type { Trace, TraceRow } from '../../../model/trace.ts';
import { Fingerprints } from '../../fingerprint.ts';
import { ShapeCollector, shapeOperation } from '../../shape/collect.ts';
import { compareShapes, type ShapeChange } from '../../shape/compare.ts';
import { defaultLockFile } from '../../shape/lock-file.ts';
import { compareOperations, type Shape, type ShapeOperation } from '../../shape/shape.ts';
import {
  type AssertionKind,
  assertionKind,
  type Check,
  type CheckScope,
  type LockedShapes,
} from '../kind.ts';
import type { Outcome } from '../outcome.ts';
import type { Sample } from '../sample.ts';
import { WorstEvidence } from '../worst.ts';

/** The name of the kind. */
export const lockedName = 'locked';

export const locked: AssertionKind = assertionKind({
  name: lockedName,
  description: 'the shape of requests is that of the lock file: the same calls, as often; see docs/lock.md',
  fields: {
    shape: { type: 'yes', description: 'which operations call which, and how often', required: true },
  },
  bare: 'shape',
  needsDetails: true,
  begin: (_, scope) => new AsLocked(scope),
});

/** Differences that are named; the rest is counted. */
const namedChanges = 3;

class AsLocked implements Check {
  private readonly locked: LockedShapes | undefined;
  private readonly shapes = new ShapeCollector();
  private readonly evidence = new WorstEvidence();
  private brokenCount = 0;

  constructor({ locked }: CheckScope) {
    this.locked = locked;
  }

  add(sample: Sample): void {
    const { trace } = sample;
    this.shapes.add(trace);
    if (this.locked === undefined) return;
    const own = new ShapeCollector();
    own.add(trace);
    const changes = changesTo(this.locked.shapes, own.shapes());
    if (changes.length === 0) return;
    this.brokenCount++;
    if (!this.evidence.wants(changes.length)) return;
    const [{ message, path }] = changes;
    this.evidence.add(sample.evidence(rowAt(trace, path), { unit: 'text', value: message }), changes.length);
  }

  outcome(): Outcome {
    const { locked, shapes, brokenCount } = this;
    const { traceCount } = shapes;
    const outcome: Outcome = {
      verdict: 'inconclusive',
      subject: 'shape',
      relation: 'is',
      expected: { unit: 'text', value: `as in ${locked?.path ?? 'a lock file'}` },
      sampleCount: traceCount,
      samples: 'trace',
      brokenCount,
      evidence: this.evidence.list(),
    };
    if (locked === undefined) return { ...outcome, verdict: 'skipped', note: 'no lock file was given' };
    if (traceCount === 0) return { ...outcome, note: 'spans are missing, so nobody knows the shape' };
    const changes = changesTo(locked.shapes, shapes.shapes());
    if (changes.length === 0) return { ...outcome, verdict: 'pass', got: outcome.expected };
    return {
      ...outcome,
      verdict: 'fail',
      got: { unit: 'text', value: changesText(changes) },
      by: { unit: 'count', value: changes.length },
      note: `${updateCommand(locked)} accepts it`,
    };
  }
}

/** Requests that were not seen are no change: a budget may be about others. */
function changesTo(locked: readonly Shape[], seen: readonly Shape[]): ShapeChange[] {
  return compareShapes(locked, seen).filter(({ kind }) => kind !== 'unseen-entry-point');
}

function changesText(changes: readonly ShapeChange[]): string {
  const named = changes.slice(0, namedChanges).map(({ message }) => message);
  const more = changes.length - named.length;
  return more === 0 ? named.join('; ') : `${named.join('; ')}; and ${more} more`;
}

function updateCommand({ path }: LockedShapes): string {
  return `tracectl lock --update${path === defaultLockFile ? '' : ` --lock-file ${path}`}`;
}

/** The first row of a call, or where there is none of the call that should make it. Linear. */
function rowAt(trace: Trace, path: readonly ShapeOperation[]): TraceRow {
  const fingerprints = Fingerprints.of(trace.store);
  let rows = [trace.primaryRoot];
  for (const operation of path) {
    const below: TraceRow[] = [];
    for (const row of rows) {
      for (let child = row + 1; child < trace.subtreeEnd[row]; child = trace.subtreeEnd[child]) {
        const own = shapeOperation(fingerprints.call(fingerprints.number(trace, child)));
        if (compareOperations(own, operation) === 0) below.push(child);
      }
    }
    if (below.length === 0) break;
    rows = below;
  }
  return rows[0];
}
