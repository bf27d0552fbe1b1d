/** What people hardly ever write, but JSON allows, means the same by shape as key by key. */
import { describe, expect, test } from 'vitest';

import { readBothWays } from './reading.ts';

/** Nine objects, so that there is something to recognise, each with its own id. */
function repeated(object: string): string {
  return Array.from({ length: 9 }, (_, i) => object.replace('#', `${i + 1}`)).join(',');
}

describe.each([true, false])('details: %s', (details) => {
  test.each([
    ['a key with an escape', '"n\\u0061me":"a"'],
    ['an id’s key with an escape', '"parentSp\\u0061nId":"00000000000000aa"'],
    ['a status with an escape in its key', '"status":{"c\\u006fde":2}'],
    ['an enumeration twice', '"kind":"SPAN_KIND_CLIENT","kind":2'],
    ['a parent, and then none', '"parentSpanId":"00000000000000aa","parentSpanId":""'],
    ['a field in both spellings', '"parent_span_id":"00000000000000aa","parentSpanId":"00000000000000bb"'],
    ['a list twice', '"attributes":[{"key":"a","value":{"intValue":1}}],"attributes":[]'],
    ['an attribute without anything', '"attributes":[{}]'],
    ['an attribute without a key, and one with', '"attributes":[{},{"key":"a","value":{"intValue":1}}]'],
    ['an attribute of only a key', '"attributes":[{"key":"a"}]'],
    ['keys in other scripts', '"größe":1,"attributes":[{"key":"größe","value":{"stringValue":"東京"}}]'],
  ])('OTLP: %s', (_, fields) => {
    const span = `{"traceId":"9be53f7162d5e4f7c52accd9466025b4","spanId":"000000000000000#",${fields},"startTimeUnixNano":"1","endTimeUnixNano":"2"}`;
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[${repeated(span)}]}]}]}`;
    const [byShape, byKeys] = readBothWays(text, { details });
    expect(byShape).toEqual(byKeys);
  });

  test.each([
    ['a key with an escape', '"operationN\\u0061me":"a"'],
    ['a name twice', '"operationName":"a","operationName":"b"'],
    ['a parent, and then none', '"parentSpanID":"00000000000000aa","parentSpanID":""'],
    ['tags twice', '"tags":[{"key":"span.kind","value":"client"}],"tags":[]'],
    ['a tag without anything', '"tags":[{}]'],
    ['a tag without a key, and one with', '"tags":[{},{"key":"a","type":"int64","value":1}]'],
    ['a tag of only a key', '"tags":[{"key":"a"}]'],
    ['a kind that is true', '"tags":[{"key":"span.kind","type":"bool","value":true}]'],
    ['keys in other scripts', '"größe":1,"tags":[{"key":"größe","type":"string","value":"東京"}]'],
  ])('Jaeger: %s', (_, fields) => {
    const span = `{"traceID":"9be53f7162d5e4f7c52accd9466025b4","spanID":"000000000000000#",${fields},"startTime":1,"duration":2,"processID":"p"}`;
    const text = `{"data":[{"traceID":"9be53f7162d5e4f7c52accd9466025b4","spans":[${repeated(span)}],"processes":{"p":{}}}]}`;
    const [byShape, byKeys] = readBothWays(text, { details });
    expect(byShape).toEqual(byKeys);
  });
});
