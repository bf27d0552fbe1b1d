/**
 * What holds for every format, shown on every file in `fixtures/<format>/`: a format that is added to the registry is
 * covered as soon as it has files there.
 */
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { InputError } from '../../src/errors.ts';
import { formats } from '../../src/formats/index.ts';
import { sketchJson } from '../../src/formats/json-sketch.ts';
import { zstdFrame } from '../bytes/zstd-frame.ts';
import { type FixtureFile, fixtureFiles, fixturesOf } from './fixture-files.ts';
import { plainSpans, type Reading, readBytes, spanIds } from './reading.ts';

/** How many records a file has, counted by a key that each has once. */
const recordKeys: Readonly<Record<string, RegExp>> = {
  'otlp-json': /"start_?time_?unix_?nano"\s*:/gi,
  jaeger: /"operationName"\s*:/g,
  zipkin: /"id"\s*:/g,
  'zipkin-v1': /"id"\s*:/g,
};

/** Pairs of spans with one id, by file: what they are. */
const sharedIds: Readonly<Record<string, string>> = {
  'zipkin/quirks.json': 'the two halves of a call',
  'zipkin-proto/drawn.pb': 'the two halves of a call',
  'zipkin-v1/drawn.json': 'the two halves of calls and messages',
};

/** What the beginning of a file may look like, as long as the rest is not seen. */
const beforeTheRest: Readonly<Record<string, string>> = { 'zipkin-v1': 'zipkin' };

/** How many cuts of a file are tried. */
const cuts = 40;

test.each(formats)('$id has fixtures, plain and damaged', (format) => {
  const files = fixturesOf(format);
  expect(files.some(({ isDamaged }) => isDamaged)).toBe(true);
  expect(files.some(({ isDamaged }) => !isDamaged)).toBe(true);
});

describe.each(fixtureFiles)('$path', (file) => {
  const whole = readBytes(file.bytes, { name: file.path });

  test('is recognised by its content alone, and by no other format', () => {
    expect(whole.format).toBe(file.format.id);
    expect(takers(file.bytes)).toEqual([file.format.id]);
  });

  test('is the same without its name, and with the format named', () => {
    expect(laidOut(readBytes(file.bytes))).toEqual(laidOut(whole));
    expect(laidOut(readBytes(file.bytes, { format: file.format.id }))).toEqual(laidOut(whole));
  });

  test('has a damage counted if it is damaged, else none', () => {
    expect(whole.report.damagedCount > 0).toBe(file.isDamaged);
    expect(whole.report.spanCount).toBe(whole.store.size);
  });

  test('has every record as a span or counted as damage', () => {
    const key = recordKeys[file.format.id];
    if (key === undefined) return;
    const records = Buffer.from(file.bytes).toString().match(key)?.length ?? 0;
    expect(records).toBeGreaterThan(0);
    expect(whole.store.size + whole.report.damagedCount).toBeGreaterThanOrEqual(records);
  });

  test('has ids that are unique', () => {
    const ids = spanIds(whole.store);
    expect(new Set(ids).size < ids.length).toBe(file.path in sharedIds);
  });

  test('has the same spans without their details', () => {
    const lean = readBytes(file.bytes, { details: false });
    expect(lean.report.damagedCount).toBeLessThanOrEqual(whole.report.damagedCount);
    const spans = plainSpans(whole.store);
    for (const span of spans) Object.assign(span, { message: '', scope: {}, attributes: {}, events: [] });
    const leanSpans = plainSpans(lean.store);
    for (const span of [...spans, ...leanSpans])
      span.links = span.links.filter(({ type }) => type !== 'link');
    expect(leanSpans).toEqual(spans);
  });

  test.each(variantsOf(file))('is the same %s', (_, bytes) => {
    expect(laidOut(readBytes(bytes))).toEqual(laidOut(whole));
  });

  test('cut anywhere keeps the spans before the cut, and tells of it', () => {
    const ids = spanIds(whole.store);
    for (let i = 1; i < cuts; i++) {
      const at = Math.floor((file.bytes.length * i) / cuts);
      const cut = readOrRefuse(file.bytes.subarray(0, at), file.format.id);
      if (!cut) continue;
      const kept = spanIds(cut.store);
      expect(kept).toEqual(ids.slice(0, kept.length));
      expect(cut.report.damagedCount > 0 || !isInsideRecord(file, at), `told of the cut at ${at}`).toBe(true);
    }
  });

  test('cut anywhere is recognised as nothing else', () => {
    for (let i = 1; i < cuts; i++) {
      const at = Math.floor((file.bytes.length * i) / cuts);
      const cut = readOrRefuse(file.bytes.subarray(0, at));
      expect([undefined, file.format.id, beforeTheRest[file.format.id]]).toContain(cut?.format);
    }
  });
});

