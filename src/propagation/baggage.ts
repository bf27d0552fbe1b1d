/**
 * W3C Baggage: what an application wants the services behind it to know.
 * https://www.w3.org/TR/baggage/
 *
 *   list     = member 0*179( OWS "," OWS member )
 *   member   = key OWS "=" OWS value *( OWS ";" OWS property )
 *   property = key [ OWS "=" OWS value ]
 *   key      = token of RFC 7230
 *   value    = 0x21 to 0x7e without " , ; \        percent-encoded UTF-8
 */
import { quoted } from './digits.ts';
import { Findings } from './findings.ts';
import type { Decoded, Guess, Header, HeaderFormat } from './header-format.ts';
import { Part } from './part.ts';
import { unescaped } from './percent.ts';

export const baggage: HeaderFormat = {
  id: 'baggage',
  title: 'W3C Baggage',
  headers: ['baggage'],
  guess: guessBaggage,
  decode: decodeBaggage,
};

const mostMembers = 180;
/** As many members and bytes as every receiver has to pass on. */
const surelyPassed = { members: 64, bytes: 8192 };

function guessBaggage(value: string): Guess | undefined {
  const members = value.split(',', mostMembers);
  const isList = members.every((member) => /^\s*[-!#$%&'*+.^_`|~0-9A-Za-z]{1,256}\s*=/.test(member));
  return isList ? { header: 'baggage', isSure: false } : undefined;
}

function decodeBaggage(headers: readonly Header[]): Decoded {
  const findings = new Findings();
  const seen = new Set<string>();
  const values = headers.map((header) => new Part(header));
  let members = 0;
  for (const part of values.flatMap((value) => value.split(','))) {
    members++;
    if (members === mostMembers + 1) findings.error(part, `more than ${mostMembers} members`);
    readMember(findings, part.trim(), seen);
  }
  checkSize(findings, values, members);
  return findings.decoded(undefined);
}

function checkSize(findings: Findings, values: readonly Part[], members: number): void {
  const last = values[values.length - 1];
  const bytes = values.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, -1);
  if (members > surelyPassed.members && members <= mostMembers) {
    findings.warning(last.end, `${members} members; only ${surelyPassed.members} are sure to be passed on`);
  }
  if (bytes > surelyPassed.bytes) {
    findings.warning(last.end, `${bytes} bytes; only ${surelyPassed.bytes} are sure to be passed on`);
  }
}

function readMember(findings: Findings, member: Part, seen: Set<string>): void {
  if (member.text === '') {
    findings.warning(member, 'a member is empty');
    return;
  }
  const [first, ...properties] = member.split(';');
  const cut = first.cut('=');
  if (cut === undefined) {
    findings.field(member, '');
    findings.error(first, 'no "=" in this member, key=value expected');
    return;
  }
  const [key, value] = cut.map((part) => part.trim());
  // Before the field is noted, for what it finds is said of the value below.
  const text = unescaped(new Findings(), value);
  findings.field(member, key.text, properties.map((part) => part.text.trim()).join('; '), text);
  checkKey(findings, key);
  checkValue(findings, value);
  if (seen.has(key.text))
    findings.warning(key, `key ${key.text} is there more than once; which counts is open`);
  seen.add(key.text);
  for (const property of properties) {
    const [name, about] = (property.cut('=') ?? [property]).map((part) => part.trim());
    checkKey(findings, name);
    if (about) checkValue(findings, about);
  }
}

function checkKey(findings: Findings, key: Part): void {
  const stranger = key.text.search(/[^-!#$%&'*+.^_`|~0-9A-Za-z]/);
  if (key.text === '') findings.error(key, 'there is no key');
  else if (stranger >= 0) {
    const place = key.slice(stranger, stranger + 1);
    findings.error(place, `the key holds ${quoted(key.text, stranger)}, which keys may not`);
  }
}

function checkValue(findings: Findings, value: Part): void {
  const stranger = value.text.search(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/);
  if (stranger >= 0) {
    const place = value.slice(stranger, stranger + 1);
    findings.error(place, `the value holds ${quoted(value.text, stranger)}, which has to be percent-encoded`);
  }
  unescaped(findings, value);
}
