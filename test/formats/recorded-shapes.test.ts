/** What was recorded or drawn, several times over so that there is something to recognise, is read by shape as key by key. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { readBothWays } from './reading.ts';

const root = path.resolve(import.meta.dirname, '../..');
const shared = process.env['TRACECTL_SHARED'] ?? path.resolve(root, '../shared');
const formats = ['otlp-json', 'jaeger'];
const folders = [...formats.map((format) => `${root}/fixtures/${format}`), `${shared}/traces`].filter(
  (folder) => existsSync(folder),
);
/** Reading one of megabytes twelve times takes long, and shows nothing that a smaller one doesn't. */
const longest = 1 << 20;

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|jsonl|ndjson)$/.test(name))
    .map((name) => [name, path.join(folder, name)] as const)
    .filter(([, file]) => statSync(file).size <= longest),
);

/** A text three times, as lines and as one list, where that makes sense. */
function repeated(text: string): string[] {
  try {
    const line = JSON.stringify(JSON.parse(text));
    return [text, `${line}\n${line}\n${line}`, `[${line},${line},${line}]`];
  } catch {
    return [text, `${text}\n${text}\n${text}`];
  }
}

test.each(files)('%s', (_, file) => {
  for (const text of repeated(readFileSync(file, 'utf8'))) {
    for (const details of [true, false]) {
      for (const format of formats) {
        const [byShape, byKeys] = readBothWays(text, { details, format });
        expect(byShape).toEqual(byKeys);
      }
    }
  }
});
