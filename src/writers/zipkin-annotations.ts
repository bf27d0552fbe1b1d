/** Events as Zipkin's annotations: a time and a text. Attributes go into the text, where readers find them again. */
import { type AttributeTable, AttributeType } from '../model/attributes.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { jsonLine } from '../views/outputs/json.ts';
import type { Losses, LossKind } from './losses.ts';
import type { StoreTexts } from './store-texts.ts';
import { unixMicroText } from './times.ts';

const precision: LossKind = { thing: 'event', why: 'times are cut to microseconds' };
const types: LossKind = { thing: 'event attribute', why: 'JSON does not tell their types' };

/** The field `annotations` behind a comma; nothing where there are no events. */
export function zipkinAnnotations(store: SpanStore, row: SpanRow, texts: StoreTexts, losses: Losses): string {
  const { events } = store;
  let text = '';
  for (let e = events.firstOf(row); e < events.size && events.span[e] === row; e++) {
    if (events.nanos[e] % 1000 !== 0) losses.note(precision);
    const value = annotationValue(store, e, texts, losses);
    text += `,{"timestamp":${unixMicroText(events.seconds[e], events.nanos[e])},"value":${value}}`;
  }
  return text === '' ? '' : `,"annotations":[${text.slice(1)}]`;
}

function annotationValue(
  { events, attributes }: SpanStore,
  event: number,
  texts: StoreTexts,
  losses: Losses,
): string {
  const name = texts.quoted(events.name[event]);
  const count = events.attributesCount[event];
  if (count === 0) return name;
  const from = events.attributesFrom[event];
  const fields: string[] = [];
  for (let a = from; a < from + count; a++) {
    if (losesType(attributes, a, texts)) losses.note(types);
    fields.push(`${texts.quoted(attributes.key[a])}:${fieldValue(attributes, a, texts)}`);
  }
  return jsonLine(`${name}:{${fields.join()}}`);
}

/** Where a text holds such a number, readers that use doubles do not take it for JSON. */
const longNumber = /[:[,]\s*-?\d{16}/;

/** Numbers that are long are texts. */
function fieldValue({ type, value }: AttributeTable, row: number, texts: StoreTexts): string {
  const text = texts.plain(type[row], value[row]);
  return isNumber(type[row]) && isLong(text) ? jsonLine(text) : text;
}

function losesType({ type, value }: AttributeTable, row: number, texts: StoreTexts): boolean {
  if (type[row] === AttributeType.bytes) return true;
  const text = texts.plain(type[row], value[row]);
  if (type[row] === AttributeType.json) return longNumber.test(text);
  const isWhole = type[row] === AttributeType.double && Number.isInteger(Number(text));
  return isNumber(type[row]) && (isWhole || isLong(text));
}

function isNumber(type: number): boolean {
  return type === AttributeType.int || type === AttributeType.double;
}

function isLong(text: string): boolean {
  return /^-?\d{16}/.test(text) || (Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text)));
}
