/**
 * Google Cloud's older header.
 * https://cloud.google.com/trace/docs/trace-context#legacy-http-header
 *
 *   X-Cloud-Trace-Context: 105445aa7843bc8bf206b12000100000/1;o=1
 *                          trace id (32)                    |  1 sampled, 0 not; left out: the receiver decides
 *                                                           span id, decimal; may be left out
 */
import { isZero, readDecimal64, readId, traceIdMeaning } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat, Sampled } from './header-format.ts';
import type { Part } from './part.ts';
import { sampledText } from './sampling.ts';

const headerName = 'X-Cloud-Trace-Context';

export const googleCloud: HeaderFormat = {
  id: 'google-cloud',
  title: 'Google Cloud Trace',
  headers: [headerName],
  guess: guessGoogleCloud,
  decode: decodeGoogleCloud,
};

function guessGoogleCloud(value: string): Guess | undefined {
  if (/^[0-9a-f]{32}(\/\d{0,20})?;o=\d?$|^[0-9a-f]{32}\/\d{1,20}$/i.test(value)) {
    return { header: headerName, isSure: true };
  }
  const isAlike = /^[0-9a-z]{8,40}\/[0-9a-z]{1,24}(;|$)/i.test(value);
  return isAlike ? { header: headerName, isSure: false } : undefined;
}

function decodeGoogleCloud(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const value = findings.only(headers, headerName);
  if (value === undefined) return findings.decoded(undefined);
  const [ids, ...options] = value.split(';');
  const [traceIdPart, spanIdPart] = ids.cut('/') ?? [ids, undefined];
  findings.field(traceIdPart, 'trace id', traceIdMeaning(traceIdPart.text));
  const traceId = readId(findings, traceIdPart, { what: 'trace id', lengths: [32], upperCase: 'fine' });
  const spanId = spanIdPart && readSpanId(findings, spanIdPart);
  let sampled: Sampled = 'deferred';
  for (const option of options) {
    const [key, state] = option.trim().cut('=') ?? [option, undefined];
    if (key.text === 'o' && state) sampled = readOptions(findings, state);
    else {
      findings.field(option, key.text);
      findings.error(option, 'unknown option: o=0 and o=1 are known');
    }
  }
  if (options.length === 0) findings.undecided(value);
  if (!traceId) return findings.decoded(undefined);
  return findings.decoded({ traceId, spanId, parentSpanId: undefined, sampled, traceState: undefined });
}

function readSpanId(findings: Findings, part: Part): string | undefined {
  const isId = /^\d{1,20}$/.test(part.text) && BigInt(part.text) < 1n << 64n;
  const digits = isId ? BigInt(part.text).toString(16).padStart(16, '0') : '';
  if (part.text === '') return undefined;
  findings.field(part, 'span id', isId && !isZero(digits) ? `${digits}, the caller's span` : '');
  const spanId = readDecimal64(findings, part, 'span id');
  if (spanId === undefined || !isZero(spanId)) return spanId;
  findings.warning(part, 'span id is zero, which stands for none');
  return undefined;
}

function readOptions(findings: Findings, part: Part): Sampled {
  const isKnown = /^[01]?$/.test(part.text);
  const sampled = part.text === '' ? 'deferred' : isKnown ? part.text === '1' : undefined;
  findings.field(part, 'options', isKnown ? sampledText(sampled) : '');
  if (!isKnown) findings.error(part, `the options are neither 0 nor 1`);
  return sampled;
}
