/**
 * What the readers are measured against: JSON.parse of a dump's records one by one, counting spans, in bounded memory. A
 * record is a line, or in a Jaeger document an element of `data`.
 */
import { closeSync, openSync, readSync } from 'node:fs';

const [path, kind] = process.argv.slice(2);
const border = kind === 'jaeger' ? Buffer.from(',{"traceID":"') : Buffer.from('\n');
const fd = openSync(path, 'r');
const chunk = Buffer.allocUnsafe(1 << 20);
let rest = Buffer.alloc(0);
let spans = 0;
for (;;) {
  const count = readSync(fd, chunk, 0, chunk.length, null);
  const buffer = Buffer.concat([rest, chunk.subarray(0, count)]);
  let from = 0;
  for (let at = nextBorder(buffer, from); at >= 0; at = nextBorder(buffer, from)) {
    spans += countSpans(JSON.parse(record(buffer, from, at)));
    from = at + 1;
  }
  rest = buffer.subarray(from);
  if (count === 0) break;
}
closeSync(fd);
if (rest.length > 0)
  spans += countSpans(
    JSON.parse(
      record(rest, 0, rest.lastIndexOf(kind === 'jaeger' ? '],"total"' : '}') + (kind === 'jaeger' ? 0 : 1)),
    ),
  );
console.log(spans);

/** Spans begin like traces, but for what follows the id. */
function nextBorder(buffer, from) {
  if (kind !== 'jaeger') return buffer.indexOf(border, from);
  for (let at = buffer.indexOf(border, from); at >= 0; at = buffer.indexOf(border, at + 1)) {
    if (buffer.length < at + 64) return -1;
    if (buffer.toString('latin1', at + 46, at + 54) === ',"spans"') return at;
  }
  return -1;
}

function record(buffer, from, to) {
  const start = buffer.toString('utf8', from, from + 9) === '{"data":[' ? from + 9 : from;
  return buffer.toString('utf8', start, to);
}

function countSpans(value) {
  if (value.spans) return value.spans.length;
  let count = 0;
  for (const resource of value.resourceSpans)
    for (const scope of resource.scopeSpans) count += scope.spans.length;
  return count;
}
