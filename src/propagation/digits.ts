/** Ids read from digits, and what may be wrong with digits. */
import type { Findings } from './findings.ts';
import type { Part } from './part.ts';

/** How an id has to be written. */
export interface HexRule {
  /** What messages call it. */
  what: string;
  /** How many digits it may have; `[32]`, `[16, 32]`. */
  lengths: readonly number[];
  /** Any number of digits up to the last of `lengths`: leading zeros may be left out. */
  anyLength?: boolean;
  /** What digits in upper case are. */
  upperCase: 'error' | 'warning' | 'fine';
}

/** The digits in lower case, as many as were written; undefined where they are no such digits, which is noted. */
export function readHex(findings: Findings, part: Part, rule: HexRule): string | undefined {
  const { what, lengths, anyLength = false } = rule;
  const { text } = part;
  if (text === '') {
    findings.error(part, `${what} is empty`);
    return undefined;
  }
  const stranger = text.search(/[^0-9a-fA-F]/);
  if (stranger >= 0) noteStranger(findings, part, stranger, what);
  const most = lengths[lengths.length - 1];
  const isLengthRight = anyLength ? text.length <= most : lengths.includes(text.length);
  if (!isLengthRight) {
    const expected = anyLength ? `at most ${most}` : lengths.join(' or ');
    findings.error(part, `${what} has ${counted(text.length, 'digit')}, ${expected} expected`);
  }
  if (stranger >= 0 || !isLengthRight) return undefined;
  noteUpperCase(findings, part, rule);
  return text.toLowerCase();
}

/** An id of 16 or 32 digits, zeros in front filled in; undefined where there is none to be read, which is noted. */
export function readId(findings: Findings, part: Part, rule: HexRule): string | undefined {
  const digits = readHex(findings, part, rule);
  if (digits === undefined) return undefined;
  if (isZero(digits)) {
    findings.error(part, `${rule.what} is ${digits === '0' ? 'zero' : 'all zeros'}, which stands for none`);
    return undefined;
  }
  return digits.padStart(rule.lengths[rule.lengths.length - 1], '0');
}

/** Whether there are zeros only. */
export function isZero(digits: string): boolean {
  return /^0*$/.test(digits);
}

/** Whether an id of 32 digits is one of 64 bits, filled up. */
export function is64Bit(traceId: string): boolean {
  return traceId.startsWith('0'.repeat(16));
}

/** What to say of the digits of a trace id; nothing where they are none, or 128 bits. */
export function traceIdMeaning(digits: string): string {
  if (/^[0-9a-f]{16}$/i.test(digits)) return '64 bits';
  return /^0{16}(?!0{16})[0-9a-f]{16}$/i.test(digits) ? '64 bits, filled up with zeros' : '';
}

const largest64 = (1n << 64n) - 1n;

/**
 * A whole decimal number below 2^64 as 16 hexadecimal digits; undefined where it is none, which is noted. Zero is read:
 * what it stands for differs. Numbers are exact.
 */
export function readDecimal64(findings: Findings, part: Part, what: string): string | undefined {
  const { text } = part;
  if (text === '') findings.error(part, `${what} is empty`);
  else if (/^[0-9]{1,20}$/.test(text)) {
    const value = BigInt(text);
    if (value <= largest64) return value.toString(16).padStart(16, '0');
    findings.error(part, `${what} is larger than 64 bits hold (${largest64})`);
  } else if (/^(0x)?[0-9a-f]{1,16}$/i.test(text)) {
    const decimal = BigInt(`0x${text.replace(/^0x/i, '')}`);
    findings.error(part, `${what} is hexadecimal, decimal expected (it would be ${decimal})`);
  } else if (/^[0-9]+$/.test(text))
    findings.error(part, `${what} is larger than 64 bits hold (${largest64})`);
  else if (/^[0-9a-f]{32}$/i.test(text)) {
    const decimal = BigInt(`0x${text.slice(16)}`);
    findings.error(
      part,
      `${what} has 128 bits in hexadecimal, 64 in decimal expected (their low half is ${decimal})`,
    );
  } else noteStranger(findings, part, text.search(/[^0-9]/), what, 'decimal');
  return undefined;
}

/** Sixteen hexadecimal digits as a decimal number. */
export function decimalOf(digits: string): string {
  return BigInt(`0x${digits}`).toString();
}

/** A count and its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A character as messages quote it. */
export function quoted(text: string, at: number): string {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === ' ') return 'a blank';
  return character === '"' ? `'"'` : `"${character}"`;
}

function noteStranger(findings: Findings, part: Part, at: number, what: string, kind = 'hexadecimal'): void {
  const length = (part.text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  const place = part.slice(at, at + length);
  findings.error(place, `${what} holds ${quoted(part.text, at)}, which is no ${kind} digit`);
}

function noteUpperCase(findings: Findings, part: Part, { what, upperCase }: HexRule): void {
  const at = part.text.search(/[A-F]/);
  if (at < 0 || upperCase === 'fine') return;
  const place = part.slice(at, at + 1);
  if (upperCase === 'error') findings.error(place, `${what} is in upper case, lower case expected`);
  else findings.warning(place, `${what} is in upper case; some readers take lower case only`);
}
