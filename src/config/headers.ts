/** Headers that users give: `K: V`. No message holds any of their text, which may be a secret in the wrong place. */
import { UsageError } from '../errors.ts';

/** What a header's name may be: a token of RFC 9110, section 5.6.2. */
export const headerNamePattern: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** What a header's value may be: RFC 9110, section 5.5, without line breaks and other controls. */
const valuePattern = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that belong to the connection. */
const reserved = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Name and value of `K: V`; `label` names it in errors. */
export function parseHeader(text: string, label: string): { name: string; value: string } {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(0, colon)).trim();
  if (!headerNamePattern.test(name)) {
    throw new UsageError(`${label} is not of the form 'Name: value'`);
  }
  const value = text.slice(colon + 1).trim();
  checkHeader(name, value, label);
  return { name, value };
}

/** Throws a UsageError where a header cannot be sent. Its name is taken for no secret. */
export function checkHeader(name: string, value: string, label: string): void {
  if (reserved.includes(name.toLowerCase())) {
    throw new UsageError(`${label}: ${name} belongs to the connection and cannot be set`);
  }
  checkHeaderValue(value, label);
}

/** Throws a UsageError where a text cannot be the value of a header, or a part of one. */
export function checkHeaderValue(value: string, label: string): void {
  if (valuePattern.test(value)) return;
  const what = /[\r\n]/.test(value) ? 'a line break' : 'a character that HTTP does not allow in headers';
  throw new UsageError(`${label} holds ${what}`);
}
