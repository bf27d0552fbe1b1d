/**
 * Which fields occur where at the head of a JSON input: enough to tell the formats apart, made by a scan that forgives
 * everything, because the head may be cut anywhere.
 *
 *   [{"traceId": "1", "localEndpoint": {"serviceName": "a"}}]   ->   traceId, localEndpoint, localEndpoint.serviceName
 *
 * Arrays leave no trace in a path, so that one record and a list of records look the same.
 */
import { PairTable } from '../model/pair-table.ts';
import { StringTable } from '../model/strings.ts';

/** Fields seen, by path. */
export interface JsonSketch {
  /** Whether every one of the paths occurs. */
  has: (...paths: string[]) => boolean;
  /** Fields of the first level, in order of appearance. */
  top: string[];
  /** Whether each line is a record of its own; looked for when asked. */
  readonly lines: boolean;
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

/**
 * The fields of the bytes, or of the first `most` of them, which begin at the input's start and may end anywhere. Linear, and
 * several times as slow as looking for lines.
 */
export function sketchJson(head: Uint8Array, most: number = head.length): JsonSketch {
  const paths = new Set(collectPaths(head.subarray(0, most)));
  return {
    has: (...wanted) => wanted.every((one) => paths.has(one)),
    top: [...paths].filter((one) => !one.includes('.')),
    get lines() {
      return hasLines(head);
    },
  };
}

function collectPaths(head: Uint8Array): Iterable<string> {
  const fields = new FieldTree(head);
  // One entry an open bracket: the field that what is in it belongs to.
  const open: number[] = [];
  let owner = top;
  let field = top;
  for (let at = 0; at < head.length && fields.size < mostPaths && open.length < mostBrackets; at++) {
    const byte = head[at];
    if (byte === quote) {
      const stop = stringEnd(head, at + 1);
      if (isKey(head, stop)) field = fields.child(owner, at + 1, stop);
      at = stop;
    } else if (byte === openBrace || byte === openBracket) {
      owner = open.length === 0 ? top : field;
      open.push(owner);
    } else if (byte === closeBrace || byte === closeBracket) {
      open.pop();
      owner = open.at(-1) ?? top;
      field = owner;
    } else if (byte === comma) field = owner;
  }
  return fields.paths;
}

/** Number of what has no path, and of what is too deep to have one. */
const top = 0;
const tooDeep = -1;

/** Fields by number. Most keys were met before, and are told by their bytes without becoming strings. */
class FieldTree {
  /** Paths of the fields, the first of which is field 1. */
  readonly paths: string[] = [];
  private readonly head: Uint8Array;
  private readonly keys = new StringTable();
  /** Of each field the one that it is in, and its key. */
  private readonly fields = new PairTable();
  private readonly depths = [0];

  constructor(head: Uint8Array) {
    this.head = head;
  }

  get size(): number {
    return this.fields.size;
  }

  /** The field of another with the key in [from, to), added when new. */
  child(owner: number, from: number, to: number): number {
    if (owner === tooDeep || this.depths[owner] === deepest) return tooDeep;
    const key = this.keys.intern(this.head, from, to);
    const field = this.fields.number(owner, key) + 1;
    if (field > this.paths.length) {
      const name = this.keys.text(key);
      this.paths.push(owner === top ? name : `${this.paths[owner - 1]}.${name}`);
      this.depths.push(this.depths[owner] + 1);
    }
    return field;
  }
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
