/**
 * One trace id, in the spellings that people, tools and logs have for it.
 *
 *   hex        1 to 32 digits of either case, zeros in front maybe lost, 0x maybe in front
 *   uuid       4bf92f35-77b3-4da6-a3ce-929d0e0e4736
 *   base64     16 or 8 bytes: what protobuf's JSON, Tempo and Jaeger 1.42 write
 *   xray       1-4bf92f35-77b34da6a3ce929d0e0e4736
 *   datadog    64 bits in decimal
 */
import { base64Bytes } from './base64.ts';

/** An id and how it was spelled. */
export interface SpelledId {
  /** Lower-case hexadecimal with as many digits as written; 16 or 32 where it was no hexadecimal. */
  traceId: string;
  spelling: string;
}

/** What an id that is one text may be, the most likely first; none where the text is no id, or only zeros. */
export function spelledIds(text: string, isDatadog = false): SpelledId[] {
  if (text.length > 40) return [];
  const hex = text.replace(/^0x(?=[0-9a-f])/i, '').toLowerCase();
  if (/^[0-9a-f]{1,32}$/.test(hex)) return nonZero(hexOrDecimal(hex, isDatadog));
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(hex)) {
    return nonZero([{ traceId: hex.replaceAll('-', ''), spelling: 'uuid' }]);
  }
  const xray = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(hex);
  if (xray) return nonZero([{ traceId: xray[1] + xray[2], spelling: 'xray' }]);
  const traceId = fromBase64(text);
  return traceId === undefined ? [] : nonZero([{ traceId, spelling: 'base64' }]);
}

function nonZero(ids: SpelledId[]): SpelledId[] {
  return ids.filter(({ traceId }) => !/^0+$/.test(traceId));
}

/**
 * Digits without letters may be decimal. A random id of 64 bits has 17 to 20 decimal digits nearly always, and one of 17
 * to 20 hexadecimal digits is rare, for ids have 16 or 32. Of 16 digits both are equally likely.
 */
function hexOrDecimal(digits: string, isDatadog: boolean): SpelledId[] {
  const asHex = { traceId: digits, spelling: 'hex' };
  const fits = /^\d{1,20}$/.test(digits) && BigInt(digits) < 1n << 64n;
  if (!fits || (!isDatadog && digits.length < 16)) return [asHex];
  const traceId = BigInt(digits).toString(16).padStart(16, '0');
  const asDecimal = { traceId, spelling: 'datadog' };
  return isDatadog || digits.length > 16 ? [asDecimal, asHex] : [asHex, asDecimal];
}

/** Base64 of 8 or 16 bytes. Without padding it needs both cases: words in lower case would pass for it. */
function fromBase64(text: string): string | undefined {
  if (!/^([A-Za-z0-9+/_-]{11}=?|[A-Za-z0-9+/_-]{22}(==)?)$/.test(text)) return undefined;
  if (!text.endsWith('=') && !(/[a-z]/.test(text) && /[A-Z]/.test(text))) return undefined;
  const bytes = base64Bytes(text);
  return bytes && Buffer.from(bytes).toString('hex');
}
