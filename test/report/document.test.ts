import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { type DocumentParts, reportDocument } from '../../src/report/document.ts';
import { hostileNames } from '../support/hostile-names.ts';

const client = { script: 'let a = "b < c";', style: 'a > b {}' };

function textOf(parts: Partial<DocumentParts> = {}): string {
  return [...reportDocument({ title: 'title', client, plain: [], blocks: [{}], ...parts })].join('');
}

test('the policy allows the script and the style that the file brings, and nothing else', () => {
  const text = textOf();
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1].split('; ') ?? [];
  const hash = (element: string): string => {
    const source = new RegExp(`<${element}>([^]*?)</${element}>`).exec(text)?.[1] ?? '';
    return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
  };
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src ${hash('script')}`);
  expect(policy).toContain(`style-src ${hash('style')}`);
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<style'));
});

test('data are base64 in blocks that no browser runs, and come out as they went in', () => {
  const blocks = [{ names: hostileNames }, ['\ud800', '</script>']];
  const found = [
    ...textOf({ blocks }).matchAll(/<script type="application\/gzip" id="block-(\d)">([^]*?)<\/script>/g),
  ];
  expect(found.map(([, number]) => number)).toEqual(['0', '1']);
  for (const [, number, block] of found) {
    expect(block).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(JSON.parse(gunzipSync(Buffer.from(block, 'base64')).toString())).toEqual(blocks[Number(number)]);
  }
});

test.each(hostileNames)('a title is text: %j', (title) => {
  const inside = /<title>([^]*?)<\/title>/.exec(textOf({ title }))?.[1] ?? '';
  expect(inside).not.toMatch(/[<>"']/);
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  expect(inside).not.toMatch(/[\u0000-\u001f\u202e]/);
});
