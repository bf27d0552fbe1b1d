import { describe, expect, test } from 'vitest';

import { svgView } from '../../src/views/svg.ts';
import { hostileNames } from '../support/hostile-names.ts';
import { at, checkout, modelOf, textOf } from './models.ts';

function svg(...specs: Parameters<typeof modelOf>[0][]): string {
  return textOf(
    svgView(
      specs.map((spans) => modelOf(spans)),
      () => ({ fold: true }),
    ),
  );
}

/** Elements of a name. */
function elements(text: string, name: string): string[] {
  return text.match(new RegExp(`<${name}[ >][^]*?(?:/>|</${name}>)`, 'g')) ?? [];
}

describe('the image of a trace', () => {
  const text = svg(checkout());

  test('says in text what the tree says', () => {
    expect(text).toContain('<title>GET /checkout, 200ms</title>');
    expect(text).toContain('>[postgres] SELECT orders ×6 (48ms in all) *</text>');
    expect(text).toContain('class="error" x="48"');
    expect(text).toContain('13 spans, 7 services, 4 errors');
  });

  test('has a bar where the span is, and the critical path on it', () => {
    // POST /orders: 55 to 190 of 200 ms, over 456 pixels from 492.
    expect(text).toMatch(/<rect class="s\d" x="617\.4" y="\d+" width="307\.8" height="12"\/>/);
    expect(elements(text, 'rect').filter((rect) => rect.includes('"path"')).length).toBeGreaterThan(6);
  });

  test('follows the reader’s colours, and asks for nothing', () => {
    expect(text).toContain('prefers-color-scheme:dark');
    expect(text).not.toMatch(/href|url\(|<script|@import|http:(?!\/\/www\.w3\.org\/2000\/svg")/);
  });

  test('is as tall as its rows, and of several traces as all of them', () => {
    expect(heightOf(svg(checkout(), checkout()))).toBe(2 * heightOf(text) + 16);
    expect(svg(checkout(), checkout()).match(/<svg /g)).toHaveLength(1);
  });
});

test.each(hostileNames)('%j is text', (name) => {
  const text = svg([
    at('1', undefined, name, name, 0, 10),
    at('2', '1', name, name, 1, 2, { error: true, message: name }),
  ]);
  const known = /^<(\/?(svg|title|style|g|text)|rect|line)[ >/]/;
  for (const [tag] of text.matchAll(/<[^>]*>/g)) expect(tag).toMatch(known);
  for (const [content] of text.matchAll(/(?<=<text[^>]*>)[^]*?(?=<\/text>)/g)) {
    expect(content).not.toMatch(/[<>"\p{Cc}\u202e]|&(?!(amp|lt|gt|quot|#39);)/u);
  }
});

test('a trace without any time has rows all the same', () => {
  expect(elements(svg([{ id: '1', name: 'a' }]), 'text').join()).toContain('>a</text>');
});

function heightOf(image: string): number {
  return Number(/height="(\d+)"/.exec(image)?.[1]);
}
