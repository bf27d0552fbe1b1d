/** What targets have in common that write a span a line, each line made of the parts in plain-spans.ts. */
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow } from '../model/span-store.ts';
import type { Losses, LossKind } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import { Pieces } from './pieces.ts';
import { PlainSpans } from './plain-spans.ts';
import type { Output, SpanEncoder } from './target.ts';
import { noteTimes } from './times.ts';

const unfinished: LossKind = { thing: 'span', why: 'never ended; the length becomes 0' };

/** Writes what `lineOf` makes of each span, with its line break, behind a head. */
export function plainLines(
  output: Output,
  losses: Losses,
  lineOf: (spans: PlainSpans, row: SpanRow) => string,
  head = '',
): SpanEncoder {
  const pieces = new Pieces(output);
  const spansFor = perGeneration((store) => new PlainSpans(store, losses));
  pieces.add(head);
  return {
    write(store, rows) {
      const spans = spansFor(store);
      for (const row of rows) {
        losses.nextSpan();
        noteTimes(losses, store, row);
        if (store.flags[row] & SpanFlag.noEnd) losses.note(unfinished);
        pieces.add(lineOf(spans, row));
      }
    },
    end: () => pieces.flush(),
  };
}
