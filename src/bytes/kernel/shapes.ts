/**
 * The hot loop of reading by shape, as AssemblyScript (TypeScript's syntax, compiled to WebAssembly): it walks from object to
 * object of a list, comparing sixteen bytes at a time with what stood there before, and takes down the values in between.
 * json-shapes.ts says what a shape is; shape-kernel.ts has it run, json-shape-tree.ts fills the steps in, and shape-values.ts empties
 * the objects.
 *
 *   memory   scalars │ steps │ their texts │ recent texts │ objects │ list values │ what was kept │ window … to the end
 *
 * The window ends in a NUL, which no text has, and memory goes on behind it: any load of sixteen bytes from within the window is
 * one of memory, and whatever is compared or scanned stops at the NUL.
 */

/** Behind the last object that was read or found; and where that may be kept. */
export const stopAt: i32 = 0;
export const placeAt: i32 = 4;
/** The digits of the last id that has 32 of them, and its four words: spans of one trace stand together. */
const lastDigitsAt: i32 = 16;
const lastWordsAt: i32 = 48;

/** Steps: i32 kind, field, digits, text, byteLength, first, likely, other; the last three are steps, or 0. */
export const stepsAt: i32 = 64;
export const stepSize: i32 = 32;
export const mostSteps: i32 = 4096;

/** Texts of steps, one after the other. */
export const textsAt: i32 = stepsAt + stepSize * mostSteps;
export const textsSize: i32 = 1 << 18;

/** Texts met before, by a few of their bytes: i32 id, length, then up to 56 bytes. */
const recentAt: i32 = textsAt + textsSize;
const recentBits: i32 = 10;
const recentSize: i32 = 64;
const recentBytes: i32 = 56;

/**
 * Objects: i32 fields met, where it begins, where its list values begin, how many; 16 bytes a field; then i32 the passage before
 * it (what was kept of it), or 0.
 */
export const objectsAt: i32 = recentAt + (recentSize << recentBits);
export const objectSize: i32 = 272;
export const passageOffset: i32 = 256;
export const mostObjects: i32 = 128;
/** Fields from this number on are those of lists, and may come several times in an object. */
const firstListField: i32 = 15;

/** List values: i32 step, 1 for an id of 32 digits, two unused; then 16 bytes. */
const listValuesAt: i32 = objectsAt + objectSize * mostObjects;
export const listValueSize: i32 = 32;
const mostListValues: i32 = 2048;

/** Objects and passages met before, by a hash of their bytes: i32 length, two numbers, one unused. Their bytes are behind. */
const keptAt: i32 = listValuesAt + listValueSize * mostListValues;
const keptBits: i32 = 9;
const keptSize: i32 = 16;
const keptBytesAt: i32 = keptAt + (keptSize << keptBits);
const mostKeptBytes: i32 = 2048;

export const windowAt: i32 = keptBytesAt + (mostKeptBytes << keptBits);

/** What stands behind a step's text; as in json-shape-tree.ts. */
const enum Step {
  end,
  string,
  token,
  nested,
  id,
  instant,
  integer,
  flag,
  text,
  number,
  whole,
}

const quote: i32 = 0x22;
const backslash: i32 = 0x5c;
const comma: i32 = 0x2c;
const newline: i32 = 0x0a;

/** Where the next list value goes. */
let listValues: i32 = 0;
/** The eight bytes that the passage kept last ends with; 0 as long as none was kept. */
let passageEnd: u64 = 0;

/**
 * Reads up to `most` objects of a list, the first at `from`, by the shapes that begin at step `root`; and of the lists behind it,
 * if `overPassages`, where what stands between is known. Returns how many; `stopAt` then holds the position behind the last.
 */
export function readObjects(root: i32, from: i32, most: i32, overPassages: bool): i32 {
  listValues = listValuesAt;
  let count = 0;
  let at = from;
  let passage = 0;
  while (count < most) {
    const object = objectsAt + count * objectSize;
    const stop = readObject(root, at, object);
    if (stop < 0) break;
    store<i32>(object, passage, passageOffset);
    count++;
    store<i32>(stopAt, stop);
    if (load<u8>(stop) === comma) {
      passage = 0;
      at = stop + 1;
      continue;
    }
    passage = overPassages ? findPassage(stop) : 0;
    if (passage === 0) break;
    at = stop + load<i32>(passage);
  }
  return count;
}

