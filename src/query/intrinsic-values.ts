/** The intrinsic fields of a span. Those that are texts of the string table are found like attributes. */
import { AttributeType } from '../model/attributes.ts';
import { hexId64 } from '../model/ids.ts';
import { spanKindNames, StatusCode, statusCodeNames } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import { nanosBetween } from '../model/time.ts';
import type { IntrinsicName, KindName, StatusName } from './ast.ts';
import { attributeFinder, type Finder } from './attribute-finders.ts';
import type { SpanCursor } from './span-cursor.ts';
import { kindValues, statusValues, type Value } from './values.ts';

/** Computes something of the cursor's span. */
export type Getter = (span: SpanCursor) => Value;

/** Finds an intrinsic field that is a text of the string table; undefined for other fields. */
export function intrinsicFinder(store: SpanStore, name: IntrinsicName): Finder | undefined {
  switch (name) {
    case 'span:name':
      return (span) => text(span, span.trace.name[span.i]);
    case 'span:statusMessage':
      return (span) => text(span, statusMessage(span));
    case 'trace:rootName':
      return (span) => text(span, rootRow(span) < 0 ? 0 : span.trace.name[rootRow(span)]);
    case 'trace:rootService':
      return (span) => text(span, rootRow(span) < 0 ? 0 : span.trace.service[rootRow(span)]);
    case 'event:name':
      return (span) => span.event >= 0 && text(span, store.events.name[span.event]);
    case 'instrumentation:name':
      return orEmpty(attributeFinder(store, 'instrumentation', 'name'));
    case 'instrumentation:version':
      return orEmpty(attributeFinder(store, 'instrumentation', 'version'));
    default:
      return undefined;
  }
}

/** Computes an intrinsic field that `intrinsicFinder` does not find. */
export function intrinsicGetter(name: IntrinsicName): Getter {
  switch (name) {
    case 'span:duration':
      return ({ trace, i }) => (trace.timed[i] === 0 ? undefined : trace.duration(i));
    case 'span:kind':
      return ({ trace, i }) => kindOf[trace.kind[i]];
    case 'span:status':
      return (span) => statusOf[statusCode(span)];
    case 'span:id':
      return ({ store, row }) => paddedId(store.spanId(row), 16);
    case 'span:parentID':
      return parentId;
    case 'span:childCount':
      return (span) => BigInt(span.nested.childCount[span.i]);
    case 'trace:duration':
      return (span) => span.traceDuration;
    case 'trace:id':
      return ({ trace }) => paddedId(trace.traceId, 32);
    case 'event:timeSinceStart':
      return timeSinceStart;
    case 'link:traceID':
      return ({ store, link }) =>
        link < 0 ? undefined : paddedId(store.traces.text(store.links.trace[link]), 32);
    case 'link:spanID':
      return ({ store, link }) => (link < 0 ? undefined : paddedId(linkedSpanId(store, link), 16));
    case 'nestedSetLeft':
      return (span) => BigInt(span.nested.left[span.i]);
    case 'nestedSetRight':
      return (span) => BigInt(span.nested.right[span.i]);
    case 'nestedSetParent':
      return (span) => BigInt(span.nested.parent[span.i]);
    case 'rootDuration':
      return ({ trace }) => (trace.primaryRoot < 0 ? 0 : trace.duration(trace.primaryRoot));
    default:
      throw new Error(`${name} is not computed`);
  }
}

/** The id of a link's span, as read. */
export function linkedSpanId({ links, strings }: SpanStore, link: number): string {
  const length = links.spanIdLength[link];
  return length === 0
    ? strings.text(links.spanIdLow[link])
    : hexId64(links.spanIdHigh[link], links.spanIdLow[link], length);
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names of the model are those of the language
const kindOf = spanKindNames.map((name) => kindValues[name as KindName]);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names of the model are those of the language
const statusOf = statusCodeNames.map((name) => statusValues[name as StatusName]);

function text(span: SpanCursor, id: number): boolean {
  span.type = AttributeType.string;
  span.value = id;
  return true;
}

/** A scope without a name or version has an empty one. */
function orEmpty(find: Finder): Finder {
  return (span) => find(span) || text(span, 0);
}

function statusCode({ store, row, parts }: SpanCursor): number {
  const own = store.status[row];
  if (own !== StatusCode.unset) return own;
  return store.status[parts.find((part) => store.status[part] !== StatusCode.unset) ?? row];
}

function statusMessage({ store, row, parts }: SpanCursor): number {
  if (!store.columns.details) return 0;
  const own = store.statusMessage[row];
  return own === 0 ? (parts.map((part) => store.statusMessage[part]).find((id) => id !== 0) ?? 0) : own;
}

/** The root that the trace is told from; -1 where its root was never seen. */
function rootRow({ trace }: SpanCursor): number {
  return trace.roots.length === 0 ? -1 : trace.primaryRoot;
}

/** Sixteen zeros for a root. */
function parentId({ store, row, parts }: SpanCursor): Value {
  return paddedId(store.parentSpanId(row) ?? parentOfParts(store, parts) ?? '', 16);
}

function parentOfParts(store: SpanStore, parts: readonly SpanRow[]): string | undefined {
  const part = parts.find((part) => store.parentSpanId(part) !== undefined);
  return part === undefined ? undefined : store.parentSpanId(part);
}

function timeSinceStart({ store, row, event }: SpanCursor): Value {
  if (event < 0) return undefined;
  const { events, startSeconds, startNanos } = store;
  return nanosBetween(startSeconds[row], startNanos[row], events.seconds[event], events.nanos[event]);
}

function paddedId(id: string, digits: number): string {
  return /^[0-9a-f]*$/.test(id) ? id.padStart(digits, '0') : id;
}
