/**
 * The protobuf messages in `fixtures/` that were drawn by hand, by file: tests compare the files with what stands here,
 * and `UPDATE_FIXTURES=1 npx vitest run --project unit test/formats/drawn-protobuf.test.ts` writes them.
 */
import { bytes, double, fixed32, fixed64, framed, id, message, text, varint } from './protobuf-writer.ts';

const start = 1_700_000_000_000_000_000n;

const attribute = (key: string, ...value: Uint8Array[]): Uint8Array =>
  bytes(9, text(1, key), ...(value.length > 0 ? [bytes(2, ...value)] : []));

const element = (...value: Uint8Array[]): Uint8Array => bytes(1, ...value);

const service = (name: string): Uint8Array =>
  bytes(1, bytes(1, text(1, 'service.name'), bytes(2, text(1, name))));

const everyType = bytes(
  2,
  id(1, '000000000000000000000000000000a1'),
  id(2, '00000000000000a1'),
  text(3, 'a=1'),
  text(5, 'every type'),
  varint(6, 1),
  fixed64(7, start + 1n),
  fixed64(8, start + 2n),
  attribute('string', text(1, 'päivää \0 😀')),
  attribute('int', varint(3, 9_223_372_036_854_775_807n)),
  attribute('negative int', varint(3, -42)),
  attribute('double', double(4, 1.5e-7)),
  attribute('not a number', double(4, Number.NaN)),
  attribute('true', varint(2, 1)),
  attribute('false', varint(2, 0)),
  attribute('bytes', id(7, '000102ff')),
  attribute(
    'array',
    bytes(
      5,
      element(text(1, 'a')),
      element(varint(3, 9_007_199_254_740_993n)),
      element(double(4, 0.5)),
      element(varint(2, 1)),
      element(bytes(5)),
      element(),
    ),
  ),
  attribute(
    'map',
    bytes(6, bytes(1, text(1, 'x'), bytes(2, bytes(6, bytes(1, text(1, 'y'), bytes(2, text(1, '"z"'))))))),
  ),
  attribute('empty string', text(1, '')),
  attribute('empty array', bytes(5)),
  attribute('empty value', new Uint8Array()),
  attribute('no value'),
  bytes(11, fixed64(1, start + 1n), text(2, 'event'), bytes(3, text(1, 'n'), bytes(2, varint(3, 1)))),
  bytes(11, text(2, 'event without time')),
  bytes(
    13,
    id(1, '000000000000000000000000000000b1'),
    id(2, '00000000000000b1'),
    text(3, 'b=2'),
    bytes(4, text(1, 'why'), bytes(2, text(1, 'batch'))),
  ),
  bytes(15, text(2, 'broken'), varint(3, 2)),
  fixed32(16, 257),
);

const otherOrder = message(
  // Scope spans before the resource, spans before the scope, an unknown field in between.
  bytes(
    1000,
    bytes(
      2,
      text(5, 'fields in another order'),
      fixed64(8, start + 9n),
      fixed64(7, start),
      id(4, '00000000000000a1'),
      id(2, '00000000000000a2'),
      text(99, 'unknown'),
      id(1, '000000000000000000000000000000a1'),
    ),
    bytes(1, text(1, 'old'), text(2, '0.1')),
  ),
  service('behind'),
);

const shortOfIds = bytes(2, bytes(2, id(1, '000000000000000000000000000000a1'), text(5, 'without an id')));

/** OTLP: resource spans with every type of attribute. */
const otlpQuirks = message(
  bytes(
    1,
    service('types'),
    bytes(
      2,
      bytes(1, text(1, 'drawn'), text(2, '1.0'), bytes(3, text(1, 'by'), bytes(2, text(1, 'hand')))),
      everyType,
    ),
  ),
  bytes(1, otherOrder),
);

