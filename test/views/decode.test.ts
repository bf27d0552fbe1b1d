import { describe, expect, test } from 'vitest';

import { decodeReport } from '../../src/views/decode.ts';
import { createStyle, type Style } from '../../src/views/style.ts';
import { displayWidth } from '../../src/views/text/width.ts';
import { decoded, spanId, traceId } from '../propagation/decoding.ts';

/** The report as text, for a terminal of this width or, without one, a pipe. */
function drawn(
  headers: string[],
  width?: number,
  style: Style = createStyle({ ...(width && { width }) }),
): string {
  return [...decodeReport(decoded(...headers)).text(style)].join('');
}

const traceparent = `traceparent: 00-${traceId}-${spanId}-01`;

test('a valid header, field by field, and its other spellings', () => {
  expect(drawn([traceparent], 100)).toBe(`\
W3C Trace Context  valid
  traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01

  version    00                the current one
  trace id   4bf92f3577b34da6a3ce929d0e0e4736
  parent id  00f067aa0ba902b7  the caller's span
  flags      01                sampled

the same context in other formats
  b3       b3: 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1
  b3multi  X-B3-TraceId: 4bf92f3577b34da6a3ce929d0e0e4736
           X-B3-SpanId: 00f067aa0ba902b7
           X-B3-Sampled: 1
  jaeger   uber-trace-id: 4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1
  xray     X-Amzn-Trace-Id:
           Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1
  datadog  x-datadog-trace-id: 11803532876627986230
           x-datadog-parent-id: 67667974448284343
           x-datadog-sampling-priority: 1
           x-datadog-tags: _dd.p.tid=4bf92f3577b34da6
`);
});

test('a caret under each place, words below it where they do not fit behind it', () => {
  const headers = [`00-${traceId.slice(1)}-${spanId}-0d`];
  expect(drawn(headers, 60)).toBe(
    `\
W3C Trace Context  broken, 1 error, 1 warning
  taken for traceparent by its form
  traceparent:
    00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-0d
       ^ error: trace id has 31 digits, 32 expected
                                                        ^
    warning: 2 unknown flags 0x04 0x08: version 00 sets them
    to zero

  version    00                the current one
! trace id   bf92f3577b34da6a3ce929d0e0e4736
  parent id  00f067aa0ba902b7  the caller's span
! flags      0d                sampled
`.replace('4bf92f3577b34da6a3ce929d0e0e473', traceId.slice(1)),
  );
  expect(drawn(headers)).toContain('\n                  ^ error: trace id has 31 digits, 32 expected\n');
});

test('several formats, what is wrong between them, ids in hexadecimal, and what was left out', () => {
  const headers = [
    'x-datadog-trace-id: 1',
    'x-datadog-parent-id: 255',
    'baggage: a=b%20c;p',
    'Host: x',
    'Accept: y',
  ];
  expect(drawn(headers)).toBe(`\
Datadog  valid
  x-datadog-trace-id: 1
  x-datadog-parent-id: 255

  trace id   1    0000000000000001, the low 64 bits
  parent id  255  00000000000000ff, the caller's span
  sampling        not said: whoever receives this decides

W3C Baggage  valid
  baggage: a=b%20c;p

  a  b c  p

ids in hexadecimal
  trace id  00000000000000000000000000000001
  span id   00000000000000ff

the same context in other formats
  w3c      traceparent: 00-00000000000000000000000000000001-00000000000000ff-00
           cannot leave the sampling decision open
  b3       b3: 00000000000000000000000000000001-00000000000000ff
  b3multi  X-B3-TraceId: 00000000000000000000000000000001
           X-B3-SpanId: 00000000000000ff
  jaeger   uber-trace-id: 00000000000000000000000000000001:00000000000000ff:0:0
           cannot leave the sampling decision open
  xray     X-Amzn-Trace-Id: Root=1-00000000-000000000000000000000001;Parent=00000000000000ff;Sampled=?

2 other headers left out: Host, Accept
`);
  expect(drawn([traceparent, `b3: ${traceId}-${spanId}-0`])).toContain(
    '\n\nwarning: b3 says not sampled, traceparent says sampled\n',
  );
});

test('what is broken but can be told is spelled rightly, too', () => {
  expect(drawn([`b3: ${traceId.toUpperCase()}-${spanId}-x`])).toContain(
    `\n\nthe context, rightly spelled\n  w3c      traceparent: 00-${traceId}-${spanId}-00\n  b3       b3: ${traceId}-${spanId}\n`,
  );
});

