/**
 * Folded stacks for flame graph tools: the call paths of all traces, with their time on critical paths. Like
 * `critical-path -o folded`; see there. Holds the distinct call paths.
 */
import { CallingContexts, contextColumns } from '../analysis/calling-context.ts';
import { buildTrace } from '../tree/build.ts';
import { groupTraces } from '../tree/group.ts';
import { contextSteps } from '../views/flame.ts';
import { folded as foldedLines } from '../views/outputs/folded.ts';
import type { LossKind } from './losses.ts';
import { perGeneration } from './per-generation.ts';
import { Pieces } from './pieces.ts';
import type { Target } from './target.ts';

const nearlyAll: LossKind = {
  thing: 'span',
  why: 'folded has call paths and their time on critical paths, nothing else',
};

export const folded: Target = {
  id: 'folded',
  title: 'folded stacks, for flame graphs',
  isBinary: false,
  together: 'trace',
  isOfTraces: true,
  encoder(output, losses) {
    const contexts = new CallingContexts();
    const groupsOf = perGeneration(groupTraces);
    return {
      write(store, rows) {
        const groups = groupsOf(store);
        const group = groups.groupOfTrace(store.trace[rows[0]]);
        const trace = buildTrace(store, groups, group, { skew: 'auto', adoptOrphans: false });
        contexts.add(trace, contextColumns(trace));
        for (let i = 0; i < rows.length; i++) {
          losses.nextSpan();
          losses.note(nearlyAll);
        }
      },
      end() {
        const pieces = new Pieces(output);
        for (const line of foldedLines(contextSteps(contexts))) pieces.add(line);
        pieces.flush();
      },
    };
  },
};