/** Reads the object at a position. Returns the position behind it; -1 if it has none of the shapes. */
function readObject(root: i32, from: i32, object: i32): i32 {
  const firstValue = listValues;
  store<i32>(object, 0);
  store<i32>(object, from, 4);
  store<i32>(object, firstValue, 8);
  let at = from;
  let step = root;
  do {
    let next = load<i32>(step, 24);
    let behind = next === 0 ? -1 : take(next, at, object);
    if (behind < 0) {
      for (next = load<i32>(step, 20); next !== 0; next = load<i32>(next, 28)) {
        behind = take(next, at, object);
        if (behind >= 0) break;
      }
      if (next === 0) return -1;
      store<i32>(step, next, 24);
    }
    at = behind;
    step = next;
  } while (load<i32>(step) !== Step.end);
  store<i32>(object, (listValues - firstValue) / listValueSize, 12);
  return at;
}

/** Reads a step's text and value. Returns the position behind them; -1 if something else stands there. */
function take(step: i32, from: i32, object: i32): i32 {
  const length = load<i32>(step, 16);
  if (!isSame(load<i32>(step, 12), from, length)) return -1;
  const at = from + length;
  const kind = load<i32>(step);
  switch (kind) {
    case Step.end:
      return at;
    case Step.string:
      return stringStop(at);
    case Step.token:
      return tokenStop(at);
    case Step.nested:
      return nestedStop(at);
  }
  const field = load<i32>(step, 4);
  const isListed = field >= firstListField;
  if (isListed && listValues === listValuesAt + listValueSize * mostListValues) return -1;
  const value = isListed ? listValues + 16 : object + 16 + field * 16;
  let stop: i32;
  let isLong = 0;
  switch (kind) {
    case Step.id:
      isLong = i32(load<u8>(at + 16) !== quote);
      stop = isLong ? takeLongId(at, value) : takeId(at, value);
      break;
    case Step.instant:
      stop = takeInstant(at, load<i32>(step, 8), value);
      break;
    case Step.integer:
      stop = takeInteger(at, value);
      break;
    case Step.flag:
      stop = takeFlag(at, value);
      break;
    case Step.text:
      stop = plainStringStop(at);
      if (stop >= 0) takeText(at, stop - at, value);
      break;
    default:
      stop = numberStop(at, kind === Step.whole);
      if (stop >= 0) takeText(at, stop - at, value);
  }
  if (stop < 0) return -1;
  if (isListed) {
    store<i32>(listValues, step);
    store<i32>(listValues, isLong, 4);
    listValues += listValueSize;
  } else {
    const bits = 0x10001 << field;
    store<i32>(object, (load<i32>(object) & ~bits) | (1 << field) | (isLong << (field + 16)));
  }
  return stop;
}

/** Whether `length` bytes are the same at two places. */
function isSame(text: i32, at: i32, length: i32): bool {
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(text + i), v128.load(at + i)))) return false;
  }
  const same = i8x16.bitmask(i8x16.eq(v128.load(text + i), v128.load(at + i)));
  return (~same & ((1 << (length - i)) - 1)) === 0;
}

