import { writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { drawnProtobuf } from './drawn-protobuf.ts';
import { fixture } from './reading.ts';

test.each(Object.entries(drawnProtobuf))('fixtures/%s is as it is drawn', (path, content) => {
  if (process.env['UPDATE_FIXTURES'] !== undefined)
    writeFileSync(new URL(`../../fixtures/${path}`, import.meta.url), content);
  expect(Buffer.from(fixture(path)).toString('hex')).toBe(Buffer.from(content).toString('hex'));
});
