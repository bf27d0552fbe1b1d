/** JSON that a person may have to read: a field a line. */
import { jsonLine } from '../outputs/json.ts';
import type { Json } from '../outputs/report.ts';

/** A document with indentation and a line end; strings are safe to print on a terminal. */
export function pretty(value: Json): string {
  const safe: unknown = JSON.parse(jsonLine(value));
  return `${JSON.stringify(safe, null, 2)}\n`;
}
