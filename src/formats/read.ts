/** From a source to rows of a store: what format it is, and its records one by one, damaged ones passed over. */
import { DamagedRecord } from '../bytes/damaged-record.ts';
import { decodeSource } from '../bytes/decode.ts';
import { JsonReader } from '../bytes/json-reader.ts';
import { ProtobufReader } from '../bytes/protobuf-reader.ts';
import { openRanges, originOf } from '../bytes/ranges.ts';
import { type ByteSource, DamagedBytes } from '../bytes/source.ts';
import { InputError } from '../errors.ts';
import type { ReadReport } from '../model/read-report.ts';
import type { SpanStore } from '../model/span-store.ts';
import { type Settled, SpanWriter } from '../model/span-writer.ts';
import { detect, sampleSize } from './detect.ts';
import type { Format, JsonFormat, ProtobufFormat } from './format.ts';
import { type Found, searchTrace } from './search-id.ts';

export interface ReadOptions {
  /** Id of the format, instead of detection. */
  format?: string | undefined;
  /** A trace that is looked for: records that surely don't belong to it may be passed over without being read. */
  traceId?: string | undefined;
  /** Called between spans with what is whole in the store; may take it away with `clear`, so that a dump passes through. */
  onSettled?: ((store: SpanStore, what: Settled) => void) | undefined;
}

/**
 * Reads all spans of a source into the store, and closes it. What is damaged is counted in the report and passed over.
 * Throws InputError where nothing in the source is a trace format.
 */
export function readSource(
  source: ByteSource,
  store: SpanStore,
  options: ReadOptions,
  report: ReadReport,
): void {
  try {
    const plain = decodeSource(source);
    const head = plain.peek(sampleSize);
    if (head.length === 0) refuseDamage(plain);
    const { format, lines } = detect(head, source.name, options.format);
    report.formats.set(format.id, (report.formats.get(format.id) ?? 0) + 1);
    const spans = new SpanWriter(store, report, source.name);
    tellSettled(spans, format, options.onSettled);
    if (format.encoding === 'protobuf') {
      return readMessages(format, new ProtobufReader(plain, store.strings), spans);
    }
    // What is not plain bytes of a file would have to be decoded for a search, and reading it takes hardly longer.
    const path = plain.isRaw ? source.path : undefined;
    const found =
      options.traceId === undefined || path === undefined
        ? undefined
        : searchTrace(path, head, format, lines, options.traceId);
    if (found === undefined || path === undefined) readRecords(format, plain, spans, lines);
    else readFound(format, path, found, spans);
  } finally {
    source.close();
  }
}

/** Throws InputError where nothing can be had of a source because it is damaged from the start. */
function refuseDamage(source: ByteSource): void {
  try {
    source.read(new Uint8Array(1), 0, 1);
  } catch (cause) {
    if (!(cause instanceof DamagedBytes)) throw cause;
    throw new InputError(`cannot read ${source.name}: ${cause.message}`, {
      hint: 'fetch or copy the file again: nothing of it can be read',
      cause,
    });
  }
}

/** Has what is whole in the writer's store told to `onSettled`, if that is given. */
export function tellSettled(spans: SpanWriter, format: Format, onSettled: ReadOptions['onSettled']): void {
  if (onSettled === undefined) return;
  const { store } = spans;
  spans.onSettled = (what) => {
    store.keepStrings(format.id);
    onSettled(store, what);
  };
}

/** Reads parts of a file. What is damaged in them is told by its place in the whole file. */
function readFound(format: JsonFormat, path: string, { ranges, lines }: Found, spans: SpanWriter): void {
  const { damages } = spans.report;
  const before = damages.length;
  const source = openRanges(path, spans.source, ranges);
  try {
    readRecords(format, source, spans, lines);
  } finally {
    source.close();
  }
  for (const damage of damages.slice(before)) {
    damage.byte = originOf(ranges, damage.byte);
    damage.line = 0;
  }
}

/**
 * Reads all records of a source that is plain JSON. `isPart`: they are part of a list, with commas between them, and of no use
 * where one is damaged.
 */
export function readRecords(
  format: JsonFormat,
  source: ByteSource,
  spans: SpanWriter,
  lines: boolean,
  isPart = false,
): void {
  const json = new JsonReader(source, spans.store.strings, format.spell);
  spans.expectedBytes = source.byteLength;
  json.lineDelimited = lines;
  forgetCleared(json, spans);
  let isAstray = false;
  try {
    while (!json.atEnd()) {
      json.startRecord();
      if (!readRecord(format, json, spans)) {
        if (isPart || !json.resync()) return;
        isAstray = true;
      }
      spans.settled('spans');
      if (isPart) json.passComma();
      // From the first damage on, records may be what is left of a list.
      if (isAstray) json.skipSeparators();
    }
  } catch (error) {
    damaged(error, json, spans);
  } finally {
    json.leaveKernel();
  }
}

/** A reader's guesses are numbers of strings: they are void once the store is cleared. */
function forgetCleared(json: JsonReader, spans: SpanWriter): void {
  const { onSettled, store } = spans;
  if (onSettled === undefined) return;
  let { generation } = store;
  spans.onSettled = (what) => {
    onSettled(what);
    if (store.generation !== generation) json.forget();
    generation = store.generation;
  };
}

const recordTypes: readonly string[] = ['object', 'array'];

/** Whether the record was read to its end. */
function readRecord(format: JsonFormat, json: JsonReader, spans: SpanWriter): boolean {
  const { line, byte } = json;
  try {
    if (!recordTypes.includes(json.peekType())) json.fail('expected an object or a list');
    format.read(json, spans);
    const message = json.takeProblem();
    if (message !== undefined) spans.damaged(message, { line, byte });
    return true;
  } catch (error) {
    // What follows can't be read either.
    if (error instanceof DamagedBytes) throw error;
    damaged(error, json, spans);
    return false;
  }
}

function readMessages(format: ProtobufFormat, protobuf: ProtobufReader, spans: SpanWriter): void {
  try {
    format.read(protobuf, spans);
  } catch (error) {
    damaged(error, protobuf, spans);
  }
}

/** Counts what reading threw at a damaged place; anything else is passed on. */
function damaged(error: unknown, place: { line: number; byte: number }, spans: SpanWriter): void {
  if (!(error instanceof DamagedRecord || error instanceof DamagedBytes)) throw error;
  spans.abandon();
  spans.damaged(error.message, error instanceof DamagedRecord ? error : place);
}