const wholeSpan = (spanId: string, name: string): Uint8Array =>
  bytes(
    1,
    service('whole'),
    bytes(2, bytes(2, id(1, '000000000000000000000000000000e1'), id(2, spanId), text(5, name))),
  );

const brokenSpan = bytes(
  1,
  service('broken'),
  bytes(2, bytes(2, id(1, '000000000000000000000000000000e1'), varint(2, 7))),
);

/** OTLP: messages behind their lengths, the second not what it should be, the third short of an id, the last cut. */
const otlpDamaged = message(
  framed(wholeSpan('00000000000000e1', 'before the damage')),
  framed(brokenSpan),
  framed(bytes(1, service('short'), shortOfIds)),
  framed(wholeSpan('00000000000000e2', 'behind the damage')),
  framed(wholeSpan('00000000000000e3', 'the file ends here')).subarray(0, 50),
);

const zipkinSpan = (...fields: Uint8Array[]): Uint8Array => bytes(1, ...fields);

const micros = start / 1000n;

const zipkinDrawn = message(
  zipkinSpan(
    id(1, '00000000000000f10000000000000001'),
    id(3, '0000000000000001'),
    varint(4, 1),
    text(5, 'get'),
    fixed64(6, micros + 1n),
    varint(7, 5000),
    bytes(
      8,
      text(1, 'frontend'),
      id(2, '0a000001'),
      id(3, '20010db8000000000000000000000001'),
      varint(4, 8080),
    ),
    bytes(9, text(1, 'backend'), id(3, '20010db8000000000000000000000002'), varint(4, 9000)),
    bytes(10, fixed64(1, micros + 101n), text(2, 'cache miss')),
    bytes(10, fixed64(1, micros + 201n), text(2, '{"retry": {"attempt": 1}}')),
    bytes(11, text(1, 'http.method'), text(2, 'GET')),
    bytes(11, text(1, 'empty')),
    varint(12, 1),
  ),
  zipkinSpan(
    id(1, '00000000000000f10000000000000001'),
    id(3, '0000000000000001'),
    varint(4, 2),
    text(5, 'get /'),
    fixed64(6, micros + 1001n),
    varint(7, 3000),
    bytes(8, text(1, 'backend'), id(3, '20010db8000000000000000000000002'), id(2, '0a000002'), varint(4, 0)),
    varint(13, 1),
  ),
  zipkinSpan(
    id(1, '00000000000000a1'),
    id(2, '00000000000000a0'),
    id(3, '00000000000000a1'),
    varint(4, 3),
    bytes(11, text(1, 'error'), text(2, 'connection reset')),
  ),
  zipkinSpan(id(1, '00000000000000a1'), id(2, '00000000000000a1'), id(3, '00000000000000a2'), varint(4, 4)),
  zipkinSpan(id(1, '00000000000000a1'), id(3, '00000000000000a3'), varint(4, 9), text(5, 'no kind known')),
);

const zipkinDamaged = message(
  zipkinSpan(id(1, '00000000000000b1'), id(3, '00000000000000b1'), text(5, 'before the damage')),
  zipkinSpan(id(1, '00000000000000b1'), text(5, 'without an id')),
  zipkinSpan(id(1, '00000000000000b1'), id(3, '00000000000000b2'), bytes(10, fixed32(1, 7))),
  zipkinSpan(id(1, '00000000000000b1'), id(3, '00000000000000b3'), text(5, 'behind the damage')),
  zipkinSpan(id(1, '00000000000000b1'), id(3, '00000000000000b4'), text(5, 'the file ends here')).subarray(
    0,
    30,
  ),
);

/** Content of each file. */
export const drawnProtobuf: Readonly<Record<string, Uint8Array>> = {
  'otlp-proto/quirks.pb': otlpQuirks,
  'otlp-proto/quirks-damaged.bin': otlpDamaged,
  'zipkin-proto/drawn.pb': zipkinDrawn,
  'zipkin-proto/damaged.pb': zipkinDamaged,
};
