/** Which format an input is, told by its bytes alone. */
import { InputError, UsageError } from '../errors.ts';
import type { Format } from './format.ts';
import { formats } from './index.ts';
import { sketchJson } from './json-sketch.ts';
import { describeInput } from './lookalikes.ts';

/** How many bytes detection wants to see. */
export const sampleSize: number = 1 << 17;

/** A format, and whether its JSON records are lines. */
export interface Detection {
  format: Format;
  lines: boolean;
}

/** The format of an input that begins with `head`, or the one that is named. Throws InputError with what it looks like. */
export function detect(head: Uint8Array, source: string, name: string | undefined): Detection {
  const sketch = sketchJson(head);
  const isText = looksLikeJson(head);
  const format =
    name === undefined
      ? formats.find((one) => (one.encoding === 'json' ? isText && one.sniff(sketch) : one.sniff(head)))
      : formatNamed(name);
  if (format !== undefined) return { format, lines: sketch.lines };
  throw new InputError(`cannot read ${source}: ${describeInput(head, sketch)}`, {
    hint: `formats: ${formats.map((one) => one.id).join(', ')}; --format names one`,
  });
}

function formatNamed(name: string): Format {
  const format = formats.find((one) => one.id === name);
  if (format) return format;
  throw new UsageError(`unknown format '${name}'`, {
    hint: `formats: ${formats.map((one) => one.id).join(', ')}`,
  });
}

function looksLikeJson(head: Uint8Array): boolean {
  const first = head.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}