test('what was guessed says what else it could be', () => {
  expect(drawn(['a=b'])).toContain('  taken for tracestate by its form; it could be baggage, too\n');
});

test('a long value is shown around the place', () => {
  const members = Array.from({ length: 20 }, (_, i) => `key${i}=value`).join(',');
  expect(drawn([traceparent, `tracestate: ${members},Bad=1,${members.replaceAll('key', 'other')}`], 60))
    .toContain(`
  tracestate: key0=value,key1=value,k…18=value,other19=value
    …ue,key18=value,key19=value,Bad=1,other0=value,other1=v…
                                ^
    error: the key is in upper case, lower case expected
`);
});

describe('on 60 columns', () => {
  test.each([
    [[traceparent, 'tracestate: dd=s:2;o:rum;t.dm:-4;t.tid:640cfd8d00000000,ot=th:8']],
    [[`b3: ${traceId}-${spanId}-x`]],
    [[`X-B3-TraceId: ${traceId}`, `X-B3-SpanId: ${spanId}`, 'X-B3-ParentSpanId: 1']],
    [
      [
        'X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Lineage=a87bd80c:1|68fd508a:5',
      ],
    ],
    [['x-datadog-trace-id: a3ce929d0e0e4736', 'x-datadog-tags: _dd.p.tid=640cfd8d00000000,_dd.p.dm=-4']],
    [['sw8: 1-dHJhY2UuMQ==-c2VnbWVudC4y-3-c2hvcA==-c2hvcEAxMC4wLjAuMQ==-L2NhcnQ=-MTAuMC4wLjI6ODA=']],
    [[`baggage: ${'long-key'.repeat(20)}=${'long value '.repeat(20)};${'property;'.repeat(20)}`]],
    [['baggage: 名=名名名名名名名名名名名名名名名名名名名名名名名名名名名名名名名名']],
    [[`${'X'.repeat(90)}: y`, 'b3: 1', `uberctx-${'x'.repeat(80)}: y`]],
  ])('%j takes no wider line, but for what is there to be copied', (headers) => {
    const lines = drawn(headers, 60).split('\n');
    const wide = lines.filter((line) => displayWidth(line) > 60 && !/^ +Root=1-\S+$/.test(line));
    expect(wide).toEqual([]);
    expect(lines.some((line) => line.endsWith(' '))).toBe(false);
  });
});

describe('hostile headers', () => {
  test('control nothing', () => {
    const text = drawn(['baggage: a\x1b[2J=\u202ex\0,\ud800=\udcff', 'X\x1b: y', `uberctx-\u202e: \x9b`]);
    expect(text).toContain(String.raw`a\u{1b}[2J=\u{202e}x\u{0},\u{d800}=\xff`);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  test('with very many fields and problems show the first', () => {
    const text = drawn(
      [`baggage: ${'A b=1,'.repeat(300)}`, ...Array.from({ length: 50 }, () => 'uberctx-a: b')],
      80,
    );
    expect(text).toContain('    581 more problems; -o json has all\n');
    expect(text).toContain('  100 more fields; -o json has all\n');
    expect(text).toContain('  10 more headers; -o json has all\n');
    expect(text.split('\n').length).toBeLessThan(420);
  });

  test('of other names only some are listed', () => {
    const others = Array.from({ length: 12 }, (_, i) => `h${i}: x`);
    expect(drawn([traceparent, ...others])).toContain(
      '12 other headers left out: h0, h1, h2, h3, h4, h5, h6, h7, and 4 more\n',
    );
  });

  test('a pipe gets whole values', () => {
    const value = 'x'.repeat(5000);
    expect(drawn([`baggage: k=${value}`])).toContain(`\n  k  ${value}\n`);
    expect(drawn([`baggage: k=${value}`], 80)).not.toContain(value);
  });
});

test('colour says nothing that words do not', () => {
  const headers = [`traceparent: 00-${traceId.slice(1)}-${spanId}-0d`, 'b3: 1', 'baggage: a=1,,b=2', 'x: y'];
  const painted = drawn(headers, 80, createStyle({ width: 80, color: 1 }));
  expect(painted).toContain('\x1b[31mbroken, 1 error, 1 warning\x1b[39m');
  expect(painted).toContain('\x1b[32mvalid\x1b[39m');
  // oxlint-disable-next-line no-control-regex -- the colours
  expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(drawn(headers, 80));
});
