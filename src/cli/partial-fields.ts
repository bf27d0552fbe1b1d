/** Fields of a partial result, looked at: it comes from a file that anyone may have written. */

/** Why something is no partial result. */
export class DamagedPartial extends Error {}

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** First fields of partial results, which tell what they hold. */
const kinds = ['tracectlStatistics', 'tracectlPatterns'] as const;

/** The object that a partial result is, of the kind that its first field names and of a version of that. */
export function partialObject(json: unknown, kind: (typeof kinds)[number], version: number): Fields {
  const found = isObject(json) ? kinds.find((one) => one in json) : undefined;
  if (!isObject(json) || found === undefined) throw new DamagedPartial('it is no partial result');
  if (found !== kind) throw new DamagedPartial(`it holds ${titleOf(found)}, not ${titleOf(kind)}`);
  if (json[kind] === version) return json;
  throw new DamagedPartial(`it is of version ${String(json[kind])}, and this is about version ${version}`);
}

function titleOf(kind: string): string {
  return kind.replace('tracectl', '').toLowerCase();
}

function isObject(json: unknown): json is Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The object in a field. Throws DamagedPartial, as all of these. */
export function object(json: unknown, name: string): Fields {
  if (!isObject(json)) throw wrong(name);
  return json;
}

/** The list in a field. */
export function array(json: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(name);
  return json;
}

/** The list in a field of an object. */
export function list(json: Fields, name: string): readonly unknown[] {
  return array(json[name], name);
}

/** A whole number from 0 to 2^53 - 1. */
export function natural(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name);
  return value;
}

/** A length of time, which may be a sum of many. */
export function nanos(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw wrong(name);
  return value;
}

/** A natural number in a field of an object. */
export function whole(json: Fields, name: string): number {
  return natural(json[name], name);
}

/** The text in a field of an object. */
export function text(json: Fields, name: string): string {
  const value = json[name];
  if (typeof value !== 'string') throw wrong(name);
  return value;
}

/** One of some names. */
export function oneOf<Name extends string>(json: Fields, name: string, names: readonly Name[]): Name {
  const found = names.find((known) => known === json[name]);
  if (found === undefined) throw wrong(name);
  return found;
}

/** A whole number of any size from 0 on, in digits. */
export function sum(json: Fields, name: string): bigint {
  const digits = text(json, name);
  if (!/^\d{1,40}$/.test(digits)) throw wrong(name);
  return BigInt(digits);
}

/** An instant in digits; null is none. */
export function instant(json: Fields, name: string): bigint | undefined {
  const digits = json[name];
  if (digits === null) return undefined;
  if (typeof digits !== 'string' || !/^-?\d{1,25}$/.test(digits)) throw wrong(name);
  return BigInt(digits);
}

/** What is thrown where a field is not what it has to be. */
export function wrong(name: string): DamagedPartial {
  return new DamagedPartial(`its field ${name} is not what it has to be`);
}
