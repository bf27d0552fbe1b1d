/**
 * Folded stacks, what flame graph tools read: a line for each call path, frames from the root down, then its own time.
 * https://github.com/brendangregg/FlameGraph#2-fold-stacks
 *
 *   [frontend] GET /dispatch;[frontend] GET /customer;[mysql] SELECT 300000000
 *
 * The format has no escapes, so `;`, line breaks and blanks before a number, which would read as a second count, become
 * `_`. Numbers are whole nanoseconds of all digits, and their sum is that of the durations of the roots.
 */
import type { FlameFrame, FlameStep } from '../flame.ts';
import { titleOf } from '../labels.ts';

/**
 * The lines. Long where the tree is deep, as the format wants it: a chain of n frames takes n² / 2 of them.
 */
export function* folded(steps: Iterable<FlameStep>): Generator<string> {
  const stacks: string[] = [];
  for (const { depth, frame, nanos } of steps) {
    if (frame !== undefined) {
      stacks.length = depth;
      stacks.push(depth === 0 ? frameText(frame) : `${stacks[depth - 1]};${frameText(frame)}`);
    }
    if (nanos > 0n) yield `${stacks[depth]} ${nanos}\n`;
  }
}

function frameText({ service, name }: FlameFrame): string {
  return titleOf(withoutSigns(service), withoutSigns(name)).replace(/\s(?=\.?\d)/g, '_');
}

function withoutSigns(text: string): string {
  return text.replace(/[;\n\r]/g, '_');
}
