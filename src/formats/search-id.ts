/** Looking a trace up in a large dump without parsing what is not of it. */
import { linesWith, objectsWith } from '../bytes/locate.ts';
import type { ByteRange } from '../bytes/ranges.ts';
import { decodeUtf8 } from '../model/strings.ts';
import type { JsonFormat } from './format.ts';

const newline = 0x0a;

/** Ids with fewer digits that matter stand in too many places to be searched for. */
const fewestDigits = 8;

/** Where a trace may be in a file. */
export interface Found {
  ranges: readonly ByteRange[];
  /** Whether each range is one line; else it is an object, which may go over several. */
  lines: boolean;
}

/**
 * The records of a plain JSON file in which the trace may be, by the spelling of ids that the file's head uses; undefined
 * when a search can't tell, and the file has to be read in full. Ids that are found in no record give undefined, too: they
 * may be spelled in another way.
 */
export function searchTrace(
  path: string,
  head: Uint8Array,
  format: JsonFormat,
  lines: boolean,
  traceId: string,
): Found | undefined {
  const digits = traceId.replaceAll('-', '').toLowerCase().replace(/^0+/, '');
  if (!/^[0-9a-f]+$/.test(digits) || digits.length < fewestDigits) return undefined;
  const spelling = spell(digits, decodeUtf8(head));
  if (spelling === undefined) return undefined;
  // A head without a line break is the start of a long line, or of a document that is one line in all.
  const hasLines = lines || (!format.listing && !head.includes(newline));
  const ranges = hasLines
    ? linesWith(path, spelling)
    : format.listing && objectsWith(path, spelling, format.listing.first, format.listing.second);
  return ranges && ranges.length > 0 ? { ranges, lines: hasLines } : undefined;
}

/** The id as the head of the file spells its trace ids. */
function spell(digits: string, head: string): string | undefined {
  const sample = /"trace_?id"\s*:\s*"([^"]{8,40})"/i.exec(head)?.[1];
  if (sample === undefined) return undefined;
  if (/^[A-Za-z0-9+/]{22}==$/.test(sample)) {
    return Buffer.from(digits.padStart(32, '0'), 'hex').toString('base64');
  }
  if (!/^[0-9a-f]+$/i.test(sample)) return undefined;
  return sample === sample.toLowerCase() ? digits : digits.toUpperCase();
}
