/**
 * Traces drawn as text. A line is a span: its name, words about it, and its time as `|===|`, one column a nanosecond.
 * Deeper indentation makes it a child of the line above it that is indented less.
 *
 *   shop @web client   |==========|
 *     db @db !             |===|
 *
 *   @web        service and host web; @web:node-1 service web on host node-1
 *   client      the kind; also server, internal, producer, consumer
 *   !           failed
 *   ~>          the parent is named by FOLLOWS_FROM
 *   id:7        the id; by default the number of the line
 *   parent:99   a parent by id, instead of the drawn one
 *   shared      Zipkin's half of an id
 *
 * `.` for a time is a span of no length; a line without time is untimed.
 */
import { SpanKind } from '../../src/model/kinds.ts';
import type { SpanSpec } from './spans.ts';

/** The records that a drawing shows. */
export function drawn(drawing: string, { unit = 1 }: { unit?: number } = {}): SpanSpec[] {
  const specs: SpanSpec[] = [];
  const above: { indent: number; spec: SpanSpec }[] = [];
  for (const line of drawing.split('\n')) {
    if (line.trim() === '') continue;
    const indent = line.search(/\S/);
    while (above.length > 0 && above[above.length - 1].indent >= indent) above.pop();
    const spec = specOf(line, String(specs.length + 1), unit);
    spec.parent ??= above.at(-1)?.spec.id;
    above.push({ indent, spec });
    specs.push(spec);
  }
  return specs;
}

function specOf(line: string, number: string, unit: number): SpanSpec {
  const from = line.search(/[|.]/);
  const [name, ...words] = (from < 0 ? line : line.slice(0, from)).trim().split(/\s+/);
  const spec: SpanSpec = { id: number, name };
  for (const word of words) apply(spec, word);
  if (from < 0) return spec;
  const isEmpty = line[from] === '.';
  return { ...spec, start: from * unit, end: (isEmpty ? from : line.lastIndexOf('|') + 1) * unit };
}

function apply(spec: SpanSpec, word: string): void {
  const [key, value] = word.split(':');
  if (key === 'id') spec.id = value;
  else if (key === 'parent') spec.parent = value;
  else if (key === 'shared') spec.shared = true;
  else if (key === '!') spec.error = true;
  else if (key === '~>') spec.followsFrom = true;
  else if (key.startsWith('@')) {
    spec.service = key.slice(1);
    spec.host = value ?? spec.service;
  } else if (isKind(key)) spec.kind = key;
  else throw new Error(`unknown word in a drawing: ${word}`);
}

function isKind(word: string): word is keyof typeof SpanKind {
  return word in SpanKind;
}