/** Bits of those of sixteen bytes at which a string ends or is no longer plain: quote, backslash, control characters. */
function stringStops(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
  const backslashes = i8x16.eq(bytes, i8x16.splat(0x5c));
  const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/** Where a string ends, or what is plain of it. */
function plainEnd(from: i32): i32 {
  let at = from;
  let found = stringStops(v128.load(at));
  while (found === 0) {
    at += 16;
    found = stringStops(v128.load(at));
  }
  return at + ctz(found);
}

/** The closing quote of a string without escapes; -1 for another. */
function plainStringStop(from: i32): i32 {
  const stop = plainEnd(from);
  return load<u8>(stop) === quote ? stop : -1;
}

/** The closing quote of the string that goes on at a position; -1 if the window or the line ends first. */
function stringStop(from: i32): i32 {
  let at = plainEnd(from);
  while (load<u8>(at) !== quote) {
    const byte = load<u8>(at);
    const escaped = byte === backslash ? load<u8>(at + 1) : byte;
    if (escaped === 0 || escaped === newline) return -1;
    at = plainEnd(at + (byte === backslash ? 2 : 1));
  }
  return at;
}

/** Whether a byte is of numbers, true, false and null. */
function isTokenByte(byte: i32): bool {
  return (
    u32(byte - 0x30) < 10 || u32((byte | 0x20) - 0x61) < 26 || byte === 0x2b || byte === 0x2d || byte === 0x2e
  );
}

/** Behind the number, true, false or null at a position. */
function tokenStop(from: i32): i32 {
  let at = from;
  while (isTokenByte(load<u8>(at))) at++;
  return at > from ? at : -1;
}

/** Behind the array or object at a position; -1 if the window or the line ends first. */
export function nestedStop(from: i32): i32 {
  const first = load<u8>(from);
  if (first !== 0x7b && first !== 0x5b) return -1;
  let open = 0;
  let at = from;
  do {
    let found = structure(v128.load(at));
    while (found === 0) {
      at += 16;
      found = structure(v128.load(at));
    }
    at += ctz(found);
    const byte = load<u8>(at);
    at++;
    if (byte === quote) {
      at = stringStop(at) + 1;
      if (at === 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) open++;
    else if (byte >= 0x20) open--;
    else if (byte === 0 || byte === newline) return -1;
  } while (open > 0);
  return at;
}

/** Bits of those of sixteen bytes that mean something between tokens: quotes, brackets, control characters. */
function structure(bytes: v128): i32 {
  const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
  const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
  // [ and {, ] and } differ in one bit.
  const folded = v128.or(bytes, i8x16.splat(0x20));
  const opening = i8x16.eq(folded, i8x16.splat(0x7b));
  const closing = i8x16.eq(folded, i8x16.splat(0x7d));
  return i8x16.bitmask(v128.or(v128.or(quotes, controls), v128.or(opening, closing)));
}

/** Whether the sixteen bytes are hexadecimal digits. */
function areHex(digits: v128): bool {
  const decimal = i8x16.lt_u(i8x16.sub(digits, i8x16.splat(0x30)), i8x16.splat(10));
  const lowered = v128.or(digits, i8x16.splat(0x20));
  const letter = i8x16.lt_u(i8x16.sub(lowered, i8x16.splat(0x61)), i8x16.splat(6));
  return i8x16.all_true(v128.or(decimal, letter));
}

/** The number that sixteen hexadecimal digits spell. */
function hexValue(digits: v128): u64 {
  // Of a letter the low four bits are its value less nine, and bit 6 is set.
  const isLetter = i8x16.shr_u(digits, 6);
  const nines = v128.and(i8x16.sub(i8x16.splat(0), isLetter), i8x16.splat(9));
  const values = i8x16.add(v128.and(digits, i8x16.splat(0x0f)), nines);
  const pairs = v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
  const bytes = i8x16.shuffle(pairs, pairs, 14, 12, 10, 8, 6, 4, 2, 0, 14, 12, 10, 8, 6, 4, 2, 0);
  return i64x2.extract_lane(bytes, 0);
}

/** An id of 16 digits: two words of nothing, then its own. */
function takeId(at: i32, value: i32): i32 {
  const digits = v128.load(at);
  if (!areHex(digits)) return -1;
  store<u64>(value, 0);
  storeWords(value + 8, hexValue(digits));
  return at + 16;
}

/** An id of 32 digits: four words. */
function takeLongId(at: i32, value: i32): i32 {
  const high = v128.load(at);
  const low = v128.load(at + 16);
  const isLast = v128.and(
    i8x16.eq(high, v128.load(lastDigitsAt)),
    i8x16.eq(low, v128.load(lastDigitsAt + 16)),
  );
  if (!i8x16.all_true(isLast)) {
    if (!areHex(high) || !areHex(low)) return -1;
    storeWords(lastWordsAt, hexValue(high));
    storeWords(lastWordsAt + 8, hexValue(low));
    v128.store(lastDigitsAt, high);
    v128.store(lastDigitsAt + 16, low);
  }
  v128.store(value, v128.load(lastWordsAt));
  return at + 32;
}

function storeWords(at: i32, words: u64): void {
  store<u32>(at, u32(words >> 32));
  store<u32>(at, u32(words), 4);
}

/** How many decimal digits stand at a position, up to 32. */
function digitCount(at: i32): i32 {
  const first = notDigits(v128.load(at));
  return first !== 0 ? ctz(first) : 16 + ctz(notDigits(v128.load(at + 16)) | 0x10000);
}

function notDigits(bytes: v128): i32 {
  return i8x16.bitmask(i8x16.gt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9)));
}