test('random bytes in place of some never crash it', () => {
  const splice = fc.record({
    file: fc.constantFrom(...fixtureFiles.filter(({ bytes }) => bytes.length < 60_000)),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(200),
    added: fc.uint8Array({ maxLength: 20 }),
    isNamed: fc.boolean(),
  });
  fc.assert(
    fc.property(splice, ({ file, from, removed, added, isNamed }) => {
      const at = Math.floor(from * file.bytes.length);
      const bytes = Buffer.concat([
        file.bytes.subarray(0, at),
        added,
        file.bytes.subarray(Math.min(at + removed, file.bytes.length)),
      ]);
      const read = readOrRefuse(bytes, isNamed ? file.format.id : undefined);
      expect(read && plainSpans(read.store).length).toBe(read?.report.spanCount);
    }),
    { numRuns: 400 },
  );
});

test('random bytes never crash any format', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...formats), (bytes, format) => {
      const read = readOrRefuse(bytes, format.id);
      expect(read?.report.spanCount).toBe(read?.store.size);
    }),
    { numRuns: 400 },
  );
});

test('random JSON never crashes any format', () => {
  const keys = fc.constantFrom(
    ...'resourceSpans scopeSpans spans resource attributes key value stringValue traceId spanId id'.split(
      ' ',
    ),
    ...'annotations binaryAnnotations endpoint tags localEndpoint timestamp duration'.split(' '),
    ...'data traceID spanID processes process references logs fields operationName'.split(' '),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'large', withCrossShrink: true },
      fc.constantFrom('', 'cs', 'sr', '00000000000000a1', 1, -1, 1e300, true, null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom(...formats), (content, format) => {
      const read = readOrRefuse(Buffer.from(JSON.stringify([content])), format.id);
      expect(read && plainSpans(read.store).length).toBe(read?.report.spanCount);
    }),
    { numRuns: 500 },
  );
});

/** Ids of the formats that say a file is theirs. */
function takers(bytes: Uint8Array): string[] {
  const sketch = sketchJson(bytes.subarray(0, 1 << 17));
  return formats
    .filter((format) => (format.encoding === 'json' ? format.sniff(sketch) : format.sniff(bytes)))
    .map(({ id }) => id);
}

/** The bytes of a file in other clothes. */
function variantsOf({ bytes, format }: FixtureFile): [string, Uint8Array][] {
  const half = bytes.length >> 1;
  const variants: [string, Uint8Array][] = [
    ['in gzip', gzipSync(bytes)],
    [
      'in gzip of several members',
      Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]),
    ],
    ['in gzip in gzip', gzipSync(gzipSync(bytes))],
    ['in zstd', zstdFrame(bytes)],
    [
      'in zstd of several frames',
      Buffer.concat([zstdFrame(bytes.subarray(0, half)), zstdFrame(bytes.subarray(half))]),
    ],
  ];
  if (format.encoding === 'protobuf') return variants;
  const text = Buffer.from(bytes).toString();
  return [
    ...variants,
    ['with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['in UTF-16, little-endian', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['in UTF-16, big-endian', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['with CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['behind blanks', Buffer.from(` \t ${text}`)],
    ['behind NULs', Buffer.from(`\0\0\0${text}`)],
    ['before blanks and NULs', Buffer.from(`${text} \t\0\0`)],
  ];
}

/** Spans, and how many damages of which kind. */
function laidOut({ store, report }: Reading): unknown {
  return {
    spans: plainSpans(store),
    damages: report.damages.map(({ line, message }) => [line, message]),
    damagedCount: report.damagedCount,
    skipped: [...report.skipped],
  };
}

/** What reading gave; undefined where it was refused with the error for that. */
function readOrRefuse(bytes: Uint8Array, format?: string): Reading | undefined {
  try {
    return readBytes(bytes, format === undefined ? {} : { format });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

/** Whether a cut leaves a record without its end, told by JSON.parse: only of files whose lines are records, or that are one. */
function isInsideRecord({ bytes, format, isDamaged }: FixtureFile, at: number): boolean {
  if (format.encoding !== 'json' || isDamaged) return false;
  const text = Buffer.from(bytes).toString();
  if (!isJson(text) && !text.trim().split('\n').every(isJson)) return false;
  const cut = Buffer.from(bytes.subarray(0, at)).toString();
  const rest = isJson(text) ? cut : cut.slice(cut.lastIndexOf('\n') + 1);
  return rest.trim() !== '' && !isJson(rest);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
