/** JSON: streams one element a line, everything below an element on its line. */
import { escapeText } from '../text/escape.ts';
import { type Json, type Output, Stream } from './report.ts';

/** The report's document as JSON. */
export const json: Output = function* json(report) {
  yield* jsonChunks(report.document(), '');
  yield '\n';
};

/** One value on one line, safe to print on a terminal: what JSON itself would leave raw is `\u` escaped. */
export function jsonLine(value: Json): string {
  const text = JSON.stringify(value);
  const safe = loneSurrogate.test(text) ? JSON.stringify(value, wellFormed) : text;
  return safe.replace(unprintable, escaped);
}

/** How JSON.stringify writes half a surrogate pair; strict readers refuse it. */
const loneSurrogate = /\\ud[89a-f]/;

const unprintable = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Bytes that were not UTF-8 have no place in JSON: they are spelled out as in text. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Cs}/gu, escapeText) : value;
}

/** Objects that hold a stream spread over lines, others stay on one. */
function* jsonChunks(value: Json, indent: string): Generator<string> {
  if (value instanceof Stream) yield* arrayChunks(value, indent);
  else if (isObject(value) && Object.values(value).some((field) => field instanceof Stream)) {
    yield* objectChunks(value, indent);
  } else yield jsonLine(value);
}

function* arrayChunks(stream: Stream, indent: string): Generator<string> {
  let before = '[\n';
  for (const element of stream.elements()) {
    yield `${before}${indent}  `;
    yield* jsonChunks(element, `${indent}  `);
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : `\n${indent}]`;
}

function* objectChunks(value: { readonly [key: string]: Json }, indent: string): Generator<string> {
  let before = '{\n';
  for (const [key, field] of Object.entries(value)) {
    yield `${before}${indent}  ${jsonLine(key)}: `;
    yield* jsonChunks(field, `${indent}  `);
    before = ',\n';
  }
  yield `\n${indent}}`;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
