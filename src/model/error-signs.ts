/**
 * Whether a span failed, by its status and the attributes that say so (analysis.md 8.9): an explicit status decides; without
 * one, `error`, an HTTP status of 500 or more (a client's: 400), or a gRPC status other than OK.
 */
import { AttributeType } from './attributes.ts';
import { SpanKind, StatusCode } from './kinds.ts';
import type { StringId, StringTable } from './strings.ts';

const Sign = { none: 0, error: 1, httpStatus: 2, grpcStatus: 3 } as const;

const signs: readonly [key: string, sign: number][] = [
  ['error', Sign.error],
  ['http.status_code', Sign.httpStatus],
  ['http.response.status_code', Sign.httpStatus],
  ['rpc.grpc.status_code', Sign.grpcStatus],
  ['grpc.status_code', Sign.grpcStatus],
];

/** Statuses of gRPC by their number; what is larger is something else. https://grpc.io/docs/guides/status-codes/ */
const grpcStatusNames: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** Collects the signs of one span after the other. */
export class ErrorSigns {
  private readonly strings: StringTable;
  private readonly byKey: Uint8Array;
  private errorAttribute = false;
  private httpStatus = 0;
  private grpcStatus = 0;

  constructor(strings: StringTable) {
    this.strings = strings;
    const keys = signs.map(([key]) => strings.add(key));
    this.byKey = new Uint8Array(Math.max(...keys) + 1);
    signs.forEach(([, sign], i) => (this.byKey[keys[i]] = sign));
  }

  /** A span begins. */
  reset(): void {
    this.errorAttribute = false;
    this.httpStatus = 0;
    this.grpcStatus = 0;
  }

  /** Whether an attribute is a sign, and so has to be read even where attributes are not wanted. */
  has(key: StringId): boolean {
    return key < this.byKey.length && this.byKey[key] !== Sign.none;
  }

  /** Takes an attribute that is a sign. */
  note(key: StringId, type: number, value: number): void {
    const { strings } = this;
    switch (this.byKey[key]) {
      case Sign.error:
        this.errorAttribute = type === AttributeType.bool ? value !== 0 : /^true$/i.test(strings.text(value));
        break;
      case Sign.httpStatus:
        this.httpStatus = Number(strings.text(value)) || 0;
        break;
      default:
        this.grpcStatus = grpcStatusOf(strings.text(value));
    }
  }

  /** Whether the span failed. */
  failed(status: number, kind: number): boolean {
    if (status !== StatusCode.unset) return status === StatusCode.error;
    const { httpStatus, grpcStatus } = this;
    return (
      this.errorAttribute ||
      httpStatus >= (kind === SpanKind.client ? 400 : 500) ||
      (grpcStatus > 0 && grpcStatus < grpcStatusNames.length)
    );
  }
}

/** The number of a status that is given by number or name; 0 where it is none. */
function grpcStatusOf(text: string): number {
  const number = Number(text);
  return Number.isNaN(number) ? Math.max(0, grpcStatusNames.indexOf(text.toUpperCase())) : number;
}
