import { readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Format } from '../../src/formats/format.ts';
import { jaeger } from '../../src/formats/jaeger.ts';
import { otlpJson } from '../../src/formats/otlp-json.ts';
import { otlpProto } from '../../src/formats/otlp-proto.ts';
import { zipkinProto } from '../../src/formats/zipkin-proto.ts';
import { zipkin } from '../../src/formats/zipkin.ts';
import { Intake, MalformedBody, NotKept } from '../../src/receiver/intake.ts';
import { jaegerJson } from '../../src/receiver/jaeger-thrift.ts';
import { readBytes } from '../formats/reading.ts';
import { requestOf } from './receiving.ts';
import { batch, reference, spanStruct, tag } from './thrift-batch.ts';

const thriftBatch = batch('shop', [
  spanStruct({ id: 2n, parent: 1n, references: [reference(0, 7n, 9n)], tags: [tag('k', { string: 'v' })] }),
]);

const bodies: [name: string, format: Format, body: Uint8Array, prepare: (body: Uint8Array) => Uint8Array][] =
  [
    ['otlp-json', otlpJson, readFileSync('fixtures/otlp-json/checkout.json').subarray(0, 6000), same],
    ['otlp-proto', otlpProto, readFileSync('fixtures/otlp-proto/quirks.pb'), same],
    ['zipkin', zipkin, readFileSync('fixtures/zipkin/quirks.json'), same],
    ['zipkin-proto', zipkinProto, readFileSync('fixtures/zipkin-proto/drawn.pb'), same],
    ['jaeger', jaeger, thriftBatch, jaegerJson],
  ];

function same(body: Uint8Array): Uint8Array {
  return body;
}

/** Something that keeps what it takes, as lines. */
function keepingIntake(): { intake: Intake; kept: Uint8Array[] } {
  const kept: Uint8Array[] = [];
  return { intake: new Intake(({ lines }) => kept.push(lines)), kept };
}

/** The spans taken of a body; none of a malformed one. Throws what is not the refusal of one. */
function spansTaken(intake: Intake, format: Format, body: () => Uint8Array): number {
  try {
    return intake.take(format, body()).spanCount;
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    return 0;
  }
}

test.each(bodies)(
  '%s, however it is altered, is refused as malformed or kept as lines that can be read',
  (_name, format, body, prepare) => {
    const change = fc.tuple(fc.nat(body.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(body.length), (changes, length) => {
        const altered = Uint8Array.from(body.subarray(0, length || body.length));
        for (const [at, byte] of changes) altered[at % altered.length] = byte;
        const { intake, kept } = keepingIntake();
        const spanCount = spansTaken(intake, format, () => prepare(altered));
        const read = kept.map((lines) => readBytes(lines));
        expect(read.flatMap(({ report }) => report.damages)).toEqual([]);
        expect(read.map(({ store }) => store.size)).toEqual(spanCount > 0 ? [spanCount] : []);
      }),
      { numRuns: 300 },
    );
  },
);

test('requests of all formats, one after the other, come out as each does alone', () => {
  const malformed = ['malformed', otlpJson, Buffer.from('{"resourceSpans":[{"resource":{'), same] as const;
  const requests = [...bodies, malformed, ['empty', zipkin, Buffer.from('[]'), same] as const];
  const lines = (order: readonly number[]): string => {
    const { intake, kept } = keepingIntake();
    for (const index of order) {
      const [, format, body, prepare] = requests[index];
      spansTaken(intake, format, () => prepare(body));
    }
    return Buffer.concat(kept).toString();
  };
  const alone = requests.map((_, index) => lines([index]));
  fc.assert(
    fc.property(fc.array(fc.nat(requests.length - 1), { maxLength: 12 }), (order) => {
      expect(lines(order)).toBe(order.map((index) => alone[index]).join(''));
    }),
  );
});

test('what is still on its way at the end is not kept, nor acknowledged', () => {
  const kept: unknown[] = [];
  const intake = new Intake((one) => kept.push(one));
  const body = Buffer.from(requestOf('b7ad6b7169203331'));
  intake.take(otlpJson, body);
  intake.close();
  expect(() => intake.take(otlpJson, body)).toThrow(NotKept);
  expect(kept).toHaveLength(1);
});
