/** Which format an input is, told by its bytes alone. */
import { InputError, UsageError } from '../errors.ts';
import type { Format } from './format.ts';
import { formats } from './index.ts';
import { type JsonSketch, sketchJson } from './json-sketch.ts';
import { describeInput } from './lookalikes.ts';

/** How many bytes detection wants to see. */
export const sampleSize: number = 1 << 17;

/** So many of them mostly tell already, in a small part of the time. */
const firstFields = 1 << 12;

/** A format, and whether its JSON records are lines. */
export interface Detection {
  format: Format;
  lines: boolean;
}

/** The format of an input that begins with `head`, or the one that is named. Throws InputError with what it looks like. */
export function detect(head: Uint8Array, source: string, name: string | undefined): Detection {
  const isText = looksLikeJson(head);
  const sniffs = (one: Format, sketch: JsonSketch): boolean =>
    one.encoding === 'json' ? isText && one.sniff(sketch) : one.sniff(head);
  const sketch = sketchJson(head, firstFields);
  if (name !== undefined) return { format: formatNamed(name), lines: sketch.lines };
  // The first format is asked before all others, and no field that follows speaks against it.
  if (sniffs(formats[0], sketch)) return { format: formats[0], lines: sketch.lines };
  const whole = sketchJson(head);
  const format = formats.find((one) => sniffs(one, whole));
  if (format !== undefined) return { format, lines: whole.lines };
  throw new InputError(`cannot read ${source}: ${describeInput(head, whole)}`, {
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
