/**
 * Which fields occur where at the head of a JSON input: enough to tell the formats apart, made by a scan that forgives
 * everything, because the head may be cut anywhere.
 *
 *   [{"traceId": "1", "localEndpoint": {"serviceName": "a"}}]   ->   traceId, localEndpoint, localEndpoint.serviceName
 *
 * Arrays leave no trace in a path, so that one record and a list of records look the same.
 */
import { decodeUtf8 } from '../model/strings.ts';

/** Fields seen, by path. */
export interface JsonSketch {
  /** Whether every one of the paths occurs. */
  has(...paths: string[]): boolean;
  /** Fields of the first level, in order of appearance. */
  top: string[];
  /** Whether each line is a record of its own. */
  lines: boolean;
}

/** Paths deeper than this don't matter for telling formats apart. */
const deepest = 6;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const newline = 0x0a;

/** Deeper than this nothing is looked at any more. */
const mostBrackets = 500;

/** Paths kept at most. */
const mostPaths = 2000;

/** The fields of the bytes, which begin at the input's start and may end anywhere. Linear. */
export function sketchJson(head: Uint8Array): JsonSketch {
  const paths = collectPaths(head);
  return {
    has: (...wanted) => wanted.every((one) => paths.has(one)),
    top: [...paths].filter((one) => !one.includes('.')),
    lines: hasLines(head),
  };
}

function collectPaths(head: Uint8Array): Set<string> {
  const paths = new Set<string>();
  const path: string[] = [];
  // One entry an open bracket: the length of the path to return to.
  const open: number[] = [];
  let pending = 0;
  for (let at = 0; at < head.length && paths.size < mostPaths && open.length < mostBrackets; at++) {
    const byte = head[at];
    if (byte === quote) {
      const stop = stringEnd(head, at + 1);
      if (isKey(head, stop)) {
        path.length = open.at(-1) ?? 0;
        path.push(decodeUtf8(head.subarray(at + 1, stop)));
        pending = path.length;
        if (path.length <= deepest) paths.add(path.join('.'));
      }
      at = stop;
    } else if (byte === openBrace || byte === openBracket) open.push(open.length === 0 ? 0 : pending);
    else if (byte === closeBrace || byte === closeBracket) {
      open.pop();
      pending = open.at(-1) ?? 0;
    } else if (byte === comma) {
      pending = open.at(-1) ?? 0;
      path.length = pending;
    }
  }
  return paths;
}

/** Position of the quote that ends the string at `from`; of the line break or the end that cuts it. */
function stringEnd(head: Uint8Array, from: number): number {
  let at = from;
  while (at < head.length && head[at] !== quote && head[at] !== newline) at += head[at] === backslash ? 2 : 1;
  return Math.min(at, head.length);
}

/** Whether a string that ends here is followed by a colon. */
function isKey(head: Uint8Array, stop: number): boolean {
  let at = stop + 1;
  while (at < head.length && head[at] <= 0x20) at++;
  return head[stop] === quote && head[at] === colon;
}

/** Whether a line that begins and ends with brackets is followed by another that begins with one. */
function hasLines(head: Uint8Array): boolean {
  let isRecord = false;
  for (let from = 0; from < head.length;) {
    const next = head.indexOf(newline, from);
    const stop = next < 0 ? head.length : next;
    const isOpening = head[from] === openBrace || head[from] === openBracket;
    if (isRecord && isOpening) return true;
    let last = stop - 1;
    while (last > from && head[last] <= 0x20) last--;
    // A blank line between two records is none of its own.
    if (last >= from && head[last] > 0x20) {
      isRecord = isOpening && last > from && (head[last] === closeBrace || head[last] === closeBracket);
    }
    from = stop + 1;
  }
  return false;
}