/** The number that up to 19 digits spell. */
function decimal(from: i32, to: i32): u64 {
  let value: u64 = 0;
  let at = from;
  for (; at + 8 <= to; at += 8) value = value * 100_000_000 + eightDigits(load<u64>(at));
  for (; at < to; at++) value = value * 10 + u64(load<u8>(at) - 0x30);
  return value;
}

/** Eight digits, the first in the lowest byte: pairs side by side, then fours, then all. */
function eightDigits(word: u64): u64 {
  const pairs = ((word & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  const fours = ((pairs & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((fours & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** f64 seconds, f64 nanoseconds. */
function takeInstant(at: i32, digits: i32, value: i32): i32 {
  const count = digitCount(at);
  if (count === 0 || count > 19) return -1;
  const stop = at + count;
  const split = max(at, stop - digits);
  store<f64>(value, f64(decimal(at, split)));
  let nanos = decimal(split, stop);
  for (let i = digits; i < 9; i++) nanos *= 10;
  store<f64>(value, f64(nanos), 8);
  return stop;
}

/** f64. */
function takeInteger(at: i32, value: i32): i32 {
  const count = digitCount(at);
  if (count === 0 || count > 15) return -1;
  store<f64>(value, f64(decimal(at, at + count)));
  return at + count;
}

/** i32 0 or 1. */
function takeFlag(at: i32, value: i32): i32 {
  if (load<u32>(at) === 0x65757274) {
    store<i32>(value, 1);
    return at + 4;
  }
  if (load<u8>(at) !== 0x66 || load<u32>(at + 1) !== 0x65736c61) return -1;
  store<i32>(value, 0);
  return at + 5;
}

/** Behind a number, which may have a fraction and an exponent unless it is whole. */
function numberStop(at: i32, isWhole: bool): i32 {
  const digits = load<u8>(at) === 0x2d ? at + 1 : at;
  if (u32(load<u8>(digits) - 0x30) > 9) return -1;
  if (!isWhole) return tokenStop(at);
  // Of one that goes on behind 32 digits the rest is not what follows.
  return digits + digitCount(digits);
}

/** i32 id, or -1 with the text's position, its length, and where it may be kept. */
function takeText(at: i32, length: i32, value: i32): void {
  if (length === 0) {
    store<i32>(value, 0);
    return;
  }
  const recent = recentAt + recentSize * recentSlot(at, length);
  if (load<i32>(recent, 4) === length && isSame(recent + 8, at, length)) {
    store<i32>(value, load<i32>(recent));
    return;
  }
  store<i32>(value, -1);
  store<i32>(value, at, 4);
  store<i32>(value, length, 8);
  store<i32>(value, recent, 12);
}

/** From the length and the first, middle and last four bytes; where there are fewer, from those that there are. */
function recentSlot(at: i32, length: i32): i32 {
  let mixed = load<i32>(at);
  if (length < 4) mixed <<= 32 - 8 * length;
  else {
    const middle = load<i32>(at + ((length - 4) >> 1));
    const last = load<i32>(at + length - 4);
    mixed = (mixed * 0x9e3779b1) ^ (middle * 0x85ebca6b) ^ last;
  }
  return <i32>(<u32>((mixed ^ length) * 0xc2b2ae35) >> (32 - recentBits));
}

/** Keeps a text that takeText did not find, with its id. */
export function remember(recent: i32, at: i32, length: i32, id: i32): void {
  if (length > recentBytes) return;
  store<i32>(recent, id);
  store<i32>(recent, length, 4);
  memory.copy(recent + 8, at, length);
}

/**
 * The number of an array or object that is the same, byte by byte, as one that was kept; -1 if it is not. Sets `stopAt` to the
 * position behind it, and `placeAt` to where it may be kept; to 0 where it can't be.
 */
export function findRepeated(from: i32): i32 {
  const stop = nestedStop(from);
  const length = stop - from;
  store<i32>(stopAt, stop);
  store<i32>(placeAt, 0);
  if (stop < 0 || length > mostKeptBytes) return -1;
  const place = placeOf(from, length);
  store<i32>(placeAt, place);
  return isKept(place, from, length) ? load<i32>(place, 4) : -1;
}

/** Keeps a text with two numbers, in its place. */
export function keep(place: i32, from: i32, length: i32, first: i32, second: i32): void {
  store<i32>(place, length);
  store<i32>(place, first, 4);
  store<i32>(place, second, 8);
  memory.copy(bytesOf(place), from, length);
}

/** What was kept of the passage at a position; 0 if nothing was. */
function findPassage(from: i32): i32 {
  if (passageEnd === 0) return 0;
  const stop = passageStop(from);
  if (stop < 0) return 0;
  const length = stop - from;
  const place = placeOf(from, length);
  return isKept(place, from, length) ? place : 0;
}

/** Keeps a passage of eight bytes or more with two numbers, if it is one line and not too long. */
export function keepPassage(from: i32, length: i32, first: i32, second: i32): void {
  passageEnd = load<u64>(from + length - 8);
  if (passageStop(from) === from + length) keep(placeOf(from, length), from, length, first, second);
}

/** Where the passage at a position ends, which is behind a bracket; -1 if the line ends first, or it is too long. */
function passageStop(from: i32): i32 {
  for (let at = from; at <= from + mostKeptBytes - 16; at += 16) {
    const bytes = v128.load(at);
    const brackets = i8x16.eq(bytes, i8x16.splat(0x5b));
    const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
    for (let found = i8x16.bitmask(v128.or(brackets, controls)); found !== 0; found &= found - 1) {
      const stop = at + ctz(found) + 1;
      if (load<u8>(stop - 1) < 0x20) return -1;
      if (load<u64>(stop - 8) === passageEnd) return stop;
    }
  }
  return -1;
}

function isKept(place: i32, from: i32, length: i32): bool {
  return load<i32>(place) === length && isSame(bytesOf(place), from, length);
}

function bytesOf(place: i32): i32 {
  return keptBytesAt + ((place - keptAt) / keptSize) * mostKeptBytes;
}

/** Where a text is kept. From all bytes, eight at a time, in two rows side by side: such texts may differ in a single one. */
function placeOf(from: i32, length: i32): i32 {
  const last = from + length - 8;
  let even: u64 = length;
  let odd: u64 = 0;
  let at = from;
  for (; at < last - 8; at += 16) {
    even = mix(even, load<u64>(at));
    odd = mix(odd, load<u64>(at + 8));
  }
  if (at < last) even = mix(even, load<u64>(at));
  if (length >= 8) odd = mix(odd, load<u64>(last));
  // The high bits have the most of what came in; the last product's are best.
  return keptAt + keptSize * <i32>((mix(even, odd) * 0x9e3779b97f4a7c15) >> (64 - keptBits));
}

function mix(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Forgets texts, objects and passages: their numbers mean others now. */
export function forgetKept(): void {
  memory.fill(recentAt, 0, recentSize << recentBits);
  memory.fill(keptAt, 0, keptSize << keptBits);
}
