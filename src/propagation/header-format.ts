/** What a propagation header format is, and what reading one gives. */

/** A header as it was given: its name in any case, its value as it stands. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/**
 * Whether spans of the trace are kept: yes, no, yes whatever samplers say, or whoever reads this decides. Undefined where
 * the headers say it in no readable way.
 */
export type Sampled = boolean | 'debug' | 'deferred' | undefined;

/** What travels from a caller to the one it calls. Ids are lower-case hexadecimal with all their zeros. */
export interface TraceContext {
  /** 32 digits. */
  traceId: string;
  /** 16 digits: the caller's span. Undefined where a format sends the trace alone. */
  spanId: string | undefined;
  /** 16 digits: the parent of the caller's span. */
  parentSpanId: string | undefined;
  sampled: Sampled;
  /** The value of `tracestate`; undefined where there is none, or none that may be passed on. */
  traceState: string | undefined;
}

/** A stretch of a header's value, in UTF-16 units from its first character on. */
export interface Place {
  readonly header: Header;
  readonly from: number;
  readonly to: number;
}

/** One thing that a header says. Text from the header is as it came: views escape it. */
export interface Field {
  name: string;
  value: string;
  /** The value in words; may be empty. */
  meaning: string;
  place: Place;
  /** What is wrong with it; each is among the problems of the headers, too. */
  problems: Problem[];
}

/** One thing that is wrong. An error makes readers that keep to the specification drop the header. */
export interface Problem {
  severity: 'error' | 'warning';
  message: string;
  place: Place;
}

/** What the headers of one format say. */
export interface Decoded {
  /** What the ids are, or are most likely meant to be; undefined where that cannot be told. */
  context: TraceContext | undefined;
  fields: readonly Field[];
  problems: readonly Problem[];
}

/** The header that a bare value seems to belong to. */
export interface Guess {
  header: string;
  /** Whether nothing else looks like this. */
  isSure: boolean;
}

/** A way to send a trace context in headers. To add one: a file here, an entry in `index.ts`. */
export interface HeaderFormat {
  /** How flags and JSON name it. */
  id: string;
  title: string;
  /** Header names, matched in any case; one that ends in `*` stands for all that begin so. */
  headers: readonly string[];
  /** The header that a value without a name would belong to, told by its form alone. */
  guess: (value: string) => Guess | undefined;
  /** Reads headers of this format. They may hold anything; nothing is thrown. Linear in their length. */
  decode: (headers: readonly Header[]) => Decoded;
  /** The context as headers; none where the format needs a span id and there is none. */
  encode?: (context: TraceContext) => Header[];
}

/** Whether a header bears a name, in any case. */
export function isNamed({ name }: Header, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}
