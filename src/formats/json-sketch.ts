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

/** Paths kept at most. */
const mostPaths = 2000;

/** The fields of the bytes, which begin at the input's start and may end anywhere. Linear. */
export function sketchJson(head: Uint8Array): JsonSketch {
  const text = decodeUtf8(head);
  const paths = new Set<string>();
  const path: string[] = [];
  const tokens = /"((?:[^"\\\n]|\\.)*)"(\s*:)?|[{}[\],]/g;
  // One entry an open bracket: the length of the path to return to.
  const open: number[] = [];
  let pending = 0;
  for (let match = tokens.exec(text); match && paths.size < mostPaths; match = tokens.exec(text)) {
    const [token, key, isKey] = match;
    if (isKey !== undefined && key !== undefined) {
      path.length = open.at(-1) ?? 0;
      path.push(key);
      pending = path.length;
      if (path.length <= deepest) paths.add(path.join('.'));
    } else if (token === '{' || token === '[') {
      open.push(open.length === 0 ? 0 : pending);
      if (open.length > 500) break;
    } else if (token === '}' || token === ']') {
      open.pop();
      pending = open.at(-1) ?? 0;
    } else if (token === ',') {
      pending = open.at(-1) ?? 0;
      path.length = pending;
    }
  }
  return {
    has: (...wanted) => wanted.every((one) => paths.has(one)),
    top: [...paths].filter((one) => !one.includes('.')),
    lines: /^[[{][^\n]*[}\]]\s*\n\s*[[{]/m.test(text),
  };
}
