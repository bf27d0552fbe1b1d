import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { redactor } from '../../src/config/redact.ts';
import { Secret } from '../../src/config/secret.ts';

describe('a secret is taken out', () => {
  const redact = redactor([new Secret('p"ss w/rd&ü'), 'sk-1234567890']);

  test.each([
    ['as it is', 'token sk-1234567890!', 'token ***!'],
    ['within a word', 'xsk-1234567890x', 'x***x'],
    ['in JSON', JSON.stringify({ a: 'p"ss w/rd&ü' }), '{"a":"***"}'],
    ['in JSON that is ASCII only', String.raw`{"a":"p\"ss w\/rd\u0026\u00FC"}`, '{"a":"***"}'],
    ['in a path of a URL', encodeURIComponent('p"ss w/rd&ü'), '***'],
    ['in a path of a URL, lower case', 'p%22ss%20w%2frd%26%c3%bc', '***'],
    ['in a form', new URLSearchParams({ a: 'p"ss w/rd&ü' }).toString(), 'a=***'],
    ['in HTML', 'p&quot;ss w&#x2F;rd&amp;&#252;', '***'],
  ])('%s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('in base64, wherever it stands in the encoded text', () => {
    for (const before of ['', 'a', 'ab', 'user:', 'Bearer ']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const encoded = Buffer.from(`${before}sk-1234567890 and more`).toString(encoding);
        const shown = Buffer.from(redact(encoded).replaceAll('*', ''), 'base64').toString('latin1');
        expect(redact(encoded)).toContain('***');
        expect(shown).not.toContain('12345');
      }
    }
    expect(redact(`Basic ${Buffer.from('sk-1234567890').toString('base64')}`)).toBe('Basic ***');
  });

  test('when it has few letters only as a word', () => {
    expect(redactor(['1'])('1 of 10 spans: "1"')).toBe('*** of 10 spans: "***"');
  });

  test('the longer one where one begins with the other', () => {
    expect(redactor(['abcd', 'abcdef'])('abcdef abcd')).toBe('*** ***');
  });
});

test('credentials in URLs go even if nobody knows them', () => {
  const redact = redactor([]);
  expect(redact('at https://me:pw@host/x and ftp://token@host')).toBe(
    'at https://***@host/x and ftp://***@host',
  );
  expect(redact('https://me:p/w@host/x')).toBe('https://***@host/x');
  expect(redact('https://host/a@b, me@example.com')).toBe('https://host/a@b, me@example.com');
});

test('nothing is left of any secret in any text', () => {
  const secrets = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 20 });
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'***'.includes(secret) && !/^[\s*:/@]+$/.test(secret));
      const redact = redactor([secret]);
      for (const text of [
        before + secret + after,
        `${before}|${encodeURIComponent(secret)}|${after}`,
        `${before}|${JSON.stringify(secret).slice(1, -1)}|${after}`,
        `${before}|${Buffer.from(secret).toString('base64')}|${after}`,
      ]) {
        expect(redact(text)).toContain('***');
      }
      expect(redact(`${before} ${secret} ${after}`)).not.toContain(` ${secret} `);
    }),
  );
});
