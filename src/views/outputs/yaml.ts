/** YAML: the JSON document as YAML 1.2, streamed element by element. */
import { stringify } from 'yaml';

import { type Json, type Output, Stream } from './report.ts';

/** The report's document as YAML. */
export const yaml: Output = function* yaml(report) {
  const document = report.document();
  yield* isObject(document) ? fieldChunks(document, '', '') : [leaf(document)];
};

/** The fields of an object; `first` stands before the first of them, `indent` before the others. */
function* fieldChunks(
  value: { readonly [key: string]: Json },
  first: string,
  indent: string,
): Generator<string> {
  let before = first;
  for (const [key, field] of Object.entries(value)) {
    if (field instanceof Stream) yield* streamChunks(key, field, before, indent);
    else yield before + indented(leaf({ [key]: field }), indent);
    before = indent;
  }
}

function* streamChunks(key: string, stream: Stream, before: string, indent: string): Generator<string> {
  let isEmpty = true;
  for (const element of stream.elements()) {
    if (isEmpty) yield `${before}${key}:\n`;
    isEmpty = false;
    if (isObject(element)) yield* fieldChunks(element, `${indent}  - `, `${indent}    `);
    else yield `${indent}  - ${indented(leaf(element), `${indent}    `)}`;
  }
  if (isEmpty) yield `${before}${key}: []\n`;
}

function leaf(value: Json): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** All lines but the first indented; blank ones too, which a block scalar needs. */
function indented(text: string, indent: string): string {
  return text.replace(/\n(?=.)/gs, `\n${indent}`);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Stream);
}
