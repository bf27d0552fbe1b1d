import type { Nanos } from '../model/time.ts';
/**
 * How a query is answered by servers that search for single spans: by service, name, attributes and length. What they
 * answer to a part of the query is whole traces, which are matched against all of it here.
 */
import type { Query } from '../query/ast.ts';
import {
  type AttributeCondition,
  conditionText,
  necessaryConditions,
  type SpanCondition,
  type TraceCondition,
} from '../query/conditions.ts';
import { withLowerCaseNames } from '../query/lower-case.ts';
import type { PlannedSearch, SearchPlan } from './backend.ts';

/** A search for traces that have a span like this; bounds of the duration are included. */
export interface SpanSearch {
  service: string | undefined;
  name: string | undefined;
  tags: AttributeCondition[];
  minDuration: Nanos | undefined;
  maxDuration: Nanos | undefined;
}

/** What a kind of server can do. */
export interface Abilities {
  /** It keeps names in lower case. */
  lowerCaseNames: boolean;
  /** What of a search the server can be asked for, and answers with no less than what matches here. */
  askable: (search: SpanSearch) => SpanSearch;
  search: (search: SpanSearch) => PlannedSearch;
  /** Its services, where it does not search without one. */
  services?: () => Promise<string[]>;
}

/** The plan for a query. */
export async function spanPlan(query: Query | undefined, abilities: Abilities): Promise<SearchPlan> {
  const left = query && abilities.lowerCaseNames ? withLowerCaseNames(query) : query;
  const conditions =
    left === undefined ? [anything] : necessaryConditions(left).flatMap((one) => best(one, abilities));
  const { spans, notes } = await withServices(distinct(conditions), abilities);
  return {
    searches: spans.map((span) => abilities.search(span)),
    pushed: distinct(conditions)
      .map(searchText)
      .filter((text) => text !== 'true'),
    left,
    notes,
  };
}

const anything: SpanSearch = {
  service: undefined,
  name: undefined,
  minDuration: undefined,
  maxDuration: undefined,
  tags: [],
};

/**
 * The span of an alternative that narrows a search most: one with a service, then the one with most parts. None where a
 * span would have to be longer than it may be: nothing can match.
 */
function best(condition: TraceCondition, { askable }: Abilities): SpanSearch[] {
  const candidates = [...condition.spans.map(spanSearch), rootSearch(condition)];
  if (candidates.some(isImpossible)) return [];
  return [candidates.map(askable).reduce((a, b) => (weight(b) > weight(a) ? b : a), anything)];
}

function spanSearch({ service, name, minDuration, maxDuration, attributes }: SpanCondition): SpanSearch {
  return {
    service: text(service),
    name: text(name),
    minDuration: length(minDuration),
    maxDuration,
    tags: attributes.filter(isComparable),
  };
}

/** The root, or the span that stands for it where it is missing: it is as long as one of the two. */
function rootSearch({ rootService, rootName, minRootDuration }: TraceCondition): SpanSearch {
  return {
    ...anything,
    service: text(rootService),
    name: text(rootName),
    minDuration: length(minRootDuration),
  };
}

function isImpossible({ minDuration = 0, maxDuration = Infinity }: SpanSearch): boolean {
  return minDuration > maxDuration;
}

/** Stores index texts up to this length, and leave out longer ones. */
const longestText = 255;

/** A text to search for. An empty one is none: servers take it for no condition, or refuse it. */
function text(value: string | undefined): string | undefined {
  return value !== undefined && value !== '' && Buffer.byteLength(value) <= longestText ? value : undefined;
}

/** Every span is as long as nothing. */
function length(shortest: Nanos | undefined): Nanos | undefined {
  return shortest !== undefined && shortest > 0 ? shortest : undefined;
}

/** Servers compare texts: a fraction may be written in many ways. */
function isComparable({ key, value, type }: AttributeCondition): boolean {
  return type !== 'float' && text(key) !== undefined && text(value) !== undefined;
}

function weight({ service, name, minDuration, maxDuration, tags }: SpanSearch): number {
  const parts = [name, minDuration, maxDuration].filter((part) => part !== undefined).length;
  return (service === undefined ? 0 : 100) + parts + tags.length;
}

async function withServices(
  searches: readonly SpanSearch[],
  { services }: Abilities,
): Promise<{ spans: SpanSearch[]; notes: string[] }> {
  if (services === undefined || searches.every(({ service }) => service !== undefined)) {
    return { spans: [...searches], notes: [] };
  }
  const names = await services();
  const spans = searches.flatMap((search) =>
    search.service === undefined ? names.map((service) => ({ ...search, service })) : [search],
  );
  const note = `it searches one service at a time: asked for each of ${names.length}; --service is quicker`;
  return { spans: distinct(spans), notes: names.length > 1 ? [note] : [] };
}

function distinct(searches: readonly SpanSearch[]): SpanSearch[] {
  return [...new Map(searches.map((search) => [JSON.stringify(search), search])).values()];
}

function searchText({ tags, ...rest }: SpanSearch): string {
  return conditionText({ ...rest, attributes: tags });
}
