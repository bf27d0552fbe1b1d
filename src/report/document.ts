/**
 * The file of a report: one HTML document that needs nothing but itself. Its policy lets run only the script that it
 * brings, known by its hash, and lets nothing out: https://www.w3.org/TR/CSP3/. Data stand in blocks that no browser runs,
 * compressed, in base64: whatever a trace holds can't be markup there.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { escapeMarkup } from '../views/text/markup.ts';

/** The built code and style that draw a report. */
export interface Client {
  script: string;
  style: string;
}

/** What a document is made of. */
export interface DocumentParts {
  title: string;
  client: Client;
  /** Markup for those who run no scripts, safe already. */
  plain: Iterable<string>;
  /** What the script reads: block 0 is the overview. */
  blocks: Iterable<unknown>;
}

/** The document in pieces, one for each block. */
export function* reportDocument({ title, client, plain, blocks }: DocumentParts): Generator<string> {
  yield head(title, client);
  yield '<body>\n<div id="app"></div>\n<noscript>\n';
  yield* plain;
  yield '</noscript>\n';
  let number = 0;
  for (const block of blocks) {
    yield `<script type="application/gzip" id="block-${number++}">${compressed(block)}</script>\n`;
  }
  yield `<script>${client.script}</script>\n</body>\n</html>\n`;
}

function head(title: string, { script, style }: Client): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tracectl">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
`;
}

/** What the policy knows a script or a style by. */
function sourceHash(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}

function compressed(block: unknown): string {
  return gzipSync(JSON.stringify(block), { level: 9 }).toString('base64');
}
