/** What threads do, without any. */
import { setImmediate as rest } from 'node:timers/promises';

import type { Thread } from '../../src/parallel/threads.ts';

/** Answers what a thread is asked. */
type Answering<Question> = (question: Question) => unknown;

/**
 * Starts threads that run here, as ThreadOptions want it; all that they hear and tell is copied, as it would be. `delays` say
 * how long each answer takes: which of them is free first, and has the next task, depends on it.
 */
export function threadsHere<Question>(
  run: (setup: never) => Answering<Question> | Promise<Answering<Question>>,
  delays: readonly number[] = [0],
): (script: string, setup: object) => Thread {
  let number = 0;
  return (_, setup) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test starts what its code asks
    const answering = run(structuredClone(setup) as never);
    return {
      async ask(question) {
        for (let wait = delays[number++ % delays.length]; wait > 0; wait--) await rest();
        const answer = await answering;
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
        return structuredClone(answer(structuredClone(question) as Question)) as never;
      },
      stop: async () => {},
    };
  };
}
