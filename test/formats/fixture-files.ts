/** The files of `fixtures/` that are in a format that is read: `fixtures/<id>/<anything but README.md>`. */
import { existsSync, readdirSync } from 'node:fs';

import type { Format } from '../../src/formats/format.ts';
import { formats } from '../../src/formats/index.ts';
import { fixture } from './reading.ts';

/** A file, and the format it is in. */
export interface FixtureFile {
  /** Below `fixtures/`. */
  path: string;
  format: Format;
  bytes: Uint8Array;
  /** Whether it is meant to be damaged. */
  isDamaged: boolean;
}

/** Those of one format. */
export function fixturesOf(format: Format): FixtureFile[] {
  const folder = new URL(`../../fixtures/${format.id}`, import.meta.url);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== 'README.md')
    .map((name) => ({
      path: `${format.id}/${name}`,
      format,
      bytes: fixture(`${format.id}/${name}`),
      isDamaged: name.includes('damaged'),
    }));
}

/** Those of all formats. */
export const fixtureFiles: readonly FixtureFile[] = formats.flatMap(fixturesOf);
