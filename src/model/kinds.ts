/**
 * The small enumerations of OpenTelemetry, numbered as in OTLP, and the row flags of the store.
 * https://opentelemetry.io/docs/specs/otel/trace/api/#spankind
 */

/** Span kind, numbered as in OTLP. */
export const SpanKind = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const;

/** Names of span kinds as output spells them, by number. */
export const spanKindNames: readonly string[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];

/** Status code, numbered as in OTLP. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;

/** Names of status codes as output spells them, by number. */
export const statusCodeNames: readonly string[] = ['unset', 'ok', 'error'];

/** Bits of a span row's `flags`. */
export const SpanFlag = {
  /** The span failed: its status, an `error` attribute, or an HTTP or gRPC status says so (analysis.md 8.9). */
  error: 1,
  /** Zipkin: this record is the server's half of an id that the client owns. */
  shared: 2,
  /** No start time was recorded, or 0. */
  noStart: 4,
  /** No end time or duration was recorded. */
  noEnd: 8,
  /** The recorded end lay before the start; the duration column holds 0. */
  negativeDuration: 16,
  /** The parent is referred to by FOLLOWS_FROM: deferred, not blocking. */
  followsFrom: 32,
  /** spanIdLow is a StringId: the id is not up to 16 hexadecimal digits. */
  textSpanId: 64,
  /** parentSpanIdLow is a StringId. */
  textParentSpanId: 128,
  /** Several references of this trace compete to be the parent: see the links table's rows of this span. */
  severalParents: 256,
  /** The span came from Zipkin, where records of one id may be parts of one span. */
  zipkin: 512,
} as const;
