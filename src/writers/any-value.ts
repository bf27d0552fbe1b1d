/** Integers and plain JSON as OTLP's AnyValue needs them. */
import { parseJson } from '../model/parse-json.ts';

/** Arrays and maps nested deeper than this are not taken apart; those read from OTLP never are. */
const deepestContainer = 65;

const largest = (1n << 63n) - 1n;

/** An integer of 64 bits as its plain digits; undefined for any other text. */
export function int64Text(text: string): string | undefined {
  if (/^-?[1-9]\d{0,17}$|^0$/.test(text)) return text;
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value <= largest && value >= -largest - 1n ? String(value) : undefined;
}

/** The array or map that a text of JSON says; undefined where it is none, or nested too deep. */
export function parsedContainer(text: string): unknown[] | object | undefined {
  if (depthOf(text) > deepestContainer) return undefined;
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How deep brackets are nested, at least: those in texts count, too. */
function depthOf(text: string): number {
  if (text.length <= deepestContainer * 2) return 0;
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
