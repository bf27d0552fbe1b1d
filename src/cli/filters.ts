/**
 * Which traces of many are meant. What asks for spans (service, operation, errors, tags) has to hold of one span at once,
 * as in `{ resource.service.name = "a" && name = "b" }`; what asks for times is about the whole trace.
 */
import type { TraceSummary } from '../analysis/summary.ts';
import { AttributeType } from '../model/attributes.ts';
import { SpanFlag } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import type { FilterFlags } from './options.ts';
import { instantOf, type KeyValue } from './parsers.ts';

/** A filter for the traces of one store. */
export interface TraceFilter {
  /** False: it lets everything through. */
  isActive: boolean;
  /** Whether the rows of a trace hold a span that is asked for. */
  matchesSpans: (rows: Int32Array) => boolean;
  /** Whether a trace has the length and the time that are asked for. */
  matchesTimes: (summary: TraceSummary) => boolean;
}

/** The filter that flags describe. */
export function traceFilter(store: SpanStore, flags: FilterFlags, now: Date): TraceFilter {
  const tests = spanTests(store, flags);
  const since = flags.since === undefined ? undefined : { ago: flags.since };
  const from = flags.from ?? since;
  const low = from && instantOf(from, now);
  const high = flags.to && instantOf(flags.to, now);
  const { minDuration = 0, maxDuration = Infinity } = flags;
  return {
    isActive: needsFilter(flags),
    matchesSpans: (rows) => tests.length === 0 || rows.some((row) => tests.every((test) => test(row))),
    matchesTimes: ({ durationNano, startTimeUnixNano }) =>
      durationNano >= minDuration &&
      durationNano <= maxDuration &&
      (low === undefined || startTimeUnixNano >= low) &&
      (high === undefined || startTimeUnixNano < high),
  };
}

/** Whether flags pick traces at all. */
function needsFilter(flags: FilterFlags): boolean {
  const { service, operation, minDuration, maxDuration, errors, tag, since, from, to } = flags;
  return [service, operation, minDuration, maxDuration, errors, tag, since, from, to].some(
    (flag) => flag !== undefined,
  );
}

/** Whether flags look at attributes, which readers otherwise skip. */
export function needsDetails({ tag = [] }: FilterFlags): boolean {
  return tag.length > 0;
}

type SpanTest = (row: SpanRow) => boolean;

function spanTests(store: SpanStore, flags: FilterFlags): SpanTest[] {
  const tests: SpanTest[] = [];
  if (flags.service !== undefined) {
    const service = store.strings.add(flags.service);
    tests.push((row) => store.service(row) === service);
  }
  if (flags.operation !== undefined) {
    const name = store.strings.add(flags.operation);
    tests.push((row) => store.name[row] === name);
  }
  if (flags.errors) tests.push((row) => (store.flags[row] & SpanFlag.error) !== 0);
  for (const tag of flags.tag ?? []) tests.push(tagTest(store, tag));
  return tests;
}

/** Attributes of the span first, then of its resource. Numbers and booleans compare as they are written. */
function tagTest(store: SpanStore, { key, value }: KeyValue): SpanTest {
  const wanted = store.strings.add(key);
  const text = store.strings.add(value);
  const resources = new Map<number, boolean>();
  const resourceHas = (index: number): boolean => {
    const known = resources.get(index) ?? store.resources.get(index, key) === value;
    resources.set(index, known);
    return known;
  };
  return (row) => {
    const from = store.attributesFrom[row];
    for (let a = from; a < from + store.attributesCount[row]; a++) {
      if (store.attributes.key[a] === wanted && isValue(store, a, text, value)) return true;
    }
    return resourceHas(store.resource[row]);
  };
}

function isValue({ attributes, strings }: SpanStore, row: number, id: StringId, text: string): boolean {
  const type = attributes.type[row];
  const value = attributes.value[row];
  if (type === AttributeType.string || type === AttributeType.int) return value === id;
  if (type === AttributeType.bytes || type === AttributeType.json) return strings.text(value) === text;
  if (type === AttributeType.bool) return String(value !== 0) === text;
  return type === AttributeType.double && Number(strings.text(value)) === Number(text);
}
