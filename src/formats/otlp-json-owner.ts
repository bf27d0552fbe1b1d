/**
 * Whose spans are read: the resource and the scope around a list of them, which may stand before it or behind it.
 *
 * What stands between two lists comes again and again, byte by byte the same, as resources do. Such a passage is kept with the
 * resource and the scope that it leads to, so that the kernel goes from list to list by itself.
 *
 *   … "status":{}} ]}]},{"resource":{…},"scopeSpans":[{"scope":{…},"spans":[ {"traceId":…
 *                  └─────────────────────── passage ───────────────────────┘
 */
import type { JsonReader } from '../bytes/json-reader.ts';
import type { SpanRow } from '../model/span-store.ts';
import type { SpanWriter } from '../model/span-writer.ts';

/** So many spans, and those that the kernel reads at once, are read before what is read is told to be settled. */
const mostUnsettled = 1 << 12;

/** Number of a resource: the same as before the passage. */
const sameResource = -1;

/** See the head of this file. */
export class Owner {
  /** Whether the list of spans is one of a list of resourceSpans, where passages mean the same each time. */
  private isListed = false;
  private readonly spans: SpanWriter;
  private resource = 0;
  private scope = 0;
  /** Rows of the first spans of each. */
  private resourceFrom = 0;
  private scopeFrom = 0;
  /** Whether they began behind the last list. */
  private isNewResource = false;
  private isNewScope = false;
  /** Where the last list's last object ended; NaN: what follows is not only about what comes next. */
  private passageFrom = Number.NaN;
  private settledSize = 0;

  constructor(spans: SpanWriter) {
    this.spans = spans;
  }

  /** A list of resourceSpans begins. */
  beginList(): void {
    this.isListed = true;
  }

  /** It has ended, or a record begins, the last of which may have ended anywhere. */
  endList(): void {
    this.isListed = false;
    this.passageFrom = Number.NaN;
  }

  /** An element of resourceSpans begins. */
  beginResource(row: SpanRow = this.spans.store.size): void {
    this.resource = 0;
    this.resourceFrom = row;
    this.isNewResource = true;
  }

  setResource(resource: number): void {
    this.resource = resource;
    if (!this.isNewResource) this.passageFrom = Number.NaN;
  }

  /** Gives its spans their resource. */
  endResource(row: SpanRow = this.spans.store.size): void {
    this.spans.store.resource.fill(this.resource, this.resourceFrom, row);
  }

  /** An element of scopeSpans begins. */
  beginScope(row: SpanRow = this.spans.store.size): void {
    this.scope = 0;
    this.scopeFrom = row;
    this.isNewScope = true;
  }

  setScope(scope: number): void {
    this.scope = scope;
    if (!this.isNewScope) this.passageFrom = Number.NaN;
  }

  /** Gives its spans their scope. */
  endScope(row: SpanRow = this.spans.store.size): void {
    const { store, details } = this.spans;
    if (details) store.scope.fill(this.scope, this.scopeFrom, row);
  }

  /** The reader is at the first object of a list: what stands before it is kept if it can be told what it means. */
  listBegins(json: JsonReader): void {
    const from = this.passageFrom - json.base;
    this.passageFrom = Number.NaN;
    // The window may have moved on meanwhile.
    if (!(from >= 0) || !this.isNewScope || json.hasProblem) return;
    const resource = this.isNewResource ? this.resource : sameResource;
    json.kernel?.keepPassage(from, json.pos, resource, this.scope);
  }

  /** A list has ended whose last object ended at a byte; NaN: it is empty. */
  listEnds(byte: number): void {
    this.passageFrom = this.isListed ? byte : Number.NaN;
    this.isNewResource = false;
    this.isNewScope = false;
  }

  /** Whether the kernel may go on over passages: not for ever without what was read being settled. */
  get mayPass(): boolean {
    return this.isListed && this.spans.store.size < this.settledSize + mostUnsettled;
  }

  /** What was read was settled. */
  settled(): void {
    this.settledSize = this.spans.store.size;
  }

  /** The kernel has gone over a passage that was kept with these numbers, behind which the span of a row is the first. */
  pass(resource: number, scope: number, row: SpanRow): void {
    this.endScope(row);
    if (resource !== sameResource) {
      this.endResource(row);
      this.beginResource(row);
      this.resource = resource;
    }
    this.beginScope(row);
    this.scope = scope;
  }
}
