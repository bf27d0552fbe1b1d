/** Values of attributes as the store has them, decoded once each, and compared with literals. */
import { AttributeType } from '../model/attributes.ts';
import { parseJson } from '../model/parse-json.ts';
import type { StringId, StringTable } from '../model/strings.ts';
import type { Comparison, Literal, Operator } from './ast.ts';
import { compileRegex } from './regex.ts';
import { compare, isArray, kindValues, statusValues, type Value } from './values.ts';

/** Whether a value of an attribute, given by its type and value in the attribute table, passes. */
export type RawTest = (type: number, value: number) => boolean;

/** Decodes values of attributes of one store. */
export class AttributeValues {
  private readonly strings: StringTable;
  private readonly ints = new Map<StringId, Value>();
  private readonly arrays = new Map<StringId, Value>();

  constructor(strings: StringTable) {
    this.strings = strings;
  }

  /** The value; nil for bytes, maps, arrays of several types, and no value. */
  decode(type: number, value: number): Value {
    switch (type) {
      case AttributeType.string:
        return this.strings.text(value);
      case AttributeType.bool:
        return value !== 0;
      case AttributeType.int:
        return remembered(this.ints, value, () => integer(this.strings.text(value)));
      case AttributeType.double:
        return Number(this.strings.text(value));
      case AttributeType.json:
        return remembered(this.arrays, value, () => arrayValue(this.strings.text(value)));
      default:
        return undefined;
    }
  }

  /**
   * A comparison with a literal, which an attribute's value passes only if it is of the literal's own type: 5 is not 5.0.
   * Each distinct value is looked at once.
   */
  literalTest(operator: Operator, literal: Literal): RawTest {
    const passes = valueTest(operator, literal);
    const known = new Map<number, boolean>();
    return (type, value) => {
      // Strings and numbers share the numbering of the string table; the type tells them apart.
      const key = value * 8 + type;
      const before = known.get(key);
      if (before !== undefined) return before;
      const result = passes(this.decode(type, value));
      known.set(key, result);
      return result;
    };
  }
}

/** A comparison of values with a literal of the same type. */
function valueTest(operator: Operator, literal: Literal): (value: Value) => boolean {
  const test = sameTypeTest(operator, literal);
  const ofType = (value: Value): boolean => isOfType(value, literal) && test(value);
  return (value) => (isArray(value) ? value.some(ofType) : ofType(value));
}

function sameTypeTest(operator: Operator, literal: Literal): (value: Value) => boolean {
  if ((operator === '=~' || operator === '!~') && literal.type === 'string')
    return textTest(operator, literal.value);
  const wanted = literalValue(literal);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parser lets no other operator stand beside a literal here
  return (value) => compare(operator as Comparison, value, wanted);
}

/** Whether texts match a pattern, or for `!~` do not. */
export function textTest(operator: '=~' | '!~', pattern: string): (value: Value) => boolean {
  const regex = compileRegex(pattern);
  const wanted = operator === '=~';
  return (value) => typeof value === 'string' && regex.test(value) === wanted;
}

/** No attribute is a duration, a status or a kind. */
function isOfType(value: Value, { type }: Literal): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'int':
      return typeof value === 'bigint';
    case 'float':
      return typeof value === 'number';
    default:
      return false;
  }
}

/** The value that a literal stands for. */
export function literalValue(literal: Literal): Value {
  switch (literal.type) {
    case 'nil':
      return undefined;
    case 'status':
      return statusValues[literal.value];
    case 'kind':
      return kindValues[literal.value];
    default:
      return literal.value;
  }
}

function remembered(known: Map<StringId, Value>, id: StringId, make: () => Value): Value {
  if (!known.has(id)) known.set(id, make());
  return known.get(id);
}

function integer(text: string): Value {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

const item =
  /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+)(?![\d.eE])|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false))\s*(?:,|$)/y;

/**
 * The items of an array, given as JSON; one alone is its item. Nil for maps, nested arrays and items of several types, and
 * for none. The store writes 1.0 as 1, so numbers are floats if any is written like one.
 */
function arrayValue(json: string): Value {
  if (!json.startsWith('[')) return undefined;
  const body = json.slice(1, -1);
  const items: Value[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < body.length) {
    const found = item.exec(body);
    if (!found) return undefined;
    items.push(itemValue(found));
  }
  const values = items.some((value) => typeof value === 'number') ? items.map(asFloat) : items;
  const isOneType = values.every((value) => typeof value === typeof values[0]);
  return isOneType && values.length > 1 ? values : isOneType ? values[0] : undefined;
}

function itemValue([, text, int, float, truth]: RegExpExecArray): Value {
  if (text !== undefined) return String(parseJson(text));
  if (int !== undefined) return BigInt(int);
  return float === undefined ? truth === 'true' : Number(float);
}

function asFloat(value: Value): Value {
  return typeof value === 'bigint' ? Number(value) : value;
}
