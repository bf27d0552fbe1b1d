/**
 * The `tracestate` header of W3C Trace Context: a list of what each tracing system wants to be told, the latest first.
 * https://www.w3.org/TR/trace-context-2/#tracestate-header
 *
 *   list   = member 0*31( OWS "," OWS member )      members may be empty
 *   member = key "=" value
 *   key    = ( a-z / 0-9 ) 0*255( a-z / 0-9 / _ - * / @ )
 *   value  = 1 to 256 of 0x20 to 0x7e without "," and "=", the last no blank
 *
 * Level 1 had keys begin with a letter unless they name a tenant: `a1@vendor`. A reader that cannot parse the list drops
 * all of it, and keeps `traceparent`.
 */
import { counted, quoted } from './digits.ts';
import type { Findings } from './findings.ts';
import type { Guess } from './header-format.ts';
import type { Part } from './part.ts';
import type { Traceparent } from './traceparent.ts';
import { vendorOf } from './tracestate-vendors.ts';

const mostMembers = 32;
const mostCharacters = 256;
/** As many characters as any receiver should pass on. */
const surelyPassed = 512;

/** The header that a value of this form belongs to: surely so with a vendor's key in it. */
export function guessTracestate(value: string): Guess | undefined {
  const keys = value
    .split(',', mostMembers)
    .map((member) => /^\s*([a-z0-9][^=\s]{0,255})=[^=;%]*$|^\s*([a-z]+)=/.exec(member));
  const known = keys.some((match) => match !== null && vendorOf(match[1] ?? match[2]) !== undefined);
  const isList = keys.every((match) => match?.[1] !== undefined && keyPattern.test(match[1]));
  return known || isList ? { header: 'tracestate', isSure: known } : undefined;
}

/** Reads the values of all `tracestate` headers as one list; what vendors say is checked against `traceparent`. */
export function readTracestate(
  findings: Findings,
  values: readonly Part[],
  parent: Traceparent | undefined,
): void {
  const seen = new Map<string, number>();
  let members = 0;
  for (const part of values.flatMap((value) => value.split(','))) {
    const member = part.trim();
    members++;
    if (members === mostMembers + 1) {
      findings.error(member, `more than ${mostMembers} members; receivers drop the whole list`);
    }
    if (member.text !== '') readMember(findings, part, { parent, seen, number: members });
  }
  const length = values.reduce((sum, { text }) => sum + text.length + 1, -1);
  if (length > surelyPassed) {
    const text = `${counted(length, 'character')}; only the first ${surelyPassed} are sure to be passed on`;
    findings.warning(values[values.length - 1].end, text);
  }
}

/** What a member is checked against. */
interface Surroundings {
  parent: Traceparent | undefined;
  /** The keys before this member, and which members they are of. */
  seen: Map<string, number>;
  number: number;
}

/** Reads `key=value`. Blanks in front are none of the key's, those behind none of the value's. */
function readMember(findings: Findings, part: Part, { parent, seen, number }: Surroundings): void {
  const member = part.trim();
  const cut = member.cut('=');
  if (cut === undefined) {
    findings.field(member, '');
    findings.error(member, `no "=" in this member, key=value expected`);
    return;
  }
  const [key, value] = cut;
  const vendor = vendorOf(key.text);
  findings.field(member, key.text, vendor?.name ?? '', value.text);
  if (checkKey(findings, key)) {
    const before = seen.get(key.text);
    if (before === undefined) seen.set(key.text, number);
    else findings.error(member, `key ${key.text} is there twice: member ${before} and member ${number}`);
  }
  if (checkValue(findings, value)) vendor?.explain?.(findings, value, parent);
}

const keyPattern = /^[a-z0-9][-a-z0-9_*/@]{0,255}$/;

function checkKey(findings: Findings, key: Part): boolean {
  const { text } = key;
  if (keyPattern.test(text)) {
    if (/^[0-9][^@]*$/.test(text)) {
      findings.warning(key, 'the key begins with a digit, which level 1 of the specification does not allow');
    }
    return true;
  }
  const stranger = text.search(/[^-a-z0-9_*/@]/);
  const upper = text.search(/[A-Z]/);
  if (text === '') findings.error(key, 'there is no key before "="');
  else if (upper >= 0 && upper === stranger) {
    findings.error(key.slice(upper, upper + 1), 'the key is in upper case, lower case expected');
  } else if (stranger >= 0) {
    findings.error(
      key.slice(stranger, stranger + 1),
      `the key holds ${quoted(text, stranger)}, which keys may not`,
    );
  } else if (text.length > mostCharacters) {
    findings.error(key, `the key has ${text.length} characters, at most ${mostCharacters} expected`);
  } else
    findings.error(key.slice(0, 1), `the key begins with ${quoted(text, 0)}, a letter or digit expected`);
  return false;
}

function checkValue(findings: Findings, value: Part): boolean {
  const { text } = value;
  const stranger = text.search(/[^\x20-\x3c\x3e-\x7e]/);
  if (text === '') findings.error(value, 'there is no value behind "="');
  else if (stranger >= 0) {
    const place = value.slice(stranger, stranger + 1);
    findings.error(place, `the value holds ${quoted(text, stranger)}, which values may not`);
  } else if (text.length > mostCharacters) {
    findings.error(value, `the value has ${text.length} characters, at most ${mostCharacters} expected`);
  } else return true;
  return false;
}
