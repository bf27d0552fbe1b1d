/** What a format is, and what detection shows it. */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { ProtobufReader } from '../bytes/protobuf-reader.ts';
import type { SpanWriter } from '../model/span-writer.ts';
import type { JsonSketch } from './json-sketch.ts';

interface FormatBase {
  /** Value of `--format`. */
  id: string;
  /** For lists and messages. */
  title: string;
}

/** A document that is a list of traces, or has it in its first field. */
interface TraceListing {
  /** That field. */
  field: string;
  /** The two fields a trace begins with, the first of them its id. */
  first: string;
  second: string;
}

/** A format whose records are JSON values: one in a file, one a line, or one after the other. */
export interface JsonFormat extends FormatBase {
  encoding: 'json';
  /** Whether the fields seen at the head of the input are this format's; no two formats may agree to one input. */
  sniff(sketch: JsonSketch): boolean;
  /** Maps the spellings of a key to the one that `read` knows. */
  spell?: (key: string) => string;
  /** Where one document holds many traces. */
  listing?: TraceListing;
  /** Reads one record. Throws DamagedRecord; spans committed before stay. */
  read(json: JsonReader, spans: SpanWriter): void;
}

/** A format whose messages are protobuf. */
export interface ProtobufFormat extends FormatBase {
  encoding: 'protobuf';
  /** Whether the first bytes can only be this format's. */
  sniff(head: Uint8Array): boolean;
  /** Reads the whole input. Throws DamagedRecord; spans committed before stay. */
  read(protobuf: ProtobufReader, spans: SpanWriter): void;
}

export type Format = JsonFormat | ProtobufFormat;
