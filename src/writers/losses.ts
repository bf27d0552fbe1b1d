/** What a target could not hold, counted by kind: nothing is dropped silently. */
import { counted } from '../views/text/numbers.ts';

/** A kind of loss. */
export interface LossKind {
  /** What is lost or changed, in the singular: `link`. `span` where it is something about the span itself. */
  thing: string;
  /** Why, and what becomes of it: `zipkin has no links`. */
  why: string;
}

/** How much was lost of one kind. */
export interface Loss {
  kind: LossKind;
  things: number;
  /** Spans that have such things. */
  spans: number;
}

/** Counts losses, span by span. */
export class Losses {
  private readonly counts = new Map<LossKind, Loss & { last: number }>();
  private span = 0;

  /** The losses that follow are those of another span. */
  nextSpan(): void {
    this.span++;
  }

  /** Counts things of one kind. */
  note(kind: LossKind, things = 1): void {
    const count = this.counts.get(kind);
    if (count === undefined) {
      this.counts.set(kind, { kind, things, spans: 1, last: this.span });
      return;
    }
    count.things += things;
    if (count.last !== this.span) count.spans++;
    count.last = this.span;
  }

  /** One entry a kind, in order of first sight. */
  list(): Loss[] {
    return Array.from(this.counts.values(), ({ kind, things, spans }) => ({ kind, things, spans }));
  }
}

/** One loss in a sentence: `3 links of 2 spans: zipkin has no links`. */
export function lossText({ kind, things, spans }: Loss): string {
  if (kind.thing === 'span') return `${counted(spans, 'span')}: ${kind.why}`;
  return `${counted(things, kind.thing)} of ${counted(spans, 'span')}: ${kind.why}`;
}
