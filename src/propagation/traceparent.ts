/**
 * The `traceparent` header of W3C Trace Context, version 00 and what can be read of later ones.
 * https://www.w3.org/TR/trace-context-2/#traceparent-header
 *
 *   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 *   version  trace id (32)               parent id (16)   flags
 *
 * Everything is lower case. Flag bit 0 is "sampled", bit 1 (level 2) says that the trace id's last 14 digits are random.
 */
import { counted, quoted, readHex, readId, traceIdMeaning } from './digits.ts';
import type { Findings } from './findings.ts';
import type { Sampled } from './header-format.ts';
import { Part } from './part.ts';

/** What a `traceparent` says. */
export interface Traceparent {
  /** Undefined where it cannot be read; the same of `parentId`. */
  traceId: string | undefined;
  parentId: string | undefined;
  sampled: Sampled;
  isRandom: boolean;
}

const names = ['version', 'trace id', 'parent id', 'flags'] as const;

/** Reads a value, the blanks around it taken off. */
export function readTraceparent(findings: Findings, value: Part): Traceparent {
  const parts = partsOf(findings, value);
  const [version, traceId, parentId, flags] = parts;
  const versionDigits = version && readVersion(findings, version);
  const traceparent: Traceparent = {
    traceId: traceId && readTraceId(findings, traceId),
    parentId: parentId && readParentId(findings, parentId),
    sampled: undefined,
    isRandom: false,
  };
  if (flags) Object.assign(traceparent, readFlags(findings, flags, versionDigits ?? '00'));
  const more = parts[names.length];
  if (more) readMore(findings, new Part(value.header, more.from, value.to), versionDigits ?? '00');
  return traceparent;
}

/** The parts in their places; what is missing is noted and undefined. */
function partsOf(findings: Findings, value: Part): (Part | undefined)[] {
  const parts: (Part | undefined)[] = value.split(separatorOf(findings, value));
  const { length } = parts;
  if (length >= names.length) return parts;
  if (value.text === '') findings.error(value, 'the value is empty');
  else if (length === 1) findings.error(value, `one part, ${names.length} expected: ${names.join('-')}`);
  // Of three parts, the first with the length of a trace id, the version is what is missing.
  else if (length === 3 && (parts[0]?.text.length ?? 0) > 8) {
    findings.error(value.slice(0, 0), 'the version is missing: 3 parts, 4 expected');
    return [undefined, ...parts];
  } else {
    const missing = names.slice(length).join(' and ');
    const verb = length === 3 || names.length - length > 1 ? 'are' : 'is';
    findings.error(value.end, `${missing} ${verb} missing: ${length} parts, 4 expected`);
  }
  return length === 1 ? [] : parts;
}

/** The sign between the parts: what stands behind the version, if it is not the dash that belongs there. */
function separatorOf(findings: Findings, value: Part): string {
  const at = value.text.search(/[^0-9a-zA-Z]/);
  if (at < 0 || value.text.includes('-') || value.text[at] === undefined) return '-';
  findings.error(value.slice(at, at + 1), `${quoted(value.text, at)} between the parts, "-" expected`);
  return value.text[at];
}

function readVersion(findings: Findings, part: Part): string | undefined {
  const isNewer = /^(?!00$)[0-9a-f]{2}$/i.test(part.text);
  findings.field(part, 'version', part.text === '00' ? 'the current one' : isNewer ? 'not known here' : '');
  const version = readHex(findings, part, { what: 'version', lengths: [2], upperCase: 'error' });
  if (version === 'ff') findings.error(part, 'version ff is forbidden');
  else if (version !== undefined && version !== '00') {
    findings.warning(
      part,
      `version ${version} is newer than 00; its first four parts are read as those of 00`,
    );
  }
  return version;
}

function readTraceId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'trace id', traceIdMeaning(part.text));
  return readId(findings, part, { what: 'trace id', lengths: [32], upperCase: 'error' });
}

function readParentId(findings: Findings, part: Part): string | undefined {
  findings.field(part, 'parent id', "the caller's span");
  return readId(findings, part, { what: 'parent id', lengths: [16], upperCase: 'error' });
}

function readFlags(
  findings: Findings,
  part: Part,
  version: string,
): Pick<Traceparent, 'sampled' | 'isRandom'> {
  const isReadable = /^[0-9a-f]{2}$/i.test(part.text);
  const bits = isReadable ? Number.parseInt(part.text, 16) : 0;
  const sampled = (bits & 1) !== 0;
  const isRandom = version === '00' && (bits & 2) !== 0;
  const words = `${sampled ? 'sampled' : 'not sampled'}${isRandom ? ', random trace id' : ''}`;
  findings.field(part, 'flags', isReadable ? words : '');
  if (readHex(findings, part, { what: 'flags', lengths: [2], upperCase: 'error' }) === undefined) {
    return { sampled: undefined, isRandom: false };
  }
  const unknown = bits & ~3;
  if (version === '00' && unknown !== 0) {
    const names = [...Array(8).keys()].filter((bit) => unknown & (1 << bit)).map((bit) => 1 << bit);
    const list = names.map((bit) => `0x${bit.toString(16).padStart(2, '0')}`).join(' ');
    findings.warning(part, `${counted(names.length, 'unknown flag')} ${list}: version 00 sets them to zero`);
  }
  return { sampled, isRandom };
}

/** Whatever stands behind the flags. */
function readMore(findings: Findings, part: Part, version: string): void {
  findings.field(part, 'more', version === '00' ? '' : 'of the newer version, not read');
  if (version === '00') findings.error(part, 'text behind the flags, where version 00 ends');
}
