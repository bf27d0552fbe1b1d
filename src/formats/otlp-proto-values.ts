/** KeyValue and AnyValue of OTLP's protobuf (common.proto). */
import type { ProtobufReader } from '../bytes/protobuf-reader.ts';
import { AttributeType } from '../model/attributes.ts';
import type { AttributeSink } from '../model/span-writer.ts';

/** Arrays and maps nested deeper than this are kept as null. */
const deepest = 64;

/** Reads one KeyValue into a sink. */
export function readAttribute(protobuf: ProtobufReader, sink: AttributeSink): void {
  const end = protobuf.message();
  let key = 0;
  let type: number = AttributeType.empty;
  let value = 0;
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) key = protobuf.text();
    else if (protobuf.field === 2 && sink.wants(key)) [type, value] = readAnyValue(protobuf);
    else protobuf.skip();
  }
  if (sink.wants(key)) sink.attribute(key, type, value);
}

/** The columns of one AnyValue: type and value. */
function readAnyValue(protobuf: ProtobufReader): [type: number, value: number] {
  const { strings } = protobuf;
  const end = protobuf.message();
  let found: [number, number] = [AttributeType.empty, 0];
  while (protobuf.nextField(end)) {
    switch (protobuf.field) {
      case 1:
        found = [AttributeType.string, protobuf.text()];
        break;
      case 2:
        found = [AttributeType.bool, protobuf.unsigned() === 0 ? 0 : 1];
        break;
      case 3:
        found = [AttributeType.int, strings.add(String(protobuf.int64()))];
        break;
      case 4:
        found = [AttributeType.double, strings.add(String(protobuf.double()))];
        break;
      case 5:
        found = [AttributeType.json, strings.add(listText(protobuf, 1, elementText, '[]'))];
        break;
      case 6:
        found = [AttributeType.json, strings.add(listText(protobuf, 1, fieldText, '{}'))];
        break;
      case 7:
        found = [AttributeType.bytes, strings.add(base64(protobuf))];
        break;
      default:
        protobuf.skip();
    }
  }
  return found;
}

type ItemText = (protobuf: ProtobufReader, depth: number) => string;

/** The items of an ArrayValue or KeyValueList as JSON between two brackets. */
function listText(protobuf: ProtobufReader, depth: number, item: ItemText, [open, close]: string): string {
  const end = protobuf.message();
  const items: string[] = [];
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1 && depth < deepest) items.push(item(protobuf, depth));
    else protobuf.skip();
  }
  return `${open}${items.join(',')}${close}`;
}

function fieldText(protobuf: ProtobufReader, depth: number): string {
  const end = protobuf.message();
  let key = '';
  let value = 'null';
  while (protobuf.nextField(end)) {
    if (protobuf.field === 1) key = protobuf.strings.text(protobuf.text());
    else if (protobuf.field === 2) value = elementText(protobuf, depth);
    else protobuf.skip();
  }
  return `${JSON.stringify(key)}:${value}`;
}

/** One AnyValue as JSON; numbers that JSON's readers would not keep exact are strings. */
function elementText(protobuf: ProtobufReader, depth: number): string {
  const end = protobuf.message();
  let text = 'null';
  while (protobuf.nextField(end)) {
    switch (protobuf.field) {
      case 1:
        text = JSON.stringify(protobuf.strings.text(protobuf.text()));
        break;
      case 2:
        text = protobuf.unsigned() === 0 ? 'false' : 'true';
        break;
      case 3:
        text = integerText(protobuf.int64());
        break;
      case 4:
        text = doubleText(protobuf.double());
        break;
      case 5:
        text = listText(protobuf, depth + 1, elementText, '[]');
        break;
      case 6:
        text = listText(protobuf, depth + 1, fieldText, '{}');
        break;
      case 7:
        text = JSON.stringify(base64(protobuf));
        break;
      default:
        protobuf.skip();
    }
  }
  return text;
}

function integerText(value: bigint): string {
  return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`;
}

function doubleText(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

function base64(protobuf: ProtobufReader): string {
  return Buffer.from(protobuf.bytes()).toString('base64');
}
